"""What an investigator's service has to do: its dossiers, what is late first."""

from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring, web, wiring
from chalicelib.backoffice.investigation.access import HOME, LEAD, room_page, route
from chalicelib.domain.integrity.services import services
from chalicelib.services.integrity.list_dossiers import list_dossiers, who_looked
from chalicelib.services.integrity.list_tasks import list_tasks

blueprint = Blueprint("app")
LISTS: Final = ("open", "mine", "ended")


@route(blueprint, "/onderzoek")
def dossiers_of_service(request: web.Request) -> Response:
    """The dossiers of one's own service; those that concern the investigator are not there."""
    who, at = request.who.investigator, wiring.now()
    chosen = request.query.get("lijst", "")
    which = chosen if chosen in LISTS else LISTS[0]
    rows = list_dossiers(who, integrity_wiring.dossiers(), at, ended=which == "ended", mine=which == "mine")
    names = _names({row.dossier.lead for row in rows})
    service = services().get(who.service)
    shown: dict[str, Any] = {
        "rows": rows,
        "names": names,
        "service": service.name if service else who.service,
        "which": which,
        "lists": LISTS,
    }
    return room_page(request, "onderzoek/list.html", here=HOME, **shown)


@route(blueprint, "/onderzoek/taken")
def tasks_of_service(request: web.Request) -> Response:
    """What there is to do: for oneself, for whoever comes first, for colleagues."""
    who = request.who.investigator
    todo = list_tasks(who, integrity_wiring.dossiers(), integrity_wiring.house())
    groups = (
        ("mine", [one for one in todo if one.task.whom == who.id]),
        ("free", [one for one in todo if not one.task.whom]),
        ("others", [one for one in todo if one.task.whom not in ("", who.id)]),
    )
    names = _names({one.task.by for one in todo} | {one.task.whom for one in todo})
    return room_page(request, "onderzoek/tasks.html", groups=groups, names=names, here="/onderzoek/taken")


@route(blueprint, "/onderzoek/inzage", access=LEAD)
def looks_of_service(request: web.Request) -> Response:
    """Who looked at what in the dossiers of the service, for its lead."""
    store, people = integrity_wiring.dossiers(), integrity_wiring.investigators()
    looked = who_looked(request.who.investigator, store, people)
    return room_page(request, "onderzoek/looks.html", looked=looked, here="/onderzoek/inzage")


def _names(ids: set[str]) -> dict[str, str]:
    """How investigators are called, also those who are none any more."""
    return {one: integrity_wiring.investigators().name(one) for one in ids if one}
