"""Answering on the case page: one form, whose buttons search, add a source, fill in a text, preview, and send."""

from collections.abc import Mapping
from dataclasses import replace

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases import knowledge
from chalicelib.backoffice.desk.cases.forms import draft_of
from chalicelib.backoffice.desk.cases.show import View, acting, show
from chalicelib.domain.case import Case
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.answer_case import answer_case, check_draft, is_answer_of, take_back
from chalicelib.services.open_case import open_case

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/antwoord", methods=("POST",))
def answer(request: web.Request, case: str) -> Response:
    """What the pressed button asks for; only `send` changes anything."""
    do, _, value = request.form.get("do", "search").partition(":")
    chosen = request.form_lists.get("source", [])
    view = View(typed=request.form, sources=chosen, query=request.form.get("q", ""))
    match do:
        case "send":
            return send(request, case, chosen)
        case "preview":
            return preview(request, case, view)
        case "add":
            return show(request, case, with_source(view, value))
        case "drop":
            return show(request, case, replace(view, sources=[one for one in chosen if one != value]))
    return show(request, case, view)


def with_source(view: View, article: str) -> View:
    """One source more; its theme and level are those of the case, where the agent chose none yet."""
    chosen = [*view.sources, article]
    typed = dict(view.typed)
    hints = knowledge.hints(knowledge.articles(chosen))
    return replace(view, sources=chosen, typed=typed | {name: typed.get(name) or hint for name, hint in hints.items()})


def send(request: web.Request, case: str, chosen: list[str]) -> Response:
    """Keep the answer and queue its mail."""

    def act(seen: Case) -> None:
        draft = draft_of(request.form, knowledge.sources(chosen))
        answer_case(seen, draft, request.who.agent, wiring.cases(), wiring.secret(), wiring.now(), request.id)

    if sent_before(request, case):
        return web.redirect(f"/desk/zaak/{case}")
    return acting(request, case, act, "answered")


def sent_before(request: web.Request, case: str) -> bool:
    """Whether this very form came before: the button was pressed twice."""
    draft = draft_of(request.form, ())
    answers = open_case(case, wiring.cases()).whole.answers
    return bool(answers) and is_answer_of(answers[-1], case, draft, request.who.agent, wiring.secret())


def preview(request: web.Request, case: str, view: View) -> Response:
    """The page with the mail as the citizen would read it."""
    opened = open_case(case, wiring.cases())
    draft = draft_of(request.form, knowledge.sources(view.sources))
    try:
        check_draft(opened.case, draft)
    except Rejected as error:
        return show(request, case, replace(view, status=422, errors=error.fields))
    except ChangedMeanwhile:
        return show(request, case, replace(view, status=409, conflict=True))
    return show(request, case, replace(view, preview=draft.text))


@access.route(blueprint, "/desk/zaak/{case}/terug", methods=("POST",))
def answer_back(request: web.Request, case: str) -> Response:
    """Take back the answer that was just given: its text is in the form again."""
    try:
        seen = wiring.cases().head(case)
        gone = take_back(seen, request.form.get("answer", ""), request.who.agent, wiring.cases(), wiring.now())
    except NotPossibleNow:
        return show(request, case, View(status=409, refused=True))
    typed: Mapping[str, str] = {"text": gone.text}
    return show(request, case, View(typed=typed, sources=[one.id for one in gone.sources]))
