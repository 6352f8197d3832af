"""An SMS came in: put long ones together, find its conversation, keep it on its case, or obey the word that it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.flags import Flag, flags_of, language_of
from chalicelib.domain.hours import is_open
from chalicelib.domain.letter import one_line
from chalicelib.domain.outbox import Template
from chalicelib.domain.phones import Line, line_of
from chalicelib.domain.sms_arrival import Arrival, Word, readable, word_of
from chalicelib.errors import Busy, NotFound
from chalicelib.services.join_sms import Whole, join_late, join_part
from chalicelib.services.open_case import living_case
from chalicelib.services.register_contact import Desk, Receipt, register_contact

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.conversations import Conversations, Talk
    from chalicelib.stores.idempotency import Idempotency
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.outbox import OutboxStore
    from chalicelib.stores.sms_parts import SmsParts

SUBJECT: Final = 60
WORDS_A_DAY: Final = 5  # answered to one number: two programs that steer each other come to an end
ANSWERABLE: Final = frozenset({Line.MOBILE, Line.FOREIGN})


@dataclass(frozen=True, slots=True)
class Stores:
    """All that an SMS touches. `reply`: sends the answer to a word to a number; raises SmsRefused, Busy. `own`: our number."""

    cases: "CaseStore"
    outbox: "OutboxStore"
    limits: "Limits"
    idempotency: "Idempotency"
    talks: "Conversations"
    parts: "SmsParts"
    reply: Callable[[Word, str], None]
    own: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """`receipts`: of what was kept; `word`: that was obeyed; `wait`: the group of parts to look at again in a minute."""

    receipts: tuple[Receipt, ...] = ()
    word: Word | None = None
    wait: str = ""


def take_sms(arrival: Arrival, stores: Stores, desk: Desk) -> Taken:
    """Keep an SMS on the case of its conversation, or on a new one. The same SMS twice gives the same receipt.

    Raises Busy where a later try can succeed.
    """
    arrival = replace(arrival, at=_first_seen(arrival, stores.idempotency, desk))
    who = ids.citizen_hash(desk.secret, arrival.sender)
    if not who:
        return Taken((_keep(Whole(arrival), who, None, stores, desk),))
    talk = stores.talks.look(who, desk.at)
    if not arrival.part and (word := word_of(arrival.text)):
        return _obey(word, arrival, who, talk, stores, desk)
    gathered = join_part(arrival, who, talk, stores.parts, desk.at)
    return Taken(tuple(_keep(whole, who, talk, stores, desk) for whole in gathered.messages), wait=gathered.wait)


def take_late_parts(group: str, stores: Stores, desk: Desk) -> Taken:
    """Keep what there is of a long SMS whose other parts did not come. Raises Busy."""
    gathered = join_late(group, stores.parts, desk.at)
    return Taken(tuple(_keep_late(whole, stores, desk) for whole in gathered.messages))


def _keep_late(whole: Whole, stores: Stores, desk: Desk) -> Receipt:
    who = ids.citizen_hash(desk.secret, whole.arrival.sender)
    return _keep(whole, who, stores.talks.look(who, desk.at), stores, desk)


def _first_seen(arrival: Arrival, seen: "Idempotency", desk: Desk) -> datetime:
    """When the same SMS came first: a network that got no answer sends it once more, under the same id."""
    return datetime.fromisoformat(seen.first(f"sms:{arrival.id}", b"", arrival.at.isoformat(), desk.at))


def _keep(whole: Whole, who: str, talk: "Talk | None", stores: Stores, desk: Desk) -> Receipt:
    """`talk`: what is known of who writes; None of nobody, with whom nobody talks."""
    contact = _contact(whole, desk)
    case = _case_of(whole.arrival, talk, stores) if talk else ""
    if talk and talk.stopped:
        stores.talks.start(who, whole.arrival.at)  # who asks something wants an answer
    if talk and not case:
        stores.talks.begin(who, whole.arrival.id, desk.at)
    receipt = register_contact(contact, stores.cases, desk, tell=_tell(contact, who, stores, desk), case=case)
    if talk:
        stores.talks.goes_on(who, receipt.case, desk.at)
    return receipt


def _case_of(arrival: Arrival, talk: "Talk", stores: Stores) -> str:
    """The case of the SMS of ours that is answered, or the one that was talked about last."""
    notice = stores.outbox.by_message_id(arrival.answers) if arrival.answers else None
    return notice.case if notice and notice.to == arrival.sender else talk.case


def _living(case: str, stores: Stores) -> str:
    """The case that is talked about, empty where it was erased: a word alone opens none."""
    try:
        return living_case(case, stores.cases).id if case else ""
    except NotFound:
        return ""


def _contact(whole: Whole, desk: Desk, *signs: Flag) -> Contact:
    arrival, text = whole.arrival, readable(whole.arrival.text)
    key, line = f"sms:{arrival.id}", line_of(arrival.sender)
    flags = {*flags_of(text), *signs}
    flags |= {Flag.EMPTY} if not text else set()
    flags |= {Flag.PART_MISSING} if whole.missing else set()
    flags |= {Flag.LANDLINE} if line is Line.FIXED else set()
    flags |= {Flag.NO_SENDER} if line in (Line.NOBODY, Line.NAME, Line.SHORT) else set()
    return Contact(
        id=ids.ulid(desk.secret, arrival.at, key),
        key=key,
        channel=Channel.SMS,
        kind=Kind.QUESTION,
        received_at=arrival.at,
        sender=Person(name=arrival.sender) if line is Line.NAME else Person(phone=arrival.sender),
        subject=one_line(text, SUBJECT) or "…",
        text=text,
        language=language_of(text) or "nl",
        flags=frozenset(flags),
        correlation=arrival.correlation,
    )


def _tell(contact: Contact, who: str, stores: Stores, desk: Desk) -> Template | None:
    """Outside opening hours, once a day: when it will be read."""
    if is_open(contact.received_at, desk.calendar) or not _answerable(contact.sender.phone, stores):
        return None
    return Template.SMS_CLOSED if stores.limits.claim("sms-closed", who, contact.key, desk.at) else None


def _answerable(number: str, stores: Stores) -> bool:
    return line_of(number) in ANSWERABLE and number != stores.own


def _obey(word: Word, arrival: Arrival, who: str, talk: "Talk", stores: Stores, desk: Desk) -> Taken:
    """Do what the word says, show it on the case that is talked about, and answer once."""
    if word is Word.STOP:
        stores.talks.stop(who, arrival.at)
    elif word is Word.START:
        stores.talks.start(who, arrival.at)
    receipts: tuple[Receipt, ...] = ()
    if case := _living(talk.case, stores):
        signs = (Flag.STEERS, Flag.STOPPED) if word is Word.STOP else (Flag.STEERS,)
        receipts = (register_contact(_contact(Whole(arrival), desk, *signs), stores.cases, desk, case=case),)
    if _answerable(arrival.sender, stores) and stores.talks.claim_word(arrival.id, desk.at):
        _reply(word, arrival, who, stores, desk)
    return Taken(receipts, word)


def _reply(word: Word, arrival: Arrival, who: str, stores: Stores, desk: Desk) -> None:
    try:
        if stores.limits.allow("sms-words", who, desk.at, most=WORDS_A_DAY):
            stores.reply(word, arrival.sender)
    except Busy:
        stores.talks.release_word(arrival.id)
        raise
