"""What is sealed of a dossier: who reports, what was said and done, files. Standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.integrity.phases import Act, Actor


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports, and how to reach this person safely. Sealed apart from all else."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    safely: str = ""  # "not at work", "only after 18 h"
    relation: str = ""  # to the organisation: worker, former worker, supplier, citizen ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is reported, as far as told. `organisation`: name or OVO code of the entity; `level`: of government."""

    text: str
    organisation: str = ""
    level: str = ""
    who: str = ""
    what: str = ""
    where: str = ""
    when: str = ""
    known: str = ""  # how the reporter knows
    elsewhere: str = ""  # whether it was told elsewhere


class What(StrEnum):
    """What an entry of a dossier is."""

    REPORT = "report"
    MESSAGE = "message"  # between reporter and service
    NOTE = "note"
    TASK = "task"
    FINDING = "finding"
    MEASURE = "measure"
    LETTER = "letter"  # correspondence with others
    EVIDENCE = "evidence"
    ACT = "act"  # a step of the table, with its reason
    ACCESS = "access"  # somebody looked: shown to the lead
    IDENTITY = "identity"  # four eyes: asked, approved, refused
    RING = "ring"  # a clock said something


# What the reporter sees of a dossier, and what only the service does.
FOR_REPORTER: frozenset[What] = frozenset({What.REPORT, What.MESSAGE})


class Sealing(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"  # for the scan; nobody can open it
    CLEAN = "clean"
    INFECTED = "infected"  # sealed, marked, never opened
    UNREADABLE = "unreadable"  # a password: nobody could scan it; sealed and marked


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file. `sha256`: of what came in; `strip`: the reporter asked to take hidden data out of it; `stripped`: the hash
    after that was done, "" where it was not; `key`: where it lies in the house's bucket."""

    id: str
    name: str
    type: str
    size: int
    key: str
    at: datetime
    by: str
    sha256: str = ""
    sealing: Sealing = Sealing.WAITING
    strip: bool = False
    stripped: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said, noted or done. `id`: a ULID derived from what made it, so that it counts once. `about`: the entry,
    file or investigator it belongs to; `done`: a task that is done."""

    id: str
    at: datetime
    what: What
    actor: Actor
    by: str = ""  # id of the investigator; "" for the reporter and the machine
    act: Act | None = None
    text: str = ""
    about: str = ""
    facts: Facts | None = None
    files: tuple[str, ...] = ()  # ids of Evidence
    due_at: datetime | None = None
    done: bool = False
