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
