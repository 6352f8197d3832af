"""What the API says of itself: whether it works, its OpenAPI document, and what each kind of problem means."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chalice.app import Blueprint, Response

from chalicelib import pages, web, wiring
from chalicelib.channels.api.operations import BASE, operation
from chalicelib.channels.api.schema import plain
from chalicelib.errors import ContactPointError, ForOperator, NotFound
from chalicelib.settings import settings

blueprint = Blueprint("app")


class Condition(StrEnum):
    """How a part is."""

    OK = "ok"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is: `away` where a part of it cannot be reached now."""

    status: Condition
    table: Condition
    knowledge: Condition


@dataclass(frozen=True, slots=True)
class KindOfProblem:
    """What a kind of problem means, and what to do."""

    type: str
    title: str
    detail: str
    status: int


@operation(blueprint, "/health", summary="Ask whether the service works", gives=Health)
def health(_request: web.Request) -> Response:
    """Each part is asked for something small; one that is away makes it 503, so that a monitor sees it."""
    table = _try(lambda: wiring.table().get("HEALTH", "#"))
    knowledge = _try(lambda: wiring.knowledge().get("health"))
    all_well = table is knowledge is Condition.OK
    found = Health(Condition.OK if all_well else Condition.AWAY, table, knowledge)
    return web.data(plain(found), status=200 if all_well else 503)


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


def _try(ask: Callable[[], object]) -> Condition:
    try:
        ask()
    except ForOperator:
        return Condition.AWAY
    return Condition.OK
