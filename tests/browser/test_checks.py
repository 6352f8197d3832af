"""The checks themselves: each fault that they look for is found, and a good page has none."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check, check_print
from tests.browser.watch import Complaints

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOOD = """<!doctype html><html lang="nl"><head><title>Goed</title><meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark; background: Canvas }}
@media print {{ :root {{ color-scheme: light }} nav {{ display: none }} }}
:focus-visible {{ outline: 3px solid CanvasText }} a {{ color: CanvasText }} nav a {{ padding: 1rem }}</style></head>
<body><nav><a href="#a">Eerst</a></nav><main><h1>Goed</h1><p>Een zin met <a href="#b">een link</a> erin.</p>{}</main>
</body></html>"""
FAULTS = {
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">',
    "target-size": "<style>b a {{ display: block; font-size: 8px; line-height: 1; margin: 0 }}</style>"
    "<div><b><a href='#1'>een</a><a href='#2'>twee</a><a href='#3'>drie</a></b></div>",
    "axe, dark, 1280 px: color-contrast": "<p style='color: #222'>Onleesbaar in het donker</p>",
    "320 px: beside the page": "<p style='width: 400px'>Te breed</p>",
    "text twice as large: cut off": "<p style='height: 24px; overflow: hidden; width: 80px'>Past</p>",
    "text spaced: cut off": "<p style='height: 20px; overflow: hidden; line-height: 1.1'>Past</p>",
    "has no ring": "<button type='button' style='outline: 0'>Zonder rand</button>",
    "has a ring that is hard to see": "<button type='button' style='outline: 3px solid #8886'>Vage rand</button>",
    "is covered": "<style>button {{ position: fixed; bottom: 0 }}</style><button type='button'>Bedekt</button>"
    "<div style='position: fixed; inset: auto 0 0; height: 5rem; background: Canvas'></div>",
    "not reached": "<button type='button' onfocus='this.blur()'>Onbereikbaar</button>",
}


def test_good_page(page: "Page") -> None:
    """A page without faults passes, on screen and on paper, and keeps its size."""
    page.set_content(GOOD.format(""))
    page.set_viewport_size({"width": 700, "height": 500})
    check(page)
    check_print(page)
    assert page.viewport_size == {"width": 700, "height": 500}


def test_good_page_without_script(plain: "Page") -> None:
    """A page is checked in the same way where scripts are off."""
    plain.set_content(GOOD.format(""))
    check(plain)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(page: "Page", fault: str) -> None:
    """A page with one fault fails, and the fault is named."""
    page.set_content(GOOD.format(FAULTS[fault].replace("{{", "{").replace("}}", "}")))
    with pytest.raises(AssertionError) as told:
        check(page)
    assert fault in str(told.value)


def test_print_faults_are_found(page: "Page") -> None:
    """A form and faint text on paper are found."""
    page.set_content(GOOD.format("<form><button>Verstuur</button></form><p style='color: #ccc'>Vaag</p>"))
    with pytest.raises(AssertionError) as told:
        check_print(page)
    assert "Verstuur" in str(told.value)
    assert "color-contrast" in str(told.value)


def test_complaints_are_heard(page: "Page", complaints: Complaints) -> None:
    """A script that breaks and a style that the policy refuses are heard."""
    page.set_content(
        "<meta http-equiv='Content-Security-Policy' content=\"style-src 'self'\"><p style='color: red'>x</p>"
    )
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken'); })")
    assert any("Content Security Policy" in one for one in complaints)
    assert any("broken" in one for one in complaints)
    complaints.clear()
