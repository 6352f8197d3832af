"""An agent sends a referral once more: to another address, to the successor, or with another due date."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile
from chalicelib.domain.facts import is_email
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Author, Referral, Step
from chalicelib.domain.referral_notices import department_notice, linked, told_citizen
from chalicelib.errors import Rejected
from chalicelib.services.refer_case import LATEST, LONGEST
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, due_of, referral_of, step_referral, with_signs
from chalicelib.services.tell_department import not_told

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore


@dataclass(frozen=True, slots=True)
class Again:
    """`to`: the address; `text`: what is different, or what was missing; `organisation`: who has it now, where that is
    another one than it was sent to."""

    to: str
    due_at: datetime
    text: str = ""
    organisation: Organisation | None = None


def send_referral_again(
    file: CaseFile, referral: str, again: Again, agent: Agent, cases: "CaseStore", desk: Desk, own_domain: str = ""
) -> None:
    """Send it, with a new link; the former link ends. What the citizen added meanwhile goes along. Where it goes to another
    organisation, the citizen is told.

    `own_domain`: that of our own mail, where a question to a department would come back to us.
    Raises Rejected, NotFound, NotPossibleNow, ChangedMeanwhile, AlreadyKept.
    """
    before, desk = referral_of(file, referral), replace(desk, actor=agent.id)
    _check(referral, again, own_domain, desk.at)
    said = Said(Step.SEND_AGAIN, Author.AGENT, f"again:{file.case.version}", agent.name, again.text.strip(), again.to)
    first, *rest = step_referral(file, before.id, said, desk)
    entries = (*file.entries, *first.entries)
    whole = replace(first.referrals[0], shared=(*before.shared, *not_told(file, before)))
    after = linked(_moved(whole, again), entries, desk.secret, desk.at)
    others = [one for one in file.referrals if one.id != referral]
    case = with_signs(first.case, [*others, after])
    case = replace(case, due_at=due_of([*others, after]), snoozed_until=None)
    notice = department_notice(after, first.entries[0], entries, desk.secret, desk.at)
    told: tuple[Notice, ...] = ()
    if after.organisation != before.organisation:
        case, told = told_citizen(case, first.entries[0], Template.REFERRED, desk.secret, desk.at)
    cases.keep(replace(first, case=case, referrals=(after,), notices=(notice, *told)), *rest)


def _moved(referral: Referral, again: Again) -> Referral:
    moved = replace(referral, email=again.to, due_at=again.due_at)
    of = again.organisation
    return replace(moved, organisation=of.code, name=of.name, closing_days=of.closing_days) if of else moved


def _check(referral: str, again: Again, own_domain: str, at: datetime) -> None:
    wrong = {}
    if not is_email(again.to):
        wrong[f"to-{referral}"] = "desk_refer.error_address"
    elif again.to.rpartition("@")[2].lower() == own_domain.lower():
        wrong[f"to-{referral}"] = "desk_org.error.own_address"
    if not at < again.due_at <= at + LATEST:
        wrong[f"due-{referral}"] = "desk_refer.error_due"
    if len(again.text) > LONGEST:
        wrong[f"text-{referral}"] = "desk_refer.error_text_long"
    if wrong:
        raise Rejected(wrong)
