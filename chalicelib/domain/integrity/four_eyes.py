"""What one investigator may do only where another one agrees: open who reports, give a new receipt code. Standard library only.

Asking, agreeing, refusing and doing it are entries of the dossier; what they come to is read from them here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Entry, Evidence, What
from chalicelib.domain.integrity.phases import Act, Actor

OPEN_FOR: Final = timedelta(hours=1)
RAW_MAIL: Final = "message/rfc822"
WAITS_FOR: Final = timedelta(days=7)  # an ask that nobody answered is over: the reason may be over too


class Purpose(StrEnum):
    """What takes four eyes."""

    IDENTITY = "identity"  # see who reports
    CODE = "code"  # give the reporter, who proved who it is, a new receipt code


class Move(StrEnum):
    """What is done about it."""

    ASK = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    USE = "use"  # of what counts once


class Standing(StrEnum):
    """How an ask stands."""

    WAITING = "waiting"
    OPEN = "open"
    REFUSED = "refused"
    OVER = "over"  # the hour has passed, it was used, or nobody answered


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody's ask and what came of it. `reason`: why it is needed; `answer`: what the other one wrote."""

    id: str
    purpose: Purpose
    by: str
    at: datetime
    reason: str
    approved: bool = False
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    used: bool = False

    def standing(self, at: datetime) -> Standing:
        """How it stands at a moment."""
        if self.answered_at is None:
            return Standing.WAITING if at < self.at + WAITS_FOR else Standing.OVER
        if not self.approved:
            return Standing.REFUSED
        return Standing.OPEN if at < self.answered_at + OPEN_FOR and not self.used else Standing.OVER

    @property
    def open_until(self) -> datetime | None:
        """When the hour is over; None where nobody agreed."""
        return self.answered_at + OPEN_FOR if self.approved and self.answered_at else None


def about(purpose: Purpose, move: Move, ask: str = "") -> str:
    """What an entry is about; `ask`: the entry that asked."""
    return f"{purpose}:{move}:{ask}"


def read_about(text: str) -> tuple[Purpose, Move, str] | None:
    """The inverse; None for what is about something else."""
    purpose, _, rest = text.partition(":")
    move, _, ask = rest.partition(":")
    if purpose not in list(Purpose) or move not in list(Move):
        return None
    return Purpose(purpose), Move(move), ask


def asks(entries: Iterable[Entry], purpose: Purpose) -> tuple[Ask, ...]:
    """All asks of a dossier for this, the latest first. The first answer counts, and nobody answers his own ask. What one
    service asked ends where another one gets the dossier."""
    found: dict[str, Ask] = {}
    for entry in entries:
        if entry.act is Act.FORWARD:
            found.clear()
        told = read_about(entry.about) if entry.what is What.IDENTITY else None
        if told is None or told[0] is not purpose:
            continue
        _, move, asked = told
        if move is Move.ASK:
            found[entry.id] = Ask(entry.id, purpose, entry.by, entry.at, entry.text)
        elif asked in found:
            found[asked] = _after(found[asked], move, entry)
    return tuple(sorted(found.values(), key=lambda ask: ask.at, reverse=True))


def _after(ask: Ask, move: Move, entry: Entry) -> Ask:
    if move is Move.USE:
        return replace(ask, used=True)
    if ask.answered_at or entry.by == ask.by:
        return ask
    return replace(
        ask,
        approved=move is Move.APPROVE,
        answered_by=entry.by,
        answered_at=entry.at,
        answer=entry.text,
    )


def open_ask(entries: Iterable[Entry], purpose: Purpose, by: str, at: datetime) -> Ask | None:
    """The ask by which somebody may do it now."""
    mine = (ask for ask in asks(entries, purpose) if ask.by == by)
    return next((ask for ask in mine if ask.standing(at) is Standing.OPEN), None)


def tells_who(file: DossierFile, held: Evidence) -> bool:
    """Whether a file says by itself who reports: the raw mail of a case that moved here, with its sender's name and address.
    Such a file opens as the identity does."""
    brought = {one for entry in file.entries if entry.actor is Actor.MACHINE for one in entry.files}
    return held.type == RAW_MAIL and held.id in brought
