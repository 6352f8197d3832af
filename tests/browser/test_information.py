"""Pages that inform: contact, opening hours, statements, and what is not there."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import check, check_print
from tests.deployment import Deployment

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = ("/contact", "/openingsuren", "/toegankelijkheid", "/privacy", "/bestaat-niet")


@pytest.mark.parametrize("path", PATHS)
def test_page(deployment: Deployment, page: "Page", path: str) -> None:
    """Every page that informs holds what every page must hold, on screen and on paper."""
    page.goto(deployment.url + path)
    check(page)
    check_print(page)


@pytest.mark.parametrize("path", PATHS)
def test_page_without_script(deployment: Deployment, plain: "Page", path: str) -> None:
    """They say the same without script."""
    plain.goto(deployment.url + path)
    check(plain)
