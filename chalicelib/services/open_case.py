"""Open a case with all that belongs to it: also the entries of the cases that were merged into it."""

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Protocol

from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.case_states import GONE, Status
from chalicelib.domain.referral import Entry
from chalicelib.errors import ChangedMeanwhile, NotFound

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_BY_ID: Final = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Opened:
    """`whole`: the case and, in order of time, its own entries with those of the merged ones; audit trail and referrals are
    its own, as referrals are numbered within a case: `parts` have those of each.

    `holders`: id of an entry (contact, answer, note, file, notice) -> the case whose partition holds it.
    """

    whole: CaseFile
    merged: tuple[Case, ...] = ()
    holders: dict[str, str] | None = None
    parts: tuple[CaseFile, ...] = ()

    @property
    def case(self) -> Case:
        return self.whole.case

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What was said in the referrals of all these cases, in order of time."""
        return tuple(sorted((one for part in self.parts for one in part.entries), key=attrgetter("at")))

    def holder(self, entry: str) -> str:
        """The case that holds an entry; raises NotFound where none of these does."""
        found = (self.holders or {}).get(entry)
        if found is None:
            raise NotFound(entry)
        return found


def open_case(case: str, cases: "CaseStore") -> Opened:
    """One query for a case, and one more for each that was merged into it. Raises NotFound, Busy."""
    file = cases.open(case)
    parts = (file, *(cases.open(one) for one in file.case.merged_from))
    holders = {entry: part.case.id for part in parts for entry in _entry_ids(part)}
    if len(parts) == 1:
        return Opened(file, holders=holders, parts=parts)
    whole = replace(
        file,
        contacts=tuple(sorted((one for part in parts for one in part.contacts), key=_BY_ID)),
        answers=tuple(sorted((one for part in parts for one in part.answers), key=_BY_ID)),
        notes=tuple(sorted((one for part in parts for one in part.notes), key=_BY_ID)),
        files=tuple(one for part in parts for one in part.files),
        notices=tuple(one for part in parts for one in part.notices),
    )
    return Opened(whole, tuple(part.case for part in parts[1:]), holders, parts)


def case_as_read(case: str, version: int, cases: "CaseStore") -> Case:
    """The head of a case, which must still be as somebody saw it. Raises NotFound, ChangedMeanwhile."""
    found = cases.head(case)
    if found.version != version:
        raise ChangedMeanwhile(case)
    return found


def living_case(case: str, cases: "CaseStore") -> Case:
    """The case itself or, where it was merged, the one that it became. Raises NotFound where it was erased."""
    found, seen = cases.head(case), {case}
    while found.status is Status.MERGED and found.merged_into not in seen:
        seen.add(found.merged_into)
        found = cases.head(found.merged_into)
    if found.status in GONE:
        raise NotFound(case)
    return found


def _entry_ids(file: CaseFile) -> list[str]:
    lists: tuple[tuple[_HasId, ...], ...] = (file.contacts, file.answers, file.notes, file.files, file.notices)
    return [entry.id for entries in lists for entry in entries]
