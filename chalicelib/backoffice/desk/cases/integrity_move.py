"""A case that is a matter of integrity: an agent moves it into the confidential house, or says that it is none."""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import acting, other_cases
from chalicelib.backoffice.desk.fields import number, one_of
from chalicelib.backoffice.desk.integrity_report import choices, received
from chalicelib.domain.case import Case, Level
from chalicelib.domain.case_states import GONE, Status
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.integrity.dossier import Breach, Matter
from chalicelib.domain.integrity.report_input import LONGEST
from chalicelib.domain.integrity_words import telling_words
from chalicelib.errors import Busy, ChangedMeanwhile, NotFound, NotPossibleNow, Rejected, TooMany
from chalicelib.observe import logger
from chalicelib.pages import t
from chalicelib.services.deny_integrity import deny_integrity
from chalicelib.services.hand_in_integrity import Known, first_code, known_of, move_to_integrity
from chalicelib.services.open_case import open_case

blueprint = Blueprint("app")
WHO: Final = ("name", "way")


@access.route(blueprint, "/desk/zaak/{case}/integriteit", methods=("GET", "POST"))
def move_case(request: web.Request, case: str) -> Response:
    """What moving means, and the button for it; one that moved already shows what is known of it."""
    head = wiring.cases().head(case)
    if head.status is Status.MOVED:
        return moved_page(request, head)
    if request.method == "GET":
        return _ask(request, head)
    try:
        known = move_to_integrity(case, number(request.form.get("version")), _told(request), wiring.integrity_gate())
    except (ChangedMeanwhile, NotPossibleNow, Busy) as error:
        return _ask(request, wiring.cases().head(case), failed=error.slug, status=error.status)
    logger.info("case moved", case=case, dossier=known.number, agent=request.who.agent.id)
    return moved_page(request, wiring.cases().head(case), known)


@access.route(blueprint, "/desk/zaak/{case}/geen-integriteit", methods=("POST",))
def deny(request: web.Request, case: str) -> Response:
    """It is none: the sign goes off the case."""

    def act(seen: Case) -> None:
        deny_integrity(seen, request.who.agent, wiring.cases(), wiring.now())

    return acting(request, case, act, "integrity_denied")


@access.route(blueprint, "/desk/zaak/{case}/integriteit/code", methods=("POST",))
def code_of_moved(request: web.Request, case: str) -> Response:
    """The sender is on the telephone or at the counter and says who he is: the house compares, and gives the code once."""
    head = wiring.cases().head(case)
    if head.status is not Status.MOVED:
        raise NotFound(case)
    who = {name: typed_line(request.form.get(name, ""))[:300] for name in WHO}
    errors = {name: t(f"desk_integrity.error_{name}_asked") for name in WHO if not who[name]}
    if errors:
        return moved_page(request, head, typed=who, errors=errors, status=422)
    try:
        known = first_code(head.dossier, case, who, request.who.agent, wiring.integrity_gate())
    except (Rejected, TooMany, NotPossibleNow, Busy) as error:
        key = "error_who" if isinstance(error, Rejected) else f"code_{error.slug}"
        return moved_page(request, head, typed=who, errors={"name": t(f"desk_integrity.{key}")}, status=error.status)
    return received(request, known, case)


def moved_page(
    request: web.Request,
    head: Case,
    known: Known | None = None,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """All that the desk knows of a case that moved: number and clocks, asked at the gate; `known`: as it was just told."""
    away = False
    if known is None:
        try:
            known = known_of(head.dossier, wiring.integrity_gate())
        except (Busy, NotFound):
            away = True
    return access.desk_page(
        request,
        "desk/integrity_moved.html",
        status=status,
        current=head.id,
        panes="two",
        case=head,
        known=known,
        away=away,
        typed=typed or {},
        errors=errors or {},
    )


def _ask(request: web.Request, head: Case, *, failed: str = "", status: int = 200) -> Response:
    if head.status in GONE:
        raise NotFound(head.id)
    opened = open_case(head.id, wiring.cases())
    typed = _told(request) if request.method == "POST" else {}
    return access.desk_page(
        request,
        "desk/integrity_move.html",
        status=status,
        current=head.id,
        panes="two",
        case=head,
        words=telling_words(*(text for one in opened.whole.contacts for text in (one.subject, one.text))),
        asked=[(one.name, one.made_at) for part in opened.parts for one in part.referrals],
        answered=len(opened.whole.answers),
        others=other_cases(head),
        typed={"matter": Matter.REPORT, "breach": Breach.OTHER, "level": head.level or "", **typed},
        failed=failed,
        **choices(),
    )


def _told(request: web.Request) -> dict[str, str]:
    """What the agent knows already of what it is about."""
    form = request.form
    told = {
        "matter": one_of(Matter, form.get("matter")),
        "breach": one_of(Breach, form.get("breach")),
        "level": one_of(Level, form.get("level")),
        "organisation": typed_line(form.get("organisation", ""))[: LONGEST["organisation"]],
    }
    return {name: str(value) for name, value in told.items() if value}
