"""What the API says of itself: whether it works, its OpenAPI document, and what each kind of problem means."""

from dataclasses import dataclass
from typing import Annotated

from chalice.app import Blueprint, Response

from chalicelib import pages, web, wiring
from chalicelib.channels.api.operations import BASE, Text, operation
from chalicelib.channels.api.schema import plain
from chalicelib.errors import ContactPointError, NotFound
from chalicelib.settings import settings

blueprint = Blueprint("app")


@dataclass(frozen=True, slots=True)
class Health:
    """The service works: table and knowledge answer."""

    status: Annotated[str, Text("Always ok; a part that does not answer makes it a problem with status 503.")]


@dataclass(frozen=True, slots=True)
class KindOfProblem:
    """What a kind of problem means, and what to do."""

    type: str
    title: str
    detail: str
    status: int


@operation(blueprint, "/health", summary="Ask whether the service works", gives=Health)
def health(_request: web.Request) -> Response:
    """Each part is asked for something small. Raises Busy where one does not answer, so that a monitor sees it."""
    wiring.table().get("HEALTH", "#")
    wiring.knowledge().get("health")
    return web.data(plain(Health("ok")))


@web.route(blueprint, BASE + "/openapi.json", access=web.PUBLIC, errors=web.problem)
def openapi(_request: web.Request) -> Response:
    """The OpenAPI document."""
    from chalicelib.channels.api.document import document

    return web.data(document(settings().public_url))


@operation(blueprint, "/problems/{slug}", summary="Read what a kind of problem means", gives=KindOfProblem)
def problem(_request: web.Request, slug: str) -> Response:
    """Raises NotFound."""
    found = next((one for one in _kinds(ContactPointError) if one.slug == slug), None)
    if found is None:
        raise NotFound
    url = f"{settings().public_url}{BASE}/problems/{slug}"
    title, detail = pages.t(f"common.error_{slug}"), pages.t(f"common.error_help.{slug}")
    return web.data(plain(KindOfProblem(url, title, detail, found.status)))


def _kinds(kind: type[ContactPointError]) -> list[type[ContactPointError]]:
    return [kind, *(one for sub in kind.__subclasses__() for one in _kinds(sub))]
