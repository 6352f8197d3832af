"""What a browser complains of while a test walks through pages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

SEEN = ("error", "warning")


class Complaints(list[str]):
    """Errors of scripts, refusals of the content security policy, files that are not there, warnings."""

    def of(self, page: "Page") -> "Page":
        """Listen to a page, from before it opens anything."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"script error: {error}"))
        page.on("requestfailed", lambda request: self._failed(page, request))
        return page

    def _console(self, message: "ConsoleMessage") -> None:
        if message.type in SEEN and not self._is_the_page(message):
            self.append(f"{message.type}: {message.text}")

    def _is_the_page(self, message: "ConsoleMessage") -> bool:
        """Chromium also tells when the page itself is an error page, which a test asks for on purpose."""
        page, told = message.page, message.text.startswith("Failed to load resource")
        return told and page is not None and message.location["url"].partition("#")[0] == page.url.partition("#")[0]

    def _failed(self, page: "Page", request: object) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for another page, or replaced by a newer question
            self.append(f"not loaded: {request.resource_type}")
