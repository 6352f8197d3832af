"""A browser for the tests of pages: `page` with script, `plain` without, `visitors` where several meet.

What the browser complains of fails the test that met it. `site` is the deployment with the sample articles loaded.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.available import chromium, need
from tests.browser.scripts import without_script
from tests.browser.watch import Complaints
from tests.deployment import PATIENCE, Deployment

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
def complaints() -> Iterator[Complaints]:
    """What the browser complains of during a test; a test that provokes a complaint takes it out itself."""
    heard = Complaints()
    yield heard
    assert heard == []


@pytest.fixture
def visitors(browser: "Browser", complaints: Complaints) -> Iterator[Callable[..., "Page"]]:
    """Makes a page of a new person, who remembers nothing. Options are those of Playwright's new_context."""
    opened = []

    def visit(**options: Any) -> "Page":
        context = browser.new_context(locale="nl-BE", **options)
        context.set_default_timeout(PATIENCE * 1000)
        opened.append(context)
        return complaints.of(context.new_page())

    yield visit
    for context in opened:
        context.close()


@pytest.fixture
def page(visitors: Callable[..., "Page"]) -> "Page":
    """A page of a browser that remembers nothing of other tests."""
    return visitors()


@pytest.fixture
def plain(visitors: Callable[..., "Page"]) -> "Page":
    """The same without script."""
    return without_script(visitors())


@pytest.fixture(scope="session")
def site(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The deployment, with the organisations and the sample articles."""
    from infra.local.knowledge import SAMPLE, load

    load(deployment.engine, SAMPLE, tmp_path_factory.mktemp("knowledge"))
    return deployment
