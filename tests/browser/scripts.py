"""A page without script that can still be checked: Chromium's own switch, which the checks turn on for themselves.

Playwright's java_script_enabled cannot be turned, and axe needs timers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_switches: "WeakKeyDictionary[Page, CDPSession]" = WeakKeyDictionary()


def without_script(page: "Page") -> "Page":
    """Turn the scripts off of all that this page will open."""
    _switches[page] = page.context.new_cdp_session(page)
    _turn(page, off=True)
    return page


@contextmanager
def scripts_on(page: "Page") -> Iterator[None]:
    """Let the checks' scripts run. Those of the page itself were passed over when it was read, and stay so."""
    try:
        _turn(page, off=False)
        yield
    finally:
        _turn(page, off=True)


def _turn(page: "Page", *, off: bool) -> None:
    if page in _switches:
        _switches[page].send("Emulation.setScriptExecutionDisabled", {"value": off})
