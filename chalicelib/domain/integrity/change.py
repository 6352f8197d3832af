"""A dossier as a whole, what one transaction changes of it, and what must be done outside the table after that. Standard
library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import Entry, Evidence, Identity


class ErrandKind(StrEnum):
    """What must be done outside the table after a step, at least once."""

    START = "start"  # begin the execution of run n
    NUDGE = "nudge"  # tell the execution that the phase has moved
    TELL_REPORTER = "tell_reporter"  # "there is something for you", by the way that was chosen
    TELL_SERVICE = "tell_service"  # to the competent service: a dossier, a message, a clock
    TELL_LEADS = "tell_leads"  # a clock escalates
    SEAL = "seal"  # files that came with it, where they were scanned before
    TAKE_OVER = "take_over"  # fetch files and raw mail of a moved case, then have the case erased


@dataclass(frozen=True, slots=True)
class Errand:
    """Kept in the same transaction as its reason (an outbox). `about`: run, token, ring ... as the kind needs; never content
    and never an address: that is read, sealed, when it is sent."""

    id: str
    dossier: str
    kind: ErrandKind
    not_before: datetime
    about: str = ""
    attempts: int = 0
    state: str = "queued"  # queued, sent, failed
    state_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A dossier with all of it that its key opens."""

    dossier: Dossier
    entries: tuple[Entry, ...] = ()
    files: tuple[Evidence, ...] = ()
    errands: tuple[Errand, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction keeps: the head (on condition that its version is still the one before), new entries, files,
    errands; `identity` only where it is new or corrected."""

    dossier: Dossier
    entries: tuple[Entry, ...] = ()
    files: tuple[Evidence, ...] = ()
    errands: tuple[Errand, ...] = ()
    identity: Identity | None = None
