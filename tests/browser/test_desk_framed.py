"""The desk inside the agent workspace of another site: cookies of frames, and logging in by a pop-up."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra.local.running import Wanted
from tests.browser.axe import violations
from tests.browser.test_desk import log_in
from tests.deployment import PATIENCE, Deployment, deployed, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Workspace(BaseHTTPRequestHandler):
    """A page of another site with the desk in a frame."""

    desk = ""

    def do_GET(self) -> None:
        """The page, whatever is asked for."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        body = f"<!doctype html><title>W</title><iframe title=desk src='{self.desk}'></iframe>"
        with suppress(BrokenPipeError):  # the browser went elsewhere
            self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def workspace() -> Iterator[str]:
    """Its address: of another site than the desk's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Workspace) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def framed(workspace: str, packaged: Path, tmp_path: Path) -> Iterator[Deployment]:
    """A deployment that lets this workspace frame its desk."""
    with deployed(tmp_path, packaged, Wanted(parameters={"ConnectOrigins": workspace})) as it:
        Workspace.desk = f"{it.url}/desk"
        yield it


def test_framed(browser: "Browser", framed: Deployment, workspace: str) -> None:
    """In a frame the agent logs in by a pop-up that closes by itself; the session is the frame's alone."""
    context = browser.new_context(locale="nl-BE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(workspace)
    frame = page.frame_locator("iframe")
    frame.locator("h1:has-text('Aanmelden')").wait_for()
    assert violations(page.frames[1]) == []  # type: ignore[arg-type]  # a frame is run as a page is
    with page.expect_popup() as opened:
        frame.locator("#venster").click()
    window = opened.value
    window.wait_for_selector("input[name=password]")
    with window.expect_event("close"):
        log_in(window, "an")
    frame.locator("h1:has-text('Te doen')").wait_for()
    frame.get_by_role("link", name="Contact registreren").click()
    frame.locator("#f-text").fill("Een vraag in een kader")
    frame.locator("button[value=save]").click()
    frame.locator(".notice").wait_for()
    (cookie,) = [one for one in context.cookies(framed.url) if one["name"] == "__Host-desk-framed"]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "None")
    assert cookie.get("partitionKey")
    alone = context.new_page()
    alone.goto(framed.url + "/desk")
    assert "/oauth2/authorize" in alone.url
    context.close()


def test_strangers_do_not_frame(browser: "Browser", deployment: Deployment, workspace: str) -> None:
    """A site that is not named cannot frame the desk, nor the page of its login."""
    Workspace.desk = f"{deployment.url}/desk"
    context = browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(workspace)
    page.wait_for_selector("iframe", state="attached")

    def refused() -> bool:
        page.evaluate("null")  # lets the browser tell what became of its frames
        return len(page.frames) > 1 and page.frames[1].url.startswith("chrome-error:")

    eventually(refused)
    context.close()
