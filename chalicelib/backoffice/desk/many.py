"""Answer many cases that ask the same at once, see how each went, and take all of it back within seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access, articles
from chalicelib.backoffice.desk.access import desk_page
from chalicelib.backoffice.desk.compose import compose, with_button
from chalicelib.backoffice.desk.fields import draft_of, number
from chalicelib.domain.case import Case
from chalicelib.domain.standard_text import filled, values_for
from chalicelib.errors import Rejected
from chalicelib.pages import t
from chalicelib.services.answer_many import MOST, answer_many, check_all, take_back_many

blueprint = Blueprint("app")


@dataclass(frozen=True, slots=True)
class View:
    """What a button adds to the page."""

    typed: Mapping[str, str]
    sources: Sequence[str]
    errors: Mapping[str, str] = field(default_factory=dict)
    preview: str = ""
    status: int = 200


@access.route(blueprint, "/desk/antwoorden", methods=("POST",))
def answers(request: web.Request) -> Response:
    """What the pressed button asks for; only `send` changes anything. Cases come as their ids from a list, and as
    id.version from this page itself."""
    do = request.form.get("do", "")
    typed, sources = with_button(do, request.form, request.form_lists.get("source", []))
    view = View(typed, sources)
    try:
        if do == "send":
            return _send(request, sources)
        if do == "preview":
            check_all(draft_of(request.form, ()), len(_chosen(request)))
            return _show(request, View(typed, sources, preview=typed.get("text", "")))
    except Rejected as error:
        return _show(request, View(typed, sources, {name: t(key) for name, key in error.fields.items()}, status=422))
    return _show(request, view)


@access.route(blueprint, "/desk/antwoorden/terug", methods=("POST",))
def answers_back(request: web.Request) -> Response:
    """Take back all answers that were just given, those that are not on their way yet."""
    pairs = [
        (case, answer) for case, _, answer in (one.partition(".") for one in request.form_lists.get("antwoord", []))
    ]
    results = take_back_many(pairs, request.who.agent, wiring.cases(), wiring.now())
    return desk_page(request, "desk/many_done.html", panes="one", results=results, back=True)


def _send(request: web.Request, sources: Sequence[str]) -> Response:
    results = answer_many(
        [(one.partition(".")[0], number(one.partition(".")[2])) for one in _chosen(request)],
        draft_of(request.form, articles.sources(sources)),
        request.who.agent,
        t("desk.greeting"),
        wiring.cases(),
        wiring.secret(),
        wiring.now(),
        request.id,
    )
    return desk_page(request, "desk/many_done.html", panes="one", results=results, back=False)


def _show(request: web.Request, view: View) -> Response:
    cases = _cases(request)
    context: dict[str, Any] = compose(view.typed, view.sources)
    if view.preview and cases:
        context["preview"] = filled(view.preview, values_for(cases[0], request.who.agent, t("desk.greeting")))
    return desk_page(
        request,
        "desk/many.html",
        status=view.status,
        panes="work",
        cases=cases,
        errors=view.errors,
        **{"preview": "", **context},
    )


def _cases(request: web.Request) -> tuple[Case, ...]:
    """The chosen cases that still exist, with the version that this page shows."""
    found = (wiring.cases().find(one.partition(".")[0]) for one in _chosen(request)[:MOST])
    return tuple(case for case in found if case)


def _chosen(request: web.Request) -> list[str]:
    return list(dict.fromkeys(request.form_lists.get("zaak", [])))
