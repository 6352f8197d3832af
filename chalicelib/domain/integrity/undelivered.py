"""What of a dossier did not reach somebody outside the house, or not yet. Standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.integrity.change import DossierFile, Errand, ErrandKind

TOLD: Final = frozenset({ErrandKind.TELL_REPORTER, ErrandKind.TELL_SERVICE, ErrandKind.TELL_LEADS})
NO_WAY: Final = "no way"  # the reporter can be reached only by a person


class Trouble(StrEnum):
    """Why somebody was not told."""

    FAILED = "failed"  # refused, or tried for days
    TRIED = "tried"  # it failed, and is tried again
    BY_HAND = "by_hand"  # there is no address and no number: somebody must call or write


@dataclass(frozen=True, slots=True)
class Undelivered:
    """`kind`: who should have been told; `at`: since when it is so, or when it is tried again."""

    kind: ErrandKind
    trouble: Trouble
    at: datetime


def undelivered(file: DossierFile) -> tuple[Undelivered, ...]:
    """What did not arrive, the last first, and the same trouble once. What was given to the mail service counts as arrived, as
    no event comes back; and a reporter who has read everything since needs no telling."""
    found = [(one, trouble) for one in file.errands if one.kind in TOLD and (trouble := _trouble(one))]
    told = [Undelivered(one.kind, trouble, one.state_at or one.not_before) for one, trouble in found]
    last = {(one.kind, one.trouble): one for one in sorted(told, key=lambda one: one.at)}
    waits = [one for one in last.values() if file.dossier.unread or one.kind is not ErrandKind.TELL_REPORTER]
    return tuple(sorted(waits, key=lambda one: one.at, reverse=True))


def _trouble(errand: Errand) -> Trouble | None:
    if errand.state == "failed":
        return Trouble.FAILED
    if errand.state == "queued":
        return Trouble.TRIED if errand.detail else None
    return Trouble.BY_HAND if errand.detail == NO_WAY else None
