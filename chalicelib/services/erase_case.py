"""Erase a case: what people said, who they are, their files. What stays is a number and its audit trail, without people."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.case import Case, CaseFile, Change, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.contact import Person
from chalicelib.errors import Busy, ChangedMeanwhile

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.scans import ScanStore

TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where parts of a case lie: `files` that were sent, `mails` as they came in."""

    cases: "CaseStore"
    scans: "ScanStore"
    files: "FileStore"
    mails: "FileStore"


def erase_case(case: str, shelves: Shelves, actor: str, why: str, at: "datetime") -> None:
    """Erase a case with all that was merged into it. `why`: "asked" or "retention", for the audit trail.

    Objects go first, then entries, then the head: broken off anywhere, the same call again ends it. Raises NotFound, Busy.
    """
    for _ in range(TRIES):
        opened = shelves.cases.open(case)
        for merged in opened.case.merged_from:
            if shelves.cases.find(merged):
                erase_case(merged, shelves, actor, why, at)
        _clear(opened, shelves)
        if opened.case.status is Status.ERASED:
            return
        after, event = audited(blank(opened.case.after(Action.ERASE, at)), at, actor, "erased", {"why": why})
        try:
            shelves.cases.keep(Change(after, (event,)))
        except ChangedMeanwhile:
            continue  # something came in meanwhile: it goes too
        return
    raise Busy("the case changes all the time")


def blank(case: Case) -> Case:
    """A case's head without anything that says who asked, or what."""
    return replace(
        case,
        subject="",
        sender=Person(),
        citizen="",
        flags=frozenset(),
        links=(),
        by_hand=(),
        open_referrals=(),
        due_at=None,
        end_due_at=None,
        snoozed_until=None,
        erase_after=None,
    )


def _clear(opened: CaseFile, shelves: Shelves) -> None:
    number = opened.case.id
    for file in opened.files:
        if not shelves.scans.forget(number, file.key):  # another case may have the same file
            shelves.files.delete(file.key)
    for original in (*(one.original for one in opened.contacts), *(one.original for one in opened.entries)):
        if original:
            shelves.mails.delete(original)
    shelves.cases.purge(number)
