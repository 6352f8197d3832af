"""What axe finds wrong on a page, against WCAG 2.2 A and AA and its own best practices."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: "Page", only: list[str] | None = None) -> list[str]:
    """Each as "rule: the places", so that a failed test says what to mend. `only`: these rules and no others."""
    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": run, "resultTypes": ["violations"]}
    if not only:
        options["rules"] = {"target-size": {"enabled": True}}  # off unless asked for
    page.wait_for_load_state()  # a click that led here waits for its beginning alone
    if not page.evaluate("'axe' in window"):  # once a page: it is large
        page.evaluate(_source())
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@cache
def _source() -> str:
    from axe_playwright_python.sync_playwright import Axe

    return str(Axe().axe_script)
