"""What every page must hold, in whichever state it stands: `check(page)`.

In each theme, wide and at 320 px: axe, no scrolling sideways (WCAG 1.4.10), text at twice its size (1.4.4), text spacing
(1.4.12), targets of 24 px (2.5.8, by axe), and a walk by keyboard that reaches all that can be operated (2.1.1), with a
focus that is seen (2.4.7, 2.4.13) and not covered (2.4.11). The page stays where it is; its size and theme come back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.browser.axe import violations
from tests.browser.scripts import scripts_on

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES: Final = ("light", "dark")
WIDE: Final = {"width": 1280, "height": 900}
NARROW: Final = {"width": 320, "height": 640}
# All rules in each theme and at each size once; what a theme changes at a size is its colours alone.
FULLY: Final = tuple(zip(SCHEMES, (WIDE, NARROW), strict=True))
TEXT: Final = 16  # px: what a browser starts with
LONGEST_WALK: Final = 400
CALL: Final = "([name, given]) => 'checks' in window ? { given: window.checks[name](...given) } : null"
AT_A_TIME: Final = 8  # presses of Tab between two questions whether the walk is over


def check(page: "Page", *, keyboard: bool = True) -> None:
    """Fail with all that is wrong with a page as it stands.

    `keyboard` false: without the walk by keyboard, which takes the focus away from where it is.
    """
    page.wait_for_load_state()  # a click that led here waits for its beginning alone
    with scripts_on(page):
        found = [*_layout(page), *_seen(page), *(_walks(page) if keyboard else ())]
    assert not found, f"{page.title()}: {len(found)} faults\n" + "\n".join(found)


def check_print(page: "Page") -> None:
    """Fail where a page does not print clean: dark ink on white in either theme, and nothing that only a screen can use."""
    with scripts_on(page):
        found = [fault for scheme in SCHEMES for fault in _printed(page, scheme)]
    assert not found, "\n".join(found)


def _printed(page: "Page", scheme: Any) -> Iterator[str]:
    with _as_it_was(page):
        page.emulate_media(media="print", color_scheme=scheme)
        yield from (f"printed, {scheme}: {rule}" for rule in violations(page, only=["color-contrast"]))
        if page.evaluate("getComputedStyle(document.documentElement).colorScheme") != "light":
            yield f"printed, {scheme}: not on white"
        unwanted = page.locator("nav, form, button, input, .skip").locator("visible=true")
        yield from (f"printed, {scheme}: {text[:60]}" for text in unwanted.all_inner_texts())


def _layout(page: "Page") -> Iterator[str]:
    with _as_it_was(page):
        for name, size in (("320 px", NARROW), ("wide", WIDE)):
            page.set_viewport_size(size)
            yield from _fits(page, name)
            yield from _fits(page, f"{name}, text spaced", spaced=True)
        with _text_of(page, 2 * TEXT):
            yield from _fits(page, "text twice as large")


def _fits(page: "Page", how: str, *, spaced: bool = False) -> Iterator[str]:
    yield from (f"{how}: {one}" for one in _ask(page, "misfits", spaced))


def _seen(page: "Page") -> Iterator[str]:
    with _as_it_was(page):
        for scheme, size in product(SCHEMES, (WIDE, NARROW)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            only = None if (scheme, size) in FULLY else ["color-contrast"]
            yield from (f"axe, {scheme}, {size['width']} px: {one}" for one in violations(page, only))


def _walks(page: "Page") -> Iterator[str]:
    with _as_it_was(page):
        for scheme, size in FULLY:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            yield from (f"keyboard, {scheme}, {size['width']} px: {one}" for one in _walk(page))


def _walk(page: "Page") -> Iterator[str]:
    """Press Tab until the focus comes round. The page looks at each stop by itself, before the next Tab leaves it."""
    _ask(page, "start")
    for _ in range(LONGEST_WALK // AT_A_TIME):
        for _ in range(AT_A_TIME):
            page.keyboard.press("Tab")
        if _ask(page, "over"):
            break
    else:
        yield "the focus never comes round"
    yield from _ask(page, "end")


@contextmanager
def _as_it_was(page: "Page") -> Iterator[None]:
    size = page.viewport_size
    try:
        yield
    finally:
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
        if size:
            page.set_viewport_size(size)


@contextmanager
def _text_of(page: "Page", pixels: int) -> Iterator[None]:
    """The size that a reader sets in the browser."""
    session = page.context.new_cdp_session(page)
    try:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
        yield
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": TEXT}})
        session.detach()


def _ask(page: "Page", name: str, *arguments: object) -> Any:
    """Call one function of checks.js in the page; they are put there once a page."""
    answer = page.evaluate(CALL, [name, list(arguments)])
    if answer is None:
        page.evaluate(f"window.checks = {_script()}")
        answer = page.evaluate(CALL, [name, list(arguments)])
    return answer["given"]


@cache
def _script() -> str:
    return Path(__file__).with_name("checks.js").read_text().strip()
