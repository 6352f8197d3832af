"""Something happens to a referral: by its link, by mail, by an agent, by the clock. The one way in which it changes."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.case import Case, CaseFile, Change, audited
from chalicelib.domain.case_states import GONE, WAITS_FOR_US, Action, Status
from chalicelib.domain.clocks import answer_due
from chalicelib.domain.contact import FileRef
from chalicelib.domain.flags import Flag
from chalicelib.domain.referral import FOR_US, OPEN, Author, Entry, Referral, ReferralState, Step, last_asked
from chalicelib.domain.referral_clocks import SILENCE, resumed, rung, signs_of, wound
from chalicelib.errors import AlreadyKept, NotFound, NotPossibleNow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.domain.audit import AuditEvent
    from chalicelib.services.register_contact import Desk

CLOCKWORK: Final = frozenset({Step.REMIND, Step.SIGN})
# Makes the case wait for us for the department's sake alone, where it waited for nothing else.
FOR_THE_DEPARTMENT: Final = frozenset({Step.ASK_AGENT, Step.SIGN})
NOTHING_LEFT: Final = frozenset({ReferralState.WITHDRAWN, ReferralState.ANSWERED_DIRECTLY})
# What the last organisation that was asked does, and what comes of it.
ENDINGS: Final = {
    Step.ANSWER: Action.DEPARTMENT,
    Step.WITHDRAW: Action.DEPARTMENT,
    Step.ANSWER_DIRECTLY: Action.DEPARTMENT_ANSWERS,
}


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
    after = stepped(before, said.step, desk)
    if living is not None and after.state in OPEN and before.state not in OPEN:
        raise NotPossibleNow(file.case.id)  # nobody can act on it there, and the citizen's words go to the other case
    all_after = (*(one for one in file.referrals if one.id != referral), after)
    opened, signs = open_ids(*all_after), signs_of(all_after)
    action = _action(said.step, all_after, (living or file.case).status)
    if living is None and not signs and _was_all_we_owed(file, before, said, all_after):
        action = Action.REFER
    own = _case_after(file.case, action if living is None else Action.NOTE, signs, said.step, desk)
    own = replace(own, due_at=due_of(all_after)) if own.status is Status.REFERRED else own
    held, event = _audited(replace(own, open_referrals=opened), said.step, after, desk)
    first = Change(held, (event,), referrals=(after,), entries=(entry,), files=said.files)
    if living is None or action is Action.NOTE:
        return (first,)
    other, event = _audited(_case_after(living, action, signs, said.step, desk), said.step, after, desk)
    return (first, Change(other, (event,)))


def referral_of(file: CaseFile, referral: str) -> Referral:
    """A referral of a case; raises NotFound."""
    found = next((one for one in file.referrals if one.id == referral), None)
    if found is None or file.case.status in GONE:
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


def stepped(before: Referral, step: Step, desk: "Desk") -> Referral:
    """A referral after a step, with the clock of its state. Raises NotPossibleNow."""
    after = before.after(step)
    if step in CLOCKWORK:
        return rung(after, desk.at)
    if before.state is ReferralState.ASKED and after.state is ReferralState.ACCEPTED:
        return resumed(after, desk.at)
    if after.state is ReferralState.ASKED or before.state not in OPEN:
        return wound(after, desk.at)
    return after


def with_signs(case: Case, referrals: "Iterable[Referral]") -> Case:
    """The case with the signs of the silence on its referrals, and no others."""
    return replace(case, flags=(case.flags - SILENCE) | signs_of(referrals))


def due_of(referrals: "Iterable[Referral]") -> "datetime | None":
    """When the first of those that are asked is to answer."""
    return min((one.due_at for one in referrals if one.state in OPEN), default=None)


def _audited(case: Case, step: Step, referral: Referral, desk: "Desk") -> "tuple[Case, AuditEvent]":
    detail = {"referral": referral.id, "organisation": referral.organisation}
    return audited(case, desk.at, desk.actor, f"referral_{step}", detail)


def _action(step: Step, referrals: tuple[Referral, ...], status: Status) -> Action:
    """What a step does to the case. `referrals`: as they are after it; `status`: where the case stands."""
    if step is Step.SEND_AGAIN:
        return Action.REFER
    if step in FOR_US:
        return Action.DEPARTMENT
    if open_ids(*referrals) or step not in ENDINGS:
        return Action.NOTE  # we still wait for somebody
    if status is Status.REFERRED and any(one.state is ReferralState.ANSWERED for one in referrals):
        return Action.DEPARTMENT  # what another one answered through us waited for this one
    return Action.NOTE if step is Step.WITHDRAW and status is not Status.REFERRED else ENDINGS[step]


def _was_all_we_owed(file: CaseFile, before: Referral, said: Said, referrals: tuple[Referral, ...]) -> bool:
    """Whether an agent tells a department what it asked her, and nothing else waited for her: then the case waits for the
    department again."""
    told = said.step is Step.TELL and said.author is Author.AGENT and _waits_for_agent(before, file)
    others = (one for one in referrals if one.id != before.id)
    left = any(one.state not in OPEN | NOTHING_LEFT or _waits_for_agent(one, file) for one in others)
    return told and file.case.owes_departments and not left


def _waits_for_agent(referral: Referral, file: CaseFile) -> bool:
    asked = last_asked(file.entries, referral.id) if referral.state is ReferralState.ASKED else None
    return asked is not None and asked.step is Step.ASK_AGENT


def _case_after(case: Case, action: Action, signs: frozenset[str], step: Step, desk: "Desk") -> Case:
    after = replace(case.after(action, desk.at), flags=(case.flags - SILENCE) | signs)
    if action is Action.DEPARTMENT:
        alone = case.status is Status.REFERRED or case.owes_departments
        after = replace(after, owes_departments=alone and step in FOR_THE_DEPARTMENT)
        waited = case.status in WAITS_FOR_US and case.due_at
        due = case.due_at if waited else answer_due(desk.at, case.kind, desk.calendar)
        if step is Step.SIGN and Flag.ESCALATED in signs:
            due = min(due or desk.at, desk.at)  # nothing is more pressing
        return replace(after, due_at=due, snoozed_until=None, closed_at=None, erase_after=None)
    if action is Action.REFER:
        return replace(after, snoozed_until=None)
    if action is Action.DEPARTMENT_ANSWERS and after.status is Status.ANSWERED:
        return replace(after, answered_at=desk.at, due_at=None, snoozed_until=None)
    return after
