"""What axe finds wrong on a page, against WCAG 2.2 A and AA and its own best practices."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: "Page", only: list[str] | None = None) -> list[str]:
    """Each as "rule: the places", so that a failed test says what to mend. `only`: these rules and no others."""
    from axe_playwright_python.sync_playwright import Axe

    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": run, "resultTypes": ["violations"]}
    if not only:
        options["rules"] = {"target-size": {"enabled": True}}  # off unless asked for
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
