"""The clock of a referral rings: who should act is reminded; where that does not help an agent, then a supervisor, knows."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import SYSTEM
from chalicelib.domain.case import Case, CaseFile, Change
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import Author, Referral, Step, last_asked
from chalicelib.domain.referral_clocks import Bell, bell_of, too_early, wound
from chalicelib.domain.referral_notices import department_notice, told_citizen
from chalicelib.domain.ways import ways_to
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotFound
from chalicelib.services.open_case import living_case
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, referral_of, step_referral

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

A_TIME: Final = 400  # clocks in one run: the others ring in the next


def ringing(cases: "CaseStore", desk: Desk) -> tuple[Referral, ...]:
    """Referrals whose clock has run out, the longest ago first; what is too much for one time comes the next."""
    return cases.ringing(desk.at, limit=A_TIME)


def ring_clock(listed: Referral, cases: "CaseStore", desk: Desk) -> Step | None:
    """Do what the clock of a referral says, once, and wind it for the next time.

    What was done; None where the list was behind, or somebody changes the case at this moment: next time. Raises Busy.
    """
    try:
        file = cases.open(listed.case)
        referral = referral_of(file, listed.id)
        living = living_case(listed.case, cases)
    except NotFound:
        return None  # erased meanwhile
    if referral.next_at is None or referral.next_at > desk.at:
        return None
    if living.status is not Status.CLOSED and too_early(referral, desk.at):
        _wind(file, referral, cases, desk)
        return None
    said = Said(_step(file, referral, living), Author.SYSTEM, _key(file, referral))
    other = living if living.id != file.case.id else None
    try:
        held, *more = step_referral(file, referral.id, said, replace(desk, actor=SYSTEM), other)
        cases.keep(_with_notice(held, file, referral, desk), *more)
    except (AlreadyKept, ChangedMeanwhile):
        return None
    return said.step


def _wind(file: CaseFile, referral: Referral, cases: "CaseStore", desk: Desk) -> None:
    """Set the clock to its own time again; nothing is said."""
    try:
        cases.keep(Change(file.case.after(Action.NOTE, desk.at), (), referrals=(wound(referral, desk.at),)))
    except ChangedMeanwhile:
        return  # next time


def _step(file: CaseFile, referral: Referral, living: Case) -> Step:
    if living.status is Status.CLOSED:
        return Step.WITHDRAW  # nobody waits for it any more
    bell = bell_of(referral)
    if bell in (Bell.REMIND_BEFORE, Bell.REMIND_AFTER):
        return Step.REMIND
    asked = last_asked(file.entries, referral.id)
    if bell is Bell.REMIND_ASKED and asked and asked.step is Step.ASK_CITIZEN and ways_to(file.case):
        return Step.REMIND
    return Step.SIGN  # also where an agent was asked, or nothing can be sent to the citizen


def _key(file: CaseFile, referral: Referral) -> str:
    """A bell rings once in a run of its clock: whatever else happened to the referral makes it another one."""
    return f"bell:{referral.id}:{sum(one.referral == referral.id for one in file.entries)}"


def _with_notice(held: Change, file: CaseFile, referral: Referral, desk: Desk) -> Change:
    """The change with what must be sent."""
    (entry,) = held.entries
    if entry.step is Step.SIGN:
        return held
    if entry.step is Step.REMIND and bell_of(referral) is Bell.REMIND_ASKED:
        case, told_him = told_citizen(held.case, entry, Template.ASKED_REMINDER, desk.secret, desk.at)
        return replace(held, case=case, notices=told_him)
    template = Template.REFERRAL_REMINDER if entry.step is Step.REMIND else Template.REFERRAL_MORE
    told = department_notice(referral, entry, file.entries, desk.secret, desk.at, template=template)
    return replace(held, notices=(told,))
