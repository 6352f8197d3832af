"""A contact comes in: keep it, open or extend its case, and queue what must be sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import CITIZEN
from chalicelib.domain.apart import Apart
from chalicelib.domain.audit import AuditEvent
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.clocks import answer_due, end_due
from chalicelib.domain.contact import Channel, Contact
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import Calendar
from chalicelib.domain.links import with_link
from chalicelib.domain.outbox import MAIL, SMS, Notice, Template
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile, NotFound
from chalicelib.services.open_case import living_case

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

TRIES: Final = 10
LOOK_FIRST: Final = frozenset({Flag.OTHER_SENDER, Flag.FROM_DEPARTMENT, Flag.DISTRESS, Flag.THREAT, Flag.INTEGRITY})
WAIT_FOR_NOTHING: Final = frozenset({Flag.AUTOMATIC, Flag.STEERS})
LINKLESS: Final = frozenset({Template.SMS_CLOSED})  # tells neither number nor link


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told. `repeated`: it had been registered before, and nothing was done now."""

    case: str
    contact: str
    link: str
    repeated: bool = False

    @property
    def reference(self) -> str:
        """The case's number as people read it."""
        return ids.shown_reference(self.case)


@dataclass(frozen=True, slots=True)
class Desk:
    """What deciding needs beside the contact: our secret, the calendar, the time, and who does it (audit)."""

    secret: bytes
    calendar: Calendar
    at: datetime
    actor: str = CITIZEN


def register_contact(
    contact: Contact,
    cases: "CaseStore",
    desk: Desk,
    *,
    tell: Template | None = None,
    case: str = "",
    apart: Apart | None = None,
) -> Receipt:
    """Keep a contact on its case and queue `tell` to its sender, in one transaction.

    `case`: the case that the channel knows it to belong to; without it a new case is opened. A merged case hands on to
    its successor, an erased one to a new case. `apart`: why a new case is kept out of the worklist. The same
    contact twice gives the same receipt and one case. Raises Busy where a later try can succeed.
    """
    for attempt in range(TRIES):
        known = _living(case, cases) if case else None
        change = _extend(known, contact, cases, desk, tell) if known else _open(contact, desk, tell, attempt, apart)
        try:
            cases.keep(change)
        except AlreadyKept:
            return _receipt(change.case, contact, desk, repeated=True)
        except ChangedMeanwhile:
            continue  # another case has this number, or somebody changed the case: once more, on what is there now
        return _receipt(change.case, contact, desk, repeated=False)
    raise Busy("the case changes all the time")


def new_case(contact: Contact, desk: Desk, attempt: int = 0, apart: Apart | None = None) -> Case:
    """The case that a contact opens, before its first audit event."""
    number = ids.case_id(desk.secret, ids.ulid_time(contact.id), contact.key, attempt)
    case = Case(
        id=number,
        key=contact.key,
        status=Status.NEW,
        kind=contact.kind,
        channel=contact.channel,
        subject=contact.subject,
        sender=contact.sender,
        citizen=ids.citizen_hash(desk.secret, contact.sender.email or contact.sender.phone),
        opened_at=contact.received_at,
        updated_at=desk.at,
        due_at=answer_due(contact.received_at, contact.kind, desk.calendar),
        end_due_at=end_due(contact.received_at, contact.kind),
        language=contact.language,
        flags=contact.flags,
        apart=apart or "",
    )
    return with_link(case, ids.link_token(desk.secret, number, contact.key), desk.at)


def extended(case: Case, contact: Contact, desk: Desk, *, linked: bool = False) -> tuple[Case, AuditEvent]:
    """The case with one more contact: it waits for us again, its clock starts anew where it had been answered.

    What a program sent (an absence, a bounce), or a word that steers, is kept but waits for nothing: the case stays where
    it stands. What is added to a referred question waits for who must answer it, unless an agent must look first.
    `linked`: the sender gets a new link; where nothing is told, the links that he has stay the only ones.
    """
    detail = {"contact": contact.id, "channel": str(contact.channel)}
    if Flag.OTHER_SENDER in contact.flags:
        detail["sender"] = "other"
    before = case.flags - {Flag.STOPPED} if contact.channel is Channel.SMS else case.flags
    if contact.flags & WAIT_FOR_NOTHING:
        what = "sms_word" if Flag.STEERS in contact.flags else "automatic_mail"
        flags = before | (contact.flags & {Flag.OTHER_SENDER, Flag.STOPPED})
        return audited(replace(case.after(Action.NOTE, desk.at), flags=flags), desk.at, desk.actor, what, detail)
    alone = case.status is Status.REFERRED and contact.flags & LOOK_FIRST
    after = case.after(Action.REOPEN if alone else Action.ADD, desk.at)
    goes_on = after.status is case.status  # its clock runs already: ours, or that of who must answer
    due = case.due_at if goes_on else answer_due(contact.received_at, case.kind, desk.calendar)
    after = replace(after, due_at=due, snoozed_until=None, closed_at=None, erase_after=None)
    after = replace(after, flags=before | contact.flags)
    if linked:
        after = with_link(after, ids.link_token(desk.secret, case.id, contact.key), desk.at)
    return audited(after, desk.at, desk.actor, "contact_added", detail)


def _open(contact: Contact, desk: Desk, tell: Template | None, attempt: int, apart: Apart | None) -> Change:
    case = new_case(contact, desk, attempt, apart)
    detail = {"contact": contact.id, "channel": contact.channel, "kind": contact.kind}
    case, event = audited(replace(case, reference_told=_linked(tell)), desk.at, desk.actor, "opened", detail)
    return Change(
        case, (event,), contacts=(contact,), files=contact.files, notices=notices_for(case, contact, desk, tell)
    )


def _extend(known: Case, contact: Contact, cases: "CaseStore", desk: Desk, tell: Template | None) -> Change:
    case, event = extended(known, contact, desk, linked=_linked(tell))
    told = notices_for(case, contact, desk, tell)
    change = Change(case, (event,), contacts=(contact,), files=contact.files, notices=told)
    if known.open_referrals:
        from chalicelib.services.tell_department import pass_on  # few questions are referred

        return pass_on(change, contact, cases.open(known.id), desk)
    return change


def _living(number: str, cases: "CaseStore") -> Case | None:
    """The case itself or, where it was merged, the one that it became; None where it was erased or never was."""
    try:
        return living_case(number, cases)
    except NotFound:
        return None


def notices_for(case: Case, contact: Contact, desk: Desk, tell: Template | None) -> tuple[Notice, ...]:
    """What a contact's sender is sent: `tell`, with his link; nothing where there is no address."""
    by, to = (SMS, contact.sender.phone) if contact.channel is Channel.SMS else (MAIL, contact.sender.email)
    if tell is None or not to:
        return ()
    return (
        Notice(
            id=f"{contact.id}-{tell}",
            case=case.id,
            entry=contact.id,
            template=tell,
            to=to,
            not_before=desk.at,
            link=ids.link_token(desk.secret, case.id, contact.key) if _linked(tell) else "",
            correlation=contact.correlation,
            by=by,
        ),
    )


def _linked(tell: Template | None) -> bool:
    return tell is not None and tell not in LINKLESS


def _receipt(case: Case, contact: Contact, desk: Desk, *, repeated: bool) -> Receipt:
    return Receipt(case.id, contact.id, ids.link_token(desk.secret, case.id, contact.key), repeated)
