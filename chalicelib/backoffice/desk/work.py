"""The worklist: what waits for whom, and what can be done to several cases at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.access import CONFIRMER, Session, desk_page
from chalicelib.backoffice.desk.wanted import Wanted, Whose, wanted_of
from chalicelib.domain.agent import Role
from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel, Kind
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import next_opening
from chalicelib.domain.worklist import Worklist
from chalicelib.errors import ForSender, Rejected
from chalicelib.pages import t
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.find_cases import find_cases
from chalicelib.services.snooze_case import snooze_case, until_of

blueprint = Blueprint("app")
SHOWN: Final = 25
LONGEST_QUERY: Final = 200
MOST_CHOSEN: Final = 50
LISTS: Final = tuple(Worklist)
FILTERS: Final = {"soort": ("kind", tuple(Kind)), "kanaal": ("channel", tuple(Channel)), "vlag": ("flag", tuple(Flag))}


@access.route(blueprint, "/desk")
def worklist(request: web.Request) -> Response:
    """A list with its filters, most pressing first."""
    return _list_page(request, wanted_of(request.query), done=_done(request))


@access.route(blueprint, "/desk/zoeken", methods=("GET", "POST"))
def find(request: web.Request) -> Response:
    """Cases by reference, sender, subject or words; by POST, so that nobody's name is in an address."""
    query = request.form.get("q", "").strip()[:LONGEST_QUERY]
    found = find_cases(query, wiring.cases(), wiring.words(), wiring.secret()) if query else ()
    return desk_page(request, "desk/found.html", query=query, cases=found, panes="one")


@access.route(blueprint, "/desk/werk", methods=("POST",))
def work(request: web.Request) -> Response:
    """Do something to the chosen cases, and come back to the list with what came of it."""
    form = request.form_lists
    wanted = wanted_of(dict(parse_qsl(request.form.get("terug", ""))))
    chosen = list(dict.fromkeys(form.get("zaak", [])))[:MOST_CHOSEN]
    verb = request.form.get("doe", "")
    try:
        act = _verb(verb, request)
        if not chosen:
            raise Rejected({"cases": "desk.error.cases_missing"})
    except Rejected as rejected:
        errors = {name: t(key) for name, key in rejected.fields.items()}
        return _list_page(request, wanted, errors=errors, chosen=chosen, status=rejected.status)
    good = sum(_acted(act, number) for number in chosen)
    told = f"gedaan={verb}&goed={good}&fout={len(chosen) - good}"
    return web.redirect(f"/desk?{wanted.query}{'&' if wanted.query else ''}{told}")


@access.route(blueprint, "/desk/toetsen")
def keys(request: web.Request) -> Response:
    """The keys of the desk, for who has no script or wants to print them."""
    return desk_page(request, "desk/keys_page.html", panes="one")


def _verb(name: str, request: web.Request) -> Callable[[Case], None]:
    """What a button does to one case, as it is read. Raises Rejected."""
    session: Session = request.who
    cases, at = wiring.cases(), wiring.now()
    if name == "snooze":
        until = until_of(request.form.get("until", ""), wiring.calendar())
        return lambda case: snooze_case(case, until, session.agent, cases, at)
    verbs: dict[str, Callable[[Case], None]] = {
        "claim": lambda case: claim_case(case, session.agent, cases, at),
        "give_back": lambda case: give_back_case(case, session.agent, cases, at),
    }
    if name not in verbs:
        raise Rejected({"doe": "desk.error.verb_missing"})
    return verbs[name]


def _acted(act: Callable[[Case], None], number: str) -> bool:
    try:
        act(wiring.cases().head(number))
    except ForSender:
        return False
    return True


def _list_page(
    request: web.Request,
    wanted: Wanted,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    done: tuple[str, int, int] | None = None,
) -> Response:
    at = wiring.now()
    cases, further = _cases(wanted, request.who, at)
    return desk_page(
        request,
        "desk/worklist.html",
        status=status,
        at=at,
        here="/desk",
        panes="two",
        wanted=wanted,
        lists=_lists(wanted, request.who),
        addresses=_addresses(request.who),
        filters=FILTERS,
        cases=cases,
        further=wanted.href(na=further) if further else "",
        errors=errors or {},
        chosen=chosen or [],
        done=done,
        tomorrow=next_opening(at, wiring.calendar()).date(),
    )


def _cases(wanted: Wanted, session: Session, at: datetime) -> tuple[tuple[Case, ...], str]:
    return wiring.worklists().page(
        wanted.lijst,
        lambda case: wanted.fits(case, at),
        limit=SHOWN,
        owner=session.agent.id if wanted.wie is Whose.MINE else "",
        after=wanted.na,
        backwards=wanted.volgorde is not None,
    )


def _lists(wanted: Wanted, session: Session) -> list[tuple[str, str, bool]]:
    """The lists at the left: key of the name, address, whether it is this one."""
    ways = {
        "todo": Wanted(),
        "mine": Wanted(wie=Whose.MINE),
        "free": Wanted(wie=Whose.NOBODYS),
        "late": Wanted(laat=True),
        **({"escalated": Wanted(vlag=Flag.ESCALATED)} if Role.SUPERVISOR in session.agent.roles else {}),
        **{which.value: Wanted(lijst=which) for which in LISTS if which is not Worklist.TODO},
    }
    here = Wanted(lijst=wanted.lijst, wie=wanted.wie, laat=wanted.laat)
    whole = ways.get("escalated") if wanted.vlag is Flag.ESCALATED and here == Wanted() else here
    return [(key, way.href(), way == (whole or here)) for key, way in ways.items()]


def _addresses(session: Session) -> int:
    """How many addresses of organisations wait for this one to confirm them."""
    if not CONFIRMER.roles & session.agent.roles:
        return 0
    return sum(one.by != session.agent.id for one in wiring.organisations().proposals())


def _done(request: web.Request) -> tuple[str, int, int] | None:
    """What was done before this page was shown: verb, how often it went well, and how often not."""
    query = request.query
    verb, good, bad = query.get("gedaan", ""), query.get("goed", ""), query.get("fout", "")
    if verb not in ("claim", "give_back", "snooze") or not (good.isdecimal() and bad.isdecimal()):
        return None
    return verb, int(good[:3]), int(bad[:3])
