"""Answering on the case page: one form, whose buttons search, add a source, fill in a text, preview, and send."""

from dataclasses import replace

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access, articles
from chalicelib.backoffice.desk.cases import sms
from chalicelib.backoffice.desk.cases.referrals import answer_files, answers_joined
from chalicelib.backoffice.desk.cases.show import View, acting, show
from chalicelib.backoffice.desk.compose import with_button
from chalicelib.backoffice.desk.fields import draft_of
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.contact import FileRef
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import LETTER, PHONE, SMS
from chalicelib.domain.standard_text import filled, unknown_places, values_for
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.pages import t
from chalicelib.pages.letters import Letters
from chalicelib.services.answer_case import (
    Draft,
    answer_case,
    answer_of,
    check_draft,
    is_answer_of,
    notice_of,
)
from chalicelib.services.open_case import open_case
from chalicelib.services.take_back_answer import take_back
from chalicelib.settings import settings

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/antwoord", methods=("POST",))
def answer(request: web.Request, case: str) -> Response:
    """What the pressed button asks for; only `send` changes anything."""
    do = request.form.get("do", "search")
    chosen, files = request.form_lists.get("source", []), request.form_lists.get("file", [])
    if do == "send":
        return send(request, case, chosen)
    if do == "preview":
        return preview(request, case, View(typed=request.form, sources=chosen, files=files))
    typed, sources = with_button(do, request.form, chosen)
    if do.startswith("reply:"):
        opened, which = open_case(case, wiring.cases()), do.removeprefix("reply:")
        said = answers_joined(opened.whole, which)
        typed["text"] = f"{typed.get('text', '').rstrip()}\n\n{said}".strip()
        files = [*files, *(one.id for one in answer_files(opened, which))]
    head = wiring.cases().head(case)
    typed |= {"text": filled_in(head, request, typed.get("text", ""))}
    return show(request, case, View(typed=typed, sources=sources, files=files))


def send(request: web.Request, case: str, chosen: list[str]) -> Response:
    """Keep the answer and queue its mail."""

    def act(seen: Case) -> None:
        draft = written(request, seen, chosen)
        answer_case(seen, draft, request.who.agent, wiring.cases(), wiring.secret(), wiring.now(), request.id)

    return acting(request, case, act, "answered", again=lambda: sent_before(request, case))


def written(request: web.Request, case: Case, chosen: list[str]) -> Draft:
    """The answer as it was typed, its placeholders filled in. Raises Rejected where one is none of ours."""
    draft = draft_of(request.form, articles.sources(chosen))
    if unknown_places(draft.text):
        raise Rejected({"text": "desk_case.error_places"})
    return replace(draft, text=filled_in(case, request, draft.text), files=passed_on(request, case))


def passed_on(request: web.Request, case: Case) -> tuple[FileRef, ...]:
    """The files of departments that were ticked; nothing else of the case can be passed on."""
    ticked = set(request.form_lists.get("file", []))
    if not ticked:
        return ()
    return tuple(one for one in answer_files(open_case(case.id, wiring.cases())) if one.id in ticked)


def filled_in(case: Case, request: web.Request, text: str) -> str:
    """A text with its placeholders filled in for this case."""
    return filled(text, values_for(case, request.who.agent, t("desk.greeting")))


def sent_before(request: web.Request, case: str) -> bool:
    """Whether this very form came before: the button was pressed twice."""
    opened = open_case(case, wiring.cases())
    draft = draft_of(request.form, ())
    draft = replace(draft, text=filled_in(opened.case, request, draft.text))
    answers = opened.whole.answers
    return bool(answers) and is_answer_of(answers[-1], case, draft, request.who.agent, wiring.secret())


def preview(request: web.Request, case: str, view: View) -> Response:
    """The page with the mail or the SMS as the citizen would read it."""
    opened = open_case(case, wiring.cases())
    try:
        draft = written(request, opened.case, list(view.sources))
        check_draft(opened.case, draft)
    except Rejected as error:
        return show(request, case, replace(view, status=422, errors=error.fields))
    except ChangedMeanwhile:
        return show(request, case, replace(view, status=409, conflict=True))
    given = answer_of(opened.case, draft, request.who.agent, wiring.secret(), wiring.now())
    file: CaseFile = replace(opened.whole, answers=(*opened.whole.answers, given))
    notice = notice_of(opened.case, given, "...", "", draft.by)
    if notice.by == SMS:
        short = sms.short(notice, file)
        return show(request, case, replace(view, preview=Letter(notice.to, "", short.text, ""), size=short.size))
    if notice.by in (PHONE, LETTER):
        from chalicelib.pages.paper import paper_of

        said = Letter(notice.to, "", given.text, "")
        return show(request, case, replace(view, preview=paper_of(opened.case, given) if notice.by == LETTER else said))
    letters = Letters(settings().public_url, settings().public_address, settings().mail_domain, wiring.secret())
    return show(request, case, replace(view, preview=letters.write(notice, file)))


@access.route(blueprint, "/desk/zaak/{case}/sms", methods=("POST",))
def sms_size(request: web.Request, case: str) -> Response:
    """How much room the answer takes as an SMS, while it is typed: {"text": ".."}, empty where it goes another way."""
    head = wiring.cases().head(case)
    draft = draft_of(request.form, ())
    text = filled_in(head, request, draft.text)
    given = answer_of(head, replace(draft, text=text), request.who.agent, wiring.secret(), wiring.now())
    notice = notice_of(head, given, "...", "", draft.by)
    empty = notice.by != SMS or draft.by_phone or not text.strip()
    return web.data({"text": "" if empty else sms.short(notice, CaseFile(head, answers=(given,))).size})


@access.route(blueprint, "/desk/zaak/{case}/terug", methods=("POST",))
def answer_back(request: web.Request, case: str) -> Response:
    """Take back the answer that was just given: its text is in the form again."""
    try:
        seen = wiring.cases().head(case)
        gone = take_back(seen, request.form.get("answer", ""), request.who.agent, wiring.cases(), wiring.now())
    except NotPossibleNow:
        return show(request, case, View(status=409, refused=True))
    sources, files = [one.id for one in gone.sources], [one.id for one in gone.files]
    return show(request, case, View(typed={"text": gone.text}, sources=sources, files=files, done="taken_back"))
