"""A citizen says more about an own question, sends a file along, or is not satisfied with the answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel, Contact, FileRef
from chalicelib.domain.flags import flags_of
from chalicelib.domain.form_key import FormKey
from chalicelib.errors import Rejected, TooMany
from chalicelib.services.register_contact import Desk, Receipt, register_contact
from chalicelib.services.send_message import checked, contact_key, own_files

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.scans import ScanStore

LONGEST: Final = 10_000
MOST_A_DAY: Final = 30  # to one case


@dataclass(frozen=True, slots=True)
class Addition:
    """What a form held. `subject`: what it is, in words (an addition, or not satisfied)."""

    key: FormKey | None
    text: str
    subject: str
    files: tuple[FileRef, ...] = ()
    trap: str = ""
    correlation: str = ""
    channel: Channel = Channel.FORM


def add_to_case(
    case: Case, addition: Addition, cases: "CaseStore", scans: "ScanStore", limits: "Limits", desk: Desk
) -> Receipt:
    """Keep it with the case, which waits for us again: an answered or ended one opens anew. The same form twice is once.

    Raises Rejected, TooMany, Busy.
    """
    key = checked(addition.key, addition.trap, desk)
    return keep_addition(case, addition, key, cases, scans, limits, desk)


def keep_addition(
    case: Case,
    addition: Addition,
    key: FormKey,
    cases: "CaseStore",
    scans: "ScanStore",
    limits: "Limits",
    desk: Desk,
) -> Receipt:
    """The same for an addition that was not typed on a screen of ours: the public API's. Raises as add_to_case does."""
    if not addition.text and not addition.files:
        raise Rejected({"text": "question.error_text_missing"})
    if len(addition.text) > LONGEST:
        raise Rejected({"text": "question.error_text_long"})
    if not limits.allow("add", case.id, desk.at, most=MOST_A_DAY):
        raise TooMany
    contact = _contact(case, addition, key, desk)
    receipt = register_contact(contact, cases, desk, case=case.id)
    scans.attach(receipt.case, *contact.files)
    return receipt


def _contact(case: Case, addition: Addition, key: FormKey, desk: Desk) -> Contact:
    own = contact_key(key, case.id, addition.text, *(f"{file.key}={file.name}" for file in addition.files))
    return Contact(
        id=ids.ulid(desk.secret, key.made_at, own),
        key=own,
        channel=addition.channel,
        kind=case.kind,
        received_at=desk.at,
        sender=case.sender,
        subject=addition.subject,
        text=addition.text,
        language=case.language,
        flags=flags_of(addition.text),
        files=own_files(addition.files, own, desk),
        correlation=addition.correlation,
    )
