"""The page on which a case is referred: organisations with the reason why, what is asked, what goes along, what is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from chalice.app import Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access, articles
from chalicelib.backoffice.desk.cases.sms import texts_of
from chalicelib.backoffice.desk.fields import one_of
from chalicelib.domain.article import LEVEL_NAMES, THEME_NAMES, Article, Level, Theme
from chalicelib.domain.case import CaseFile
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.letter import Letter
from chalicelib.domain.likely import Reason, Why
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import SMS, Template
from chalicelib.domain.referral_clocks import due_date
from chalicelib.domain.referral_notices import citizens_notice, department_notice
from chalicelib.domain.ways import ways_to
from chalicelib.errors import Busy, Rejected
from chalicelib.pages import t
from chalicelib.pages.letters import Letters
from chalicelib.services.find_organisations import find_organisations, last_successor, nearest_with_address
from chalicelib.services.refer_case import Plan, referrals_of
from chalicelib.services.suggest_organisations import suggest_organisations
from chalicelib.services.tell_department import STAYS_HERE
from chalicelib.settings import settings

CONSULTED: Final = 3  # articles that the question itself finds
FIRST_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as it was sent. `shared`: ids of the contacts that go along; `plan`: show what would be sent."""

    typed: Mapping[str, str] = field(default_factory=dict)
    shared: Sequence[str] = ()
    chosen: tuple[Organisation, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""
    status: int = 200
    plan: Plan | None = None

    def wrong(self, fields: Mapping[str, str]) -> "Shown":
        """The same, with what has to be mended."""
        return replace(self, errors=fields, status=422)

    def refused(self, slug: str, status: int) -> "Shown":
        """The same, with why it cannot be."""
        return replace(self, failed=slug, status=status)

    def with_plan(self, plan: Plan) -> "Shown":
        """The same, with what would be sent."""
        return replace(self, plan=plan)


@dataclass(frozen=True, slots=True)
class Offer:
    """An organisation that can be chosen. `why`: in words; `instead`: who can be asked in its place, where it cannot."""

    organisation: Organisation
    why: str = ""
    over: bool = False
    instead: Organisation | None = None


def refer_page(request: web.Request, file: CaseFile, shown: Shown) -> Response:
    """The page with what was typed and chosen. Raises Busy."""
    typed, errors = shown.typed, {name: t(key) for name, key in shown.errors.items()}
    found, wrong = _found(typed)
    return access.desk_page(
        request,
        "desk/refer.html",
        status=shown.status,
        current=file.case.id,
        case=file.case,
        contacts=file.contacts,
        typed={"action": t("desk_refer.usual_action")} | dict(typed),
        shared=shown.shared if typed else _usually_shared(file),
        chosen=[(one, _due(one, typed)) for one in shown.chosen],
        errors=errors | wrong,
        failed=shown.failed,
        offers=_suggested(file, shown.chosen),
        found=found,
        sought=bool(_sought(typed)),
        level_names=LEVEL_NAMES,
        levels=[("", t("desk_refer.any")), *((one.value, name) for one, name in LEVEL_NAMES.items())],
        themes=[("", t("desk_refer.any")), *((one.value, name) for one, name in THEME_NAMES.items())],
        reached=bool(ways_to(file.case)),
        letters=_letters(request, file, shown.plan) if shown.plan else (),
    )


def _due(organisation: Organisation, typed: Mapping[str, str]) -> str:
    """The day until which it is in time: as typed, else by its own working days."""
    suggested = due_date(wiring.now(), organisation.due_days, organisation.closing_days)
    return typed.get(f"due-{organisation.code}") or suggested.astimezone(BRUSSELS).date().isoformat()


def _usually_shared(file: CaseFile) -> list[str]:
    """All that the citizen told; what came from another address only where an agent says so."""
    return [one.id for one in file.contacts if not one.flags & STAYS_HERE]


def _suggested(file: CaseFile, chosen: Sequence[Organisation]) -> list[Offer]:
    codes = {one.code for one in chosen}
    found = suggest_organisations(file, _consulted(file), wiring.organisations(), wiring.now())
    return [_offer(one, why_words(reason)) for one, reason in found if one.code not in codes]


def why_words(reason: Reason) -> str:
    """Why an organisation is suggested, in words."""
    what = reason.what
    if reason.why is Why.SUBJECT:
        what = ", ".join(THEME_NAMES[Theme(one)] for one in what.split(", "))
    return t(f"desk_refer.why.{reason.why}", what=what)


def _consulted(file: CaseFile) -> list[Article]:
    """The articles that answers lean on or, where there is no answer yet, that the question itself finds."""
    sources = [source.id for answer in file.answers for source in answer.sources]
    contact = file.contacts[0] if file.contacts else None
    try:
        if not sources and contact:
            query = " ".join(f"{contact.subject} {contact.text}".split())[:FIRST_WORDS]
            sources = [hit.id for hit in articles.search(query).hits[:CONSULTED]]
        return articles.articles(sources)
    except Busy:
        return []  # suggestions lean on the other signs then


def _sought(typed: Mapping[str, str]) -> dict[str, str]:
    named = {name: typed.get(name, "").strip() for name in ("q", "level", "subject", "municipality")}
    return {name: value for name, value in named.items() if value}


def _found(typed: Mapping[str, str]) -> tuple[list[Offer], dict[str, str]]:
    """Organisations for what was typed, and what is wrong with that."""
    sought = _sought(typed)
    if not sought:
        return [], {}
    try:
        found = find_organisations(
            sought.get("q", "")[:FIRST_WORDS],
            wiring.organisations(),
            wiring.now(),
            level=one_of(Level, sought.get("level")),
            subject=sought.get("subject", ""),
            municipality=sought.get("municipality", ""),
        )
    except Rejected as error:
        return [], {name: t(key) for name, key in error.fields.items()}
    return [_offer(one) for one in found], {}


def _offer(organisation: Organisation, why: str = "") -> Offer:
    store, today = wiring.organisations(), wiring.now().astimezone(BRUSSELS).date()
    if organisation.over(today):
        return Offer(organisation, why, over=True, instead=last_successor(organisation, store))
    instead = None if organisation.email else nearest_with_address(organisation, store)
    return Offer(organisation, why, instead=instead)


def _letters(request: web.Request, file: CaseFile, plan: Plan) -> list[Letter]:
    """What the organisations and the citizen would read."""
    desk = wiring.desk()
    planned = referrals_of(file, plan, request.who.agent, desk)
    whole = replace(
        file,
        referrals=(*file.referrals, *(one for one, _ in planned)),
        entries=(*file.entries, *(entry for _, entry in planned)),
    )
    letters = Letters(settings().public_url, settings().public_address, settings().mail_domain, wiring.secret())
    sent = [department_notice(one, entry, whole.entries, desk.secret, desk.at) for one, entry in planned]
    found = [letters.write(replace(one, link="..."), whole) for one in sent]
    told = citizens_notice(file.case, planned[0][1], Template.REFERRED, desk.secret, desk.at)
    if told and told.by == SMS:
        found.append(Letter(told.to, "", texts_of().write(replace(told, link="..."), whole), ""))
    elif told:
        found.append(letters.write(replace(told, link="..."), whole))
    return found
