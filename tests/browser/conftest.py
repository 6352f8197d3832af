"""A browser for the tests of pages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.available import chromium, need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, without a window."""
    need("chromium", "axe", "engine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page of a browser that remembers nothing of other tests."""
    context = browser.new_context(locale="nl-BE")
    yield context.new_page()
    context.close()
