"""A dossier: the head, which everybody in the house may read, and what is sealed under its own key. Standard library only."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.phases import MAY, PHASES, Act, Actor, Phase
from chalicelib.errors import NotPossibleNow


class Matter(StrEnum):
    """What somebody brings: a question about integrity, or a report of a breach."""

    QUESTION = "question"
    REPORT = "report"


class Breach(StrEnum):
    """What a report is about (service: Integrity, examples of breaches)."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    BRIBERY = "bribery"
    LEAK = "leak"  # of confidential information
    ABUSE_OF_POWER = "abuse_of_power"
    THEFT = "theft"  # of working means
    OTHER = "other"


class Outcome(StrEnum):
    """What came of a dossier."""

    FOUNDED = "founded"
    PARTLY = "partly"
    NOT_PROVEN = "not_proven"  # investigated, and nothing could be shown
    UNFOUNDED = "unfounded"  # no grounds to investigate
    ANSWERED = "answered"  # of a question
    WITHDRAWN = "withdrawn"


class ClockName(StrEnum):
    """Clocks of a dossier: the first two are the directive's (2019/1937, articles 9 and 11) and never pause."""

    ACKNOWLEDGE = "acknowledge"  # 7 days from the report
    FEEDBACK = "feedback"  # 3 months from the acknowledgement; 6 with reasons
    SERVICE = "service"  # the service's own, of the phase it is in; may pause while the reporter is asked
    REPORTER = "reporter"  # the reporter is asked: how long the answer is waited for


class Ring(StrEnum):
    """What a clock says, in this order."""

    HALF = "half"
    SOON = "soon"  # 15 days before
    DUE = "due"  # the day itself: it escalates
    LATE = "late"  # every week after, until it is done


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that runs. `left`: seconds that were left when it paused (None: it runs); `rung`: what it said already;
    `rings_at`: when it says the next thing."""

    name: ClockName
    began_at: datetime
    due_at: datetime
    rings_at: datetime | None
    rung: tuple[Ring, ...] = ()
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Since when the dossier was in a phase, with which service."""

    phase: Phase
    since: datetime
    service: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The head. It names no person: what it is about and who reports stands in the sealed entries and the sealed identity.

    `service`: code of the competent service (domain/integrity/services.csv), "" before one is found; `tried`: those that
    gave it back or may not have it; `excluded`: ids of investigators whom it concerns. `run`: number of the
    execution that follows it now. `locator`, `code`: of the receipt code,
    a keyed hash and a scrypt hash. `shielded`: opening the identity takes four eyes. `lead`: id of the leading investigator.
    """

    id: str
    version: int
    phase: Phase
    matter: Matter
    channel: Channel
    opened_at: datetime
    locator: str
    code: str
    breach: Breach = Breach.OTHER
    whistleblower: bool = False
    shielded: bool = True
    service: str = ""
    tried: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    lead: str = ""
    outcome: Outcome | None = None
    stays: tuple[Stay, ...] = ()
    clocks: tuple[Clock, ...] = ()
    extended: bool = False
    escalated: bool = False
    unread: int = 0  # messages for the reporter that were not opened
    run: int = 0
    erase_after: datetime | None = None

    def after(self, act: Act, actor: Actor) -> "Dossier":
        """The dossier in the phase that follows. Raises NotPossibleNow where the table has no such step for this actor."""
        phase = PHASES.get((self.phase, act))
        if phase is None or act not in MAY[actor]:
            raise NotPossibleNow(f"{act} by {actor} in {self.phase}")
        return replace(self, phase=phase)


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
