"""Something happens to a referral: by its link, by mail, by an agent, by the clock. The one way in which it changes."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.case import Case, CaseFile, Change, audited
from chalicelib.domain.case_states import WAITS_FOR_US, Action, Status
from chalicelib.domain.clocks import answer_due
from chalicelib.domain.contact import FileRef
from chalicelib.domain.referral import FOR_US, OPEN, Author, Entry, Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import resumed, rung, wound
from chalicelib.errors import AlreadyKept, NotFound

if TYPE_CHECKING:
    from chalicelib.services.register_contact import Desk

CLOCKWORK = frozenset({Step.REMIND, Step.SIGN})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says or does in a referral. `key`: what it is derived from (a form's key, a mail's, a bell's), so that
    it counts once. `by`: a name or an address as agents see it. The rest as in Entry."""

    step: Step
    author: Author
    key: str
    by: str = ""
    text: str = ""
    better: str = ""
    files: tuple[FileRef, ...] = ()
    original: str = ""


def step_referral(
    file: CaseFile, referral: str, said: Said, desk: "Desk", living: Case | None = None
) -> tuple[Change, ...]:
    """What is to be kept in one transaction: of the case that holds the referral, and of the one into which it was merged.

    `living`: that other one, where `file` is of a merged case. The caller adds what must be sent. Raises AlreadyKept
    where the same was said before, NotFound, NotPossibleNow where the table of steps has no such one.
    """
    before = referral_of(file, referral)
    entry = entry_of(file.case.id, before, said, desk)
    if any(one.id == entry.id for one in file.entries):
        raise AlreadyKept(file.case.id)
    after = _after(before, said.step, desk)
    opened = open_ids(*(one for one in file.referrals if one.id != referral), after)
    action = _action(said.step, opened)
    detail = {"referral": referral, "organisation": before.organisation}
    held, event = audited(
        _case_after(file.case, action if living is None else Action.NOTE, opened, desk),
        desk.at,
        desk.actor,
        f"referral_{said.step}",
        detail,
    )
    changes = [Change(held, (event,), referrals=(after,), entries=(entry,), files=said.files)]
    if living is not None and action is not Action.NOTE:
        other, event = audited(
            _case_after(living, action, living.open_referrals, desk),
            desk.at,
            desk.actor,
            f"referral_{said.step}",
            detail,
        )
        changes.append(Change(other, (event,)))
    return tuple(changes)


def referral_of(file: CaseFile, referral: str) -> Referral:
    """A referral of a case; raises NotFound."""
    found = next((one for one in file.referrals if one.id == referral), None)
    if found is None or file.case.status is Status.ERASED:
        raise NotFound(referral)
    return found


def entry_of(case: str, referral: Referral, said: Said, desk: "Desk") -> Entry:
    """What was said, under an id that the same words by the same way have again."""
    derived = ids.digest(desk.secret, "referral-entry", f"{case}\x00{said.key}").hex()[:20]
    return Entry(
        id=f"{referral.id}-{derived}",
        referral=referral.id,
        at=desk.at,
        step=said.step,
        author=said.author,
        by=said.by,
        text=said.text,
        better=said.better,
        files=said.files,
        original=said.original,
    )


def open_ids(*referrals: Referral) -> tuple[str, ...]:
    """Ids of those whose department still has to do something."""
    return tuple(sorted(one.id for one in referrals if one.state in OPEN))


def _after(before: Referral, step: Step, desk: "Desk") -> Referral:
    after = before.after(step)
    if step in CLOCKWORK:
        return rung(after, desk.at)
    if before.state is ReferralState.ASKED and after.state is ReferralState.ACCEPTED:
        return resumed(after, desk.at)
    if after.state is ReferralState.ASKED or before.state not in OPEN:
        return wound(after, desk.at)
    return after


def _action(step: Step, opened: tuple[str, ...]) -> Action:
    """What a step does to the case. `opened`: whom we still wait for."""
    if step is Step.SEND_AGAIN:
        return Action.REFER
    if step in FOR_US:
        return Action.DEPARTMENT
    if opened:
        return Action.NOTE
    endings = {
        Step.ANSWER: Action.DEPARTMENT,
        Step.WITHDRAW: Action.DEPARTMENT,
        Step.ANSWER_DIRECTLY: Action.DEPARTMENT_ANSWERS,
    }
    return endings.get(step, Action.NOTE)


def _case_after(case: Case, action: Action, opened: tuple[str, ...], desk: "Desk") -> Case:
    after = replace(case.after(action, desk.at), open_referrals=opened)
    if action is Action.DEPARTMENT:
        waited = case.status in WAITS_FOR_US and case.due_at
        due = case.due_at if waited else answer_due(desk.at, case.kind, desk.calendar)
        return replace(after, due_at=due, snoozed_until=None, closed_at=None, erase_after=None)
    if action is Action.DEPARTMENT_ANSWERS and after.status is Status.ANSWERED:
        return replace(after, answered_at=desk.at, due_at=None, snoozed_until=None)
    return after
