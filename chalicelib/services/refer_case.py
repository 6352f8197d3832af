"""An agent asks one or several organisations to answer: all that comes of it is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, CaseFile, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import OPEN, Author, Entry, Referral, ReferralState, Step
from chalicelib.domain.referral_notices import department_notice, linked, told_citizen
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, due_of, entry_of, open_ids

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

MOST: Final = 6  # organisations at once
MOST_OPEN: Final = 18  # of one case: what the citizen adds goes to all in one transaction, with its files
MOST_REFERRALS: Final = 90  # of one case: their ids have two digits
LONGEST: Final = 4_000  # of the reason and of the action
LATEST: Final = timedelta(days=366)  # from now: a due date after it is a slip of the pen


@dataclass(frozen=True, slots=True)
class Asked:
    """One of those that are asked, and until when it is in time."""

    organisation: Organisation
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What an agent chose. `version`: of the case that she saw; `shared`: ids of the contacts that go along;
    `share_sender`: whether the citizen's name and address do."""

    version: int
    asked: tuple[Asked, ...]
    reason: str
    action: str
    shared: tuple[str, ...] = ()
    share_sender: bool = False


def refer_case(
    file: CaseFile, plan: Plan, agent: Agent, cases: "CaseStore", desk: Desk, correlation: str = ""
) -> tuple[Referral, ...]:
    """Keep the referrals, and queue a mail to each organisation and one mail or SMS to the citizen.

    Raises Rejected with every wrong field, ChangedMeanwhile, NotPossibleNow, AlreadyKept.
    """
    check_plan(file, plan, desk.at)
    desk = replace(desk, actor=agent.id)
    planned = referrals_of(file, plan, agent, desk)
    after = _referred(file, planned, agent, desk)
    after, told = told_citizen(after, planned[0][1], Template.REFERRED, desk.secret, desk.at, correlation)
    detail = {"referrals": " ".join(one.id for one, _ in planned), "version": str(plan.version)}
    after, event = audited(after, desk.at, agent.id, "referred", detail)
    notices = [
        department_notice(one, entry, (*file.entries, entry), desk.secret, desk.at, correlation)
        for one, entry in planned
    ]
    cases.keep(
        Change(
            after,
            (event,),
            notices=(*notices, *told),
            referrals=tuple(one for one, _ in planned),
            entries=tuple(entry for _, entry in planned),
        )
    )
    return tuple(one for one, _ in planned)


def check_plan(file: CaseFile, plan: Plan, at: datetime) -> None:
    """Raises ChangedMeanwhile, NotPossibleNow, or Rejected with every wrong field: also for a preview."""
    if plan.version != file.case.version:
        raise ChangedMeanwhile(file.case.id)
    if file.case.apart or len(file.referrals) + len(plan.asked) > MOST_REFERRALS:
        raise NotPossibleNow(file.case.id)
    file.case.after(Action.REFER, at)
    busy = {one.organisation for one in file.referrals if one.state in OPEN}
    wrong = {}
    if not plan.asked:
        wrong["organisation"] = "desk_refer.error_organisation_missing"
    elif len(plan.asked) > MOST:
        wrong["organisation"] = "desk_refer.error_organisation_many"
    elif len(busy) + len(plan.asked) > MOST_OPEN:
        wrong["organisation"] = "desk_refer.error_organisation_open"
    for one in plan.asked:
        wrong |= _wrong_with(one, busy, at)
    for name, text in (("reason", plan.reason), ("action", plan.action)):
        if not text.strip():
            wrong[name] = f"desk_refer.error_{name}_missing"
        elif len(text) > LONGEST:
            wrong[name] = f"desk_refer.error_{name}_long"
    if wrong:
        raise Rejected(wrong)


def referrals_of(file: CaseFile, plan: Plan, agent: Agent, desk: Desk) -> tuple[tuple[Referral, Entry], ...]:
    """The referrals that a plan becomes when it is carried out at this moment, each with its first entry."""
    found = []
    for number, asked in enumerate(plan.asked, len(file.referrals) + 1):
        referral = _referral(file, f"{number:02d}", asked, plan, agent, desk)
        said = Said(Step.REFER, Author.AGENT, f"refer:{plan.version}:{referral.id}", agent.name, plan.reason.strip())
        entry = entry_of(file.case.id, referral, said, desk)
        found.append((linked(referral, (*file.entries, entry), desk.secret, desk.at), entry))
    return tuple(found)


def _referral(file: CaseFile, number: str, asked: Asked, plan: Plan, agent: Agent, desk: Desk) -> Referral:
    of = asked.organisation
    return Referral(
        id=number,
        case=file.case.id,
        organisation=of.code,
        name=of.name,
        email=of.email,
        state=ReferralState.SENT,
        reason=plan.reason.strip(),
        action=plan.action.strip(),
        agent=agent.id,
        agent_name=agent.name,
        made_at=desk.at,
        due_at=asked.due_at,
        shared=tuple(one.id for one in file.contacts if one.id in plan.shared),
        share_sender=plan.share_sender,
        closing_days=of.closing_days,
    )


def _referred(file: CaseFile, planned: Sequence[tuple[Referral, Entry]], agent: Agent, desk: Desk) -> Case:
    """The case as it waits for others: its due time is the first of theirs."""
    case, all_ = file.case.after(Action.REFER, desk.at), (*file.referrals, *(one for one, _ in planned))
    return replace(
        case,
        open_referrals=open_ids(*all_),
        due_at=due_of(all_),
        snoozed_until=None,
        owner=case.owner or agent.id,
        owner_name=case.owner_name or agent.name,
    )


def _wrong_with(asked: Asked, busy: set[str], at: datetime) -> dict[str, str]:
    code, wrong = asked.organisation.code, {}
    if asked.organisation.over(at.astimezone(BRUSSELS).date()):
        wrong[f"org-{code}"] = "desk_refer.error_ended"
    elif not asked.organisation.email:
        wrong[f"org-{code}"] = "desk_refer.error_no_address"
    elif code in busy:
        wrong[f"org-{code}"] = "desk_refer.error_asked_already"
    if not at < asked.due_at <= at + LATEST:
        wrong[f"due-{code}"] = "desk_refer.error_due"
    return wrong
