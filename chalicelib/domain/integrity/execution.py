"""What has become of an execution that follows a dossier, and whether another must take its place. Standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.phases import ENDED, WAITS_FOR_PEOPLE, Phase

# An errand, its queue and a few tries have this time before somebody says that something is missing.
PATIENCE: Final = timedelta(minutes=3)
OLDEST: Final = timedelta(days=300)  # a standard execution lives for a year (AWS Step Functions, "Service quotas")


class Running(StrEnum):
    """What has become of an execution."""

    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"  # or timed out, or stopped
    LOST = "lost"  # there is none of this name


@dataclass(frozen=True, slots=True)
class Execution:
    """`since`: when it began; None for one that is lost. `redriven`: how often it went on after it failed."""

    state: Running
    since: datetime | None = None
    redriven: int = 0


@dataclass(frozen=True, slots=True)
class Following:
    """What follows a dossier: its execution, the bell of the phase it is in, and run and phase of who waits with a token."""

    execution: Execution
    bell: Execution
    waits: tuple[int, Phase] | None


class Fault(StrEnum):
    """Why an execution must be made again."""

    FAILED = "failed"
    LOST = "lost"
    STOOD_STILL = "stood_still"  # it does not wait for what the head waits for, or does not do what the head asks
    SILENT = "silent"  # no bell waits for the next term
    OLD = "old"


def fault_of(dossier: Dossier, following: Following, at: datetime) -> Fault | None:
    """Why the execution of an open dossier must be made again; None where all is well, or may be within PATIENCE."""
    if dossier.phase in ENDED:
        return None
    execution, since = following.execution, max((stay.since for stay in dossier.stays), default=dossier.opened_at)
    if execution.state is Running.FAILED:
        return Fault.FAILED
    if execution.since and execution.since < at - OLDEST:
        return Fault.OLD
    if max(since, execution.since or since) > at - PATIENCE:
        return None
    if execution.state is not Running.RUNNING:
        return Fault.LOST
    if dossier.phase not in WAITS_FOR_PEOPLE or following.waits != (dossier.run, dossier.phase):
        return Fault.STOOD_STILL
    return None if following.bell.state is Running.RUNNING else Fault.SILENT
