"""The clocks of a dossier: what they are, when they say something, what starts, pauses and ends them. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.integrity.dossier import Clock, Dossier, Ring
from chalicelib.domain.integrity.phases import Act, Phase


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Terms as data: seconds, or months where the directive says months (`"3m"`). `service`: of each phase in which a
    service must act; `reporter`: how long an answer of the reporter is waited for."""

    acknowledge: str
    feedback: str
    extended: str
    service: Mapping[Phase, str]
    reporter: str
    soon: str


def read_deadlines(text: str) -> Deadlines:
    """Terms from a setting such as "acknowledge=7d feedback=3m ..."; what it does not say is the default. Raises ValueError."""
    raise NotImplementedError


def begun(dossier: Dossier, deadlines: Deadlines, at: datetime) -> tuple[Clock, ...]:
    """The clocks of a dossier that was just registered."""
    raise NotImplementedError


def after_step(before: Dossier, after: Dossier, act: Act, deadlines: Deadlines, at: datetime) -> tuple[Clock, ...]:
    """The clocks after a step: ended, begun, paused, resumed or extended. An open dossier always has one that runs."""
    raise NotImplementedError


def next_ring(dossier: Dossier) -> datetime | None:
    """When the first of its clocks says something; None only for a dossier that has ended."""
    return min((clock.rings_at for clock in dossier.clocks if clock.rings_at), default=None)


def rung(dossier: Dossier, at: datetime) -> tuple[Dossier, tuple[tuple[Clock, Ring], ...]]:
    """The dossier with its clocks moved on, and what they said by now."""
    raise NotImplementedError
