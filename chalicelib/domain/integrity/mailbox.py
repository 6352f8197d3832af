"""The mailbox of a dossier: who may open it, and what the reporter sees of the dossier there. Standard library only."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.ids import digest
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Clock, ClockName, Dossier, Outcome
from chalicelib.domain.integrity.entry import FOR_REPORTER, Entry, Evidence, Facts, Sealing, What
from chalicelib.domain.integrity.phases import PHASES, Act, Actor, Phase
from chalicelib.domain.signed import read_signed, signed

HELD: Final = timedelta(minutes=30)  # anew at every page
PURPOSE: Final = "mailbox"
# In this order: what the reporter waits for, or is waited for.
TOLD: Final = (ClockName.REPORTER, ClockName.ACKNOWLEDGE, ClockName.SERVICE, ClockName.FEEDBACK)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gave the receipt code of a dossier. `proof`: of that very code, so that another code ends this."""

    dossier: str
    proof: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was told. `ours`: by the service; `noted`: by the reporter, and written down at the desk."""

    at: datetime
    text: str
    ours: bool = False
    noted: bool = False
    facts: Facts | None = None
    files: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """By when something must be done. `late`: it should have been."""

    name: ClockName
    due_at: datetime
    late: bool


def holder_of(secret: bytes, dossier: Dossier) -> Holder:
    """Who holds the receipt code that the dossier has now."""
    return Holder(dossier.id, digest(secret, PURPOSE, f"{dossier.locator}\x00{dossier.code}").hex()[:32])


def opens(secret: bytes, holder: Holder, dossier: Dossier) -> bool:
    """Whether somebody still holds the code of a dossier that is there."""
    same = hmac.compare_digest(holder.proof, holder_of(secret, dossier).proof)
    return same and dossier.phase is not Phase.ERASED


def cookie_of(secret: bytes, holder: Holder, at: datetime) -> str:
    """What the browser keeps until its time is over."""
    return signed(secret, PURPOSE, (holder.dossier, holder.proof), at + HELD)


def holder_of_cookie(secret: bytes, value: str, at: datetime) -> Holder | None:
    """Who holds this cookie; None where it was not made by us, or its time is over."""
    parts = read_signed(secret, PURPOSE, value, at)
    return Holder(*parts) if parts else None


def said_in(file: DossierFile) -> tuple[Said, ...]:
    """What reporter and service told each other, the oldest first: nothing of what the service keeps for itself."""
    held = {one.id: one for one in file.files}
    mine = sorted((one for one in file.entries if _is_told(one)), key=lambda one: one.at)
    return tuple(
        Said(
            one.at,
            one.text,
            one.actor is Actor.SERVICE,
            one.actor is Actor.DESK,
            one.facts,
            tuple(held[each] for each in one.files if each in held),
        )
        for one in mine
    )


def file_for_reporter(file: DossierFile, wanted: str) -> Evidence | None:
    """A file that either told the other, where it can be opened without harm; else None."""
    shown = (held for one in said_in(file) for held in one.files)
    return next((one for one in shown if one.id == wanted and one.sealing is Sealing.CLEAN), None)


def terms_of(dossier: Dossier, at: datetime) -> tuple[Term, ...]:
    """What the reporter is told of the clocks that run."""
    running: dict[ClockName, Clock] = {one.name: one for one in dossier.clocks if one.left is None}
    return tuple(Term(name, running[name].due_at, running[name].due_at < at) for name in TOLD if name in running)


def state_of(dossier: Dossier) -> str:
    """Where the dossier stands, as the name of its message: a phase, or that it was withdrawn."""
    withdrawn = dossier.outcome is Outcome.WITHDRAWN and dossier.phase in (Phase.FED_BACK, Phase.CLOSED)
    return f"withdrawn_{dossier.phase}" if withdrawn else dossier.phase.value


def can_withdraw(dossier: Dossier) -> bool:
    """Whether there is still something to withdraw."""
    return (dossier.phase, Act.WITHDRAW) in PHASES


def _is_told(entry: Entry) -> bool:
    """Reasons for a longer term are the reporter's to read (Directive (EU) 2019/1937, article 9(1)(f))."""
    extended = entry.what is What.ACT and entry.act is Act.EXTEND
    return entry.what in FOR_REPORTER or extended
