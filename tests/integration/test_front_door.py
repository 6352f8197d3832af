"""The front door before an origin that behaves badly: it answers as CloudFront and API Gateway would."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from aiohttp import web

from infra.local.edge import read_edge
from infra.local.front_door import FrontDoor, Origins
from infra.local.serving import bound, port_of, serving
from tests.deployment import PATIENCE


async def origin(request: web.Request) -> web.StreamResponse:
    """A REST API with a page for each test."""
    path = request.path.removeprefix("/v1")
    if path == "/slow":
        await asyncio.Event().wait()
    if path == "/long":
        return web.Response(body=b"x" * (6 * 2**20 + 1))
    if path == "/cookies":
        answer = web.Response(status=303, headers={"Location": "/there", "Referrer-Policy": "origin"})
        answer.headers.add("Set-Cookie", "a=1")
        answer.headers.add("Set-Cookie", "b=2")
        return answer
    body = await request.read()
    return web.json_response({"path": request.raw_path, "headers": dict(request.headers), "length": len(body)})


@pytest.fixture(scope="module")
def door() -> Iterator[str]:
    """Address of a front door whose patience is short."""
    behind, before = bound(0, "origin"), bound(0, "door")
    rest = web.Application(client_max_size=10 * 2**20)
    rest.router.add_route("*", "/{path:.*}", origin)
    app = web.Application()
    address = f"http://127.0.0.1:{port_of(behind[0])}"
    FrontDoor(read_edge(), Origins(address, address, "static"), seconds=3).add_to(app)
    with serving((rest, behind), (app, before)):
        yield f"http://127.0.0.1:{port_of(before[0])}"


def test_passes_on_as_it_is(door: str) -> None:
    """Path and query reach the origin below the stage, unchanged; who calls is told by the door alone."""
    told = httpx.get(
        f"{door}/a%2Fb/c?x=%C3%A9&y=1", headers={"X-Viewer-Address": "8.8.8.8", "X-Own": "1"}, timeout=PATIENCE
    ).json()
    assert told["path"] == "/v1/a%2Fb/c?x=%C3%A9&y=1"
    assert told["headers"]["X-Viewer-Address"] == "127.0.0.1"
    assert told["headers"]["X-Own"] == "1"


def test_answers_as_they_are(door: str) -> None:
    """Status, target and every cookie come back; headers of edge.yaml override those of the answer."""
    answer = httpx.get(f"{door}/cookies", follow_redirects=False, timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/there")
    assert answer.headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("kind", "length", "status"),
    [
        ("application/octet-stream", 4_718_592, 200),
        ("application/octet-stream", 4_718_593, 413),
        ("application/x-www-form-urlencoded", 6 * 2**20, 200),
        ("application/x-www-form-urlencoded", 6 * 2**20 + 1, 413),
    ],
)
def test_bodies(door: str, kind: str, length: int, status: int) -> None:
    """A body passes up to what Lambda takes: 6 MB of text, and of anything else what is left of that as base64."""
    answer = httpx.post(f"{door}/x", content=b"x" * length, headers={"Content-Type": kind}, timeout=PATIENCE)
    assert answer.status_code == status


def test_body_without_length(door: str) -> None:
    """A body that does not say how long it is is counted."""
    answer = httpx.post(
        f"{door}/x", content=(b"x" * 2**20 for _ in range(7)), headers={"Content-Type": "text/plain"}, timeout=PATIENCE
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "status"), [("/long", 502), ("/slow", 504), ("/" + "a" * 8192, 414)], ids=["long", "slow", "url"]
)
def test_limits(door: str, path: str, status: int) -> None:
    """Too long an answer, too late an answer, too long an address."""
    answer = httpx.get(door + path, timeout=PATIENCE)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_headers_too_large(door: str) -> None:
    """API Gateway takes 10,240 bytes of headers."""
    assert httpx.get(f"{door}/x", headers={"X-Long": "x" * 10_241}, timeout=PATIENCE).status_code == 431
