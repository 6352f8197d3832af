"""A feed over HTTP: followed from page to page, tried again where the server is busy, never to another server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knowledge_loader.feed import read_feed
from knowledge_loader.fetching import follow
from knowledge_loader.reading import NotReadable


class Server:
    """Pages by path; a page may be a list of answers, one a request."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = outer.pages.get(self.path, 404)
                status = page.pop(0) if isinstance(page, list) and len(page) > 1 else page
                status = status[0] if isinstance(status, list) else status
                body = b"" if isinstance(status, int) else json.dumps(status).encode()
                self.send_response(status if isinstance(status, int) else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing on the terminal."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def page(number: int, following: str = "") -> dict[str, Any]:
    sheet = {
        "isVersionOf": f"https://ipdc.test/{number}",
        "generatedAtTime": "2026-01-01T00:00:00Z",
        "aangemaaktDoor": "https://x.test/gooik",
        "naam": {"nl": f"Blad {number}"},
    }
    return {"member": [sheet], "view": {"relation": [{"node": following}] if following else []}}


def test_pages_are_followed(server: Server) -> None:
    """Each page names the next, also back to one that was read; names of administrations stand beside the first."""
    server.pages = {
        "/feed?page=0": page(0, "?page=1"),
        "/feed?page=1": page(1, "/feed?page=0"),
        "/bestuurseenheden.json": {"https://x.test/gooik": {"naam": "Gooik"}},
    }
    counts: list[int] = []
    reading = read_feed(f"{server.url}/feed?page=0", counts.append)
    assert [(article.title, article.administration) for article in reading.articles] == [
        ("Blad 0", "Gooik"),
        ("Blad 1", "Gooik"),
    ]
    assert counts == [1, 2]


def test_tried_again(server: Server) -> None:
    """A busy server is asked again, longer and longer apart."""
    server.pages = {"/feed": [503, 429, page(0)]}
    pauses: list[float] = []
    assert [name for name, _ in follow(f"{server.url}/feed", pauses.append)] == [f"{server.url}/feed"]
    assert pauses == [1, 2]


@pytest.mark.parametrize("answer", [404, 403, 500, page(0, "http://169.254.169.254/latest"), page(0, "/gone")])
def test_half_a_feed(server: Server, answer: Any) -> None:
    """A page that does not come, or leads to another server, ends the reading: half a feed would make sheets vanish."""
    server.pages = {"/feed": answer}
    with pytest.raises(NotReadable):
        list(follow(f"{server.url}/feed", lambda _: None))


def test_other_schemes() -> None:
    """Only http and https are fetched."""
    with pytest.raises(NotReadable):
        list(follow("file:///etc/passwd"))
