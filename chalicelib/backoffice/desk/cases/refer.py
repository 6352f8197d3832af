"""Referring a case, on a page of its own: one form whose buttons search, choose, show what is sent, and send."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.refer_page import Shown, refer_page
from chalicelib.backoffice.desk.fields import lines, number
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.referral_clocks import OFFICE_HOURS
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.open_case import open_case
from chalicelib.services.refer_case import MOST, Asked, Plan, check_plan, refer_case

blueprint = Blueprint("app")
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=BRUSSELS)


@access.route(blueprint, "/desk/zaak/{case}/doorverwijzen", methods=("GET", "POST"))
def refer(request: web.Request, case: str) -> Response:
    """The form, and what its buttons ask for; only `send` refers. Raises NotFound, Busy."""
    file = open_case(case, wiring.cases()).whole
    if request.method == "GET":
        return refer_page(request, file, Shown())
    do, chosen = request.form.get("do", "search"), chosen_of(request)
    shown = Shown(typed=request.form, shared=request.form_lists.get("share", []), chosen=with_button(do, chosen))
    if do == "send":
        return send(request, file, shown)
    return refer_page(request, file, preview(request, file, shown) if do == "preview" else shown)


def send(request: web.Request, file: CaseFile, shown: Shown) -> Response:
    """Refer the case, and go back to its page; the same form twice refers once."""
    agent, plan = request.who.agent, plan_of(request, shown.chosen)
    try:
        refer_case(file, plan, agent, wiring.cases(), wiring.desk(), request.id)
    except (AlreadyKept, ChangedMeanwhile):
        if not referred_before(wiring.cases().open(file.case.id), plan, agent):
            return refer_page(request, file, shown.refused("changed_meanwhile", 409))
    except Rejected as error:
        return refer_page(request, file, shown.wrong(error.fields))
    except NotPossibleNow as error:
        return refer_page(request, file, shown.refused(error.slug, error.status))
    return web.redirect(f"/desk/zaak/{file.case.id}", klaar="referred")


def preview(request: web.Request, file: CaseFile, shown: Shown) -> Shown:
    """What would be sent, to the organisations and to the citizen; or what is wrong with it."""
    plan = plan_of(request, shown.chosen)
    try:
        check_plan(file, plan, wiring.now())
    except Rejected as error:
        return shown.wrong(error.fields)
    except (ChangedMeanwhile, NotPossibleNow) as error:
        return shown.refused(error.slug, error.status)
    return shown.with_plan(plan)


def plan_of(request: web.Request, chosen: Sequence[Organisation]) -> Plan:
    """The form as the service takes it."""
    form = request.form
    return Plan(
        number(form.get("version")),
        tuple(Asked(one, due_of(form.get(f"due-{one.code}", ""))) for one in chosen),
        lines(form.get("reason", "")),
        lines(form.get("action", "")),
        tuple(request.form_lists.get("share", [])),
        bool(form.get("share_sender")),
    )


def due_of(day: str) -> datetime:
    """The end of a day that somebody chose (2026-11-30); long ago where it is no day, which no service takes."""
    try:
        return datetime.combine(date.fromisoformat(day), OFFICE_HOURS[1], BRUSSELS)
    except ValueError:
        return LONG_AGO


def chosen_of(request: web.Request) -> tuple[Organisation, ...]:
    """The organisations that the form names, each once, those that exist."""
    codes = list(dict.fromkeys(request.form_lists.get("organisation", [])))[: MOST + 1]
    return tuple(one for code in codes if (one := wiring.organisations().get(code)))


def with_button(do: str, chosen: tuple[Organisation, ...]) -> tuple[Organisation, ...]:
    """The organisations after a button: `add:<code>`, `drop:<code>`."""
    verb, _, code = do.partition(":")
    if verb == "drop":
        return tuple(one for one in chosen if one.code != code)
    if verb == "add" and code not in {one.code for one in chosen}:
        added = wiring.organisations().get(code)
        return (*chosen, added) if added else chosen
    return chosen


def referred_before(file: CaseFile, plan: Plan, agent: Agent) -> bool:
    """Whether this very form came before: the button was pressed twice."""
    same = [
        one
        for one in file.audit
        if one.what == "referred" and one.actor == agent.id and one.detail.get("version") == str(plan.version)
    ]
    made = {one.organisation for one in file.referrals if same and one.id in same[-1].detail["referrals"].split()}
    return bool(made) and made == {one.organisation.code for one in plan.asked}
