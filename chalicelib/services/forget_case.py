"""A case moves into the confidential house: it closes to everybody at once, and then all of it that is outside goes.

What a case leaves anywhere stands in the test of this (tests/unit/test_move_case.py), with what becomes of each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.case import Case, CaseFile, Change
from chalicelib.domain.case_states import GONE, Action, Status
from chalicelib.domain.contact import Channel, Contact, FileRef
from chalicelib.domain.mime import read_mail
from chalicelib.errors import Busy, ChangedMeanwhile, NotFound
from chalicelib.services.erase_case import blank
from chalicelib.services.know_mail_again import seen_key

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.conversations import Conversations
    from chalicelib.stores.erasures import Erasures
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.idempotency import Idempotency
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.loose_files import LooseFiles
    from chalicelib.stores.presence import Presence
    from chalicelib.stores.scans import ScanStore
    from chalicelib.stores.sms_parts import SmsParts

TRIES: Final = 10
DAY: Final = timedelta(days=1)
CLAIMED: Final = ("automatic-answer", "sms-closed")  # limits that say which contact of whom was answered on a day


@dataclass(frozen=True, slots=True)
class Outside:
    """Everywhere that parts of a case lie, and the secret under which its sender is known."""

    cases: "CaseStore"
    scans: "ScanStore"
    files: "FileStore"
    mails: "FileStore"
    idempotency: "Idempotency"
    limits: "Limits"
    talks: "Conversations"
    parts: "SmsParts"
    presence: "Presence"
    erasures: "Erasures"
    loose: "LooseFiles"
    secret: bytes


def close_case_to_all(case: str, dossier: str, outside: Outside, at: datetime) -> tuple[str, ...]:
    """Let nobody outside open the case, or one that was merged into it, from now on; all that is left of their heads is the
    number of the dossier. Gives their numbers. Twice is once, whoever changes them at the same time. Raises NotFound, Busy.
    """
    for _ in range(TRIES):
        head = outside.cases.head(case)
        heads = [head, *(outside.cases.head(one) for one in head.merged_from)]
        open_ = [one for one in heads if one.status not in GONE]
        try:
            if open_:
                outside.cases.keep(*(Change(_moved(one, dossier, at), ()) for one in open_))
        except ChangedMeanwhile:
            continue
        for one in open_:
            if one.erase_after:
                outside.erasures.drop(one.id, one.erase_after)
        return tuple(one.id for one in heads if one.status is not Status.ERASED)
    raise Busy("the case changes all the time")


def forget_case(file: CaseFile, numbers: tuple[str, ...], outside: Outside, at: datetime) -> None:
    """Delete all of a case that moved but its head; `numbers`: of all that moved together, as a conversation by SMS may be
    about any of them. Objects go first: broken off anywhere, the same call again ends it. Raises Busy.
    """
    case = file.case.id
    for contact in file.contacts:
        _forget_contact(contact, numbers, outside)
    for file_ in files_of(file):
        _forget_file(case, file_, outside)
    for original in originals_of(file):
        outside.mails.delete(original)
    outside.limits.forget("add", case, _days(at - 2 * DAY, at))
    outside.presence.forget(case)
    outside.cases.purge(case, trail=True)


def files_of(file: CaseFile) -> tuple[FileRef, ...]:
    """Every object of a case in the files' bucket once: of contacts, and of what departments and agents passed on."""
    everywhere = (
        *file.files,
        *(one for contact in file.contacts for one in contact.files),
        *(one for entry in file.entries for one in entry.files),
        *(one for answer in file.answers for one in answer.files),
    )
    return tuple({one.key: one for one in reversed(everywhere)}.values())[::-1]


def originals_of(file: CaseFile) -> tuple[str, ...]:
    """Keys of the raw mails of a case."""
    originals = (*(one.original for one in file.contacts), *(one.original for one in file.entries))
    return tuple(dict.fromkeys(one for one in originals if one))


def _moved(case: Case, dossier: str, at: datetime) -> Case:
    """The head without all that says who, what, or of which kind. Its secret links stay, as hashes: who holds one is shown
    the way to the receipt code. So does the key that a redelivered message has again, where it is no hash of what was said."""
    bare = replace(
        blank(case.after(Action.MOVE, at)),
        dossier=dossier,
        key="" if case.key.startswith("form:") else case.key,
        links=case.links,
        owner="",
        owner_name="",
        language="nl",
        level=None,
        theme="",
        outcome=None,
        answered_at=None,
        closed_at=None,
        split_from="",
        apart="",
        merged_into="",
        reference_told=False,
        owes_departments=False,
    )
    return replace(bare, opened_at=at, updated_at=at)


def _forget_contact(contact: Contact, numbers: tuple[str, ...], outside: Outside) -> None:
    """What a contact left beside its case: results of operations by its sender's key, what was counted of him, his SMS."""
    for key in _remembered(contact, outside):
        outside.idempotency.forget(key)
    days = _days(contact.received_at, contact.received_at + DAY)
    who = [ids.citizen_hash(outside.secret, one) for one in (contact.sender.email, contact.sender.phone) if one]
    for purpose in CLAIMED:
        for one in who:
            outside.limits.forget(purpose, one, days)
    if contact.key.startswith("sms:"):
        message = contact.key.removeprefix("sms:")
        outside.talks.release_word(message)
        for one in who:
            for part in outside.parts.forget(one, message):
                outside.idempotency.forget(f"sms:{part}")
            for case in numbers:
                outside.talks.forget(one, case)


def _remembered(contact: Contact, outside: Outside) -> Iterable[str]:
    """Keys under which it is remembered that this contact came."""
    if contact.original:
        try:
            raw = outside.mails.get(contact.original)
        except NotFound:
            return ()
        return (seen_key(read_mail(raw), raw),)
    road, _, rest = contact.key.partition(":")
    if road == "sms":
        return (contact.key,)
    if road == "form" and contact.channel is Channel.API:
        return (f"api:{rest.partition(':')[0]}",)
    return ()


def _forget_file(case: str, file: FileRef, outside: Outside) -> None:
    if not outside.scans.forget(case, file.key):  # another case may have the same file
        outside.files.delete(file.key)
        outside.scans.forget_result(file.key)
    if file.key.startswith("form/"):
        offered = ids.ulid_time(file.id)
        for day in _days(offered, offered + DAY):
            outside.loose.done(file.key.rpartition("/")[0] + "/", day)


def _days(first: datetime, last: datetime) -> tuple[date, ...]:
    return tuple((first + number * DAY).date() for number in range((last - first).days + 1))
