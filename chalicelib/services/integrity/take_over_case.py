"""What is left of a case that moves comes into its dossier, sealed; then all of it outside goes (an errand: at least once).

Every part has an id that it has again, so that broken off anywhere the same errand ends it: what is in the dossier already
is passed over, and nothing is deleted outside before it is here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.case import CaseFile
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import FileRef
from chalicelib.domain.integrity.change import Change, DossierFile, ErrandKind
from chalicelib.domain.integrity.entry import Evidence, Sealing, What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.uploads import UPLOAD
from chalicelib.errors import NotFound
from chalicelib.services.forget_case import Outside, close_case_to_all, files_of, forget_case, originals_of
from chalicelib.services.integrity.change_dossier import change_dossier
from chalicelib.services.integrity.move_case import earlier_links, first_contact, said_in
from chalicelib.services.integrity.step_dossier import Deed, House, errand_of, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.earlier_links import EarlierLinks

MAIL: Final = "message/rfc822"
AGAIN: Final = ":again"
LATER: Final = timedelta(minutes=16)  # no function lives longer than 15


@dataclass(frozen=True, slots=True)
class Inside:
    """Where it comes. `files`: the house's bucket, whose uploads are scanned and sealed."""

    dossiers: "DossierStore"
    links: "EarlierLinks"
    files: "FileStore"


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing of a case. `bytes_of`: what a file is read from ("files", "mails")."""

    deed: Deed
    at: datetime
    source: str = ""
    key: str = ""


def take_over_case(dossier: str, case: str, inside: Inside, outside: Outside, house: House) -> None:
    """Bring all of the case into the dossier, and delete it outside. Once more later finds what came in between.

    Raises Busy; what was begun is ended the next time.
    """
    case = case.removesuffix(AGAIN)
    head = outside.cases.head(case)
    if head.status is not Status.MOVED:
        inside.links.keep(dossier, case, earlier_links(head, house.at))
    numbers = close_case_to_all(case, dossier, outside, house.at)
    parts = tuple(outside.cases.open_moved(one) for one in numbers)
    reported = first_contact(parts)
    for part in parts:
        for one in _parts(part, reported.id if reported else "", house):
            _bring(dossier, one, inside, outside, house)
    for part in parts:
        forget_case(part, numbers, outside, house.at)
    _look_again(dossier, case, inside, house)


def _look_again(dossier: str, case: str, inside: Inside, house: House) -> None:
    """Note that nothing is left outside, and do all of this once more later: what a function had begun with the case before
    it closed may write after it (words to find it by, a mail's id), and no function lives that long."""
    deed = Deed(Act.NOTE, Actor.MACHINE, f"moved:{case}:gone", what=What.ACCESS, about=case)

    def change_of(file: DossierFile) -> Change:
        change = step_dossier(file, deed, house)
        errand = errand_of(change.dossier, ErrandKind.TAKE_OVER, f"{case}{AGAIN}", house)
        return replace(change, errands=(replace(errand, not_before=house.at + LATER),))

    change_dossier(dossier, change_of, inside.dossiers)


def _bring(dossier: str, part: _Part, inside: Inside, outside: Outside, house: House) -> None:
    """Keep one part in the dossier, on what is there now; a file's bytes after it, so that its scan finds it."""
    then = replace(house, at=part.at)
    file = change_dossier(dossier, lambda file: step_dossier(file, part.deed, then), inside.dossiers)
    for evidence in part.deed.files:
        _copy(part, evidence, file, inside, outside)


def _copy(part: _Part, evidence: Evidence, file: DossierFile, inside: Inside, outside: Outside) -> None:
    known = next((one for one in file.files if one.id == evidence.id), evidence)
    if known.sealing is not Sealing.WAITING or known.key != evidence.key:
        return  # it was scanned and sealed meanwhile
    store = outside.mails if part.source == "mails" else outside.files
    try:
        body = store.get(part.key)
    except NotFound:
        return  # the form's sender never sent it, or it was taken over before
    inside.files.put(evidence.key, body, evidence.type)


def _parts(file: CaseFile, reported: str, house: House) -> Iterator[_Part]:
    """All that people said and did in a case, in the order of its kinds; the contact of the report itself is there."""
    case = file.case.id
    for contact in file.contacts:
        if contact.id != reported:
            yield _said(case, contact.id, contact.received_at, What.REPORT, said_in(contact))
    for answer in file.answers:
        yield _said(case, answer.id, answer.at, What.LETTER, f"{answer.author_name}\n\n{answer.text}")
    for note in file.notes:
        yield _said(case, note.id, note.at, What.NOTE, f"{note.author_name}\n\n{note.text}")
    for referral in file.referrals:
        asked = (f"{referral.name} <{referral.email}>", f"{referral.agent_name}", referral.reason, referral.action)
        yield _said(case, f"R{referral.id}", referral.made_at, What.LETTER, "\n".join(one for one in asked if one))
    for entry in file.entries:
        yield _said(case, entry.id, entry.at, What.LETTER, f"{entry.by} ({entry.step})\n\n{entry.text}")
    if file.audit:
        trail = "\n".join(f"{one.at.isoformat(timespec='seconds')} {one.actor} {one.what}" for one in file.audit)
        yield _said(case, "audit", file.audit[-1].at, What.NOTE, trail)
    for one in files_of(file):
        yield _file(case, one, house)
    for key in originals_of(file):
        yield _file(case, FileRef(key, key, "bericht.eml", MAIL, 0), house, source="mails")


def _said(case: str, id_: str, at: datetime, what: What, text: str) -> _Part:
    return _Part(Deed(Act.NOTE, Actor.MACHINE, f"moved:{case}:{id_}", what=what, text=text, about=case), at)


def _file(case: str, file: FileRef, house: House, source: str = "files") -> _Part:
    """A file as evidence, at a place of its own until it is scanned and sealed."""
    derived = ids.digest(house.secret, "moved-file", f"{case}\x00{file.key}").hex()
    evidence = Evidence(
        id=derived[:26],
        name=file.name,
        type=file.type,
        size=file.size,
        key=f"{UPLOAD}{hashlib.sha256(derived.encode()).hexdigest()[:32]}/0",
        at=house.at,
        by="",
    )
    deed = Deed(
        Act.NOTE, Actor.MACHINE, f"moved:{case}:{file.key}", what=What.EVIDENCE, files=(evidence,), about=evidence.id
    )
    return _Part(deed, house.at, source, file.key)
