"""The clocks of a dossier: what they are, when they say something, what starts, pauses and ends them. Standard library only.

The directive's clocks (2019/1937, articles 9 and 11: seven days, three months, six with reasons) run whatever happens; the
service's own stands still while the reporter is asked. Terms are data, so that a life of months is tried in seconds.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.integrity.dossier import Clock, ClockName, Dossier, Ring
from chalicelib.domain.integrity.phases import ENDED, WAITS_FOR_REPORTER, WAITS_FOR_SERVICE, Act, Phase

DEFAULTS: Final = {
    "acknowledge": "7d",
    "feedback": "3m",
    "extended": "6m",
    "forwarded": "7d",
    "checking": "30d",
    "investigating": "60d",
    "concluded": "7d",
    "reporter": "30d",
    "soon": "15d",
    "late": "7d",
}
UNITS: Final = {"s": timedelta(seconds=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Terms as data: a number with s, h, d, or m for calendar months. `service`: of each phase in which a service must act;
    `reporter`: how long an answer of the reporter is waited for; `soon`: how long before a day it is said; `late`: how often
    after it."""

    acknowledge: str
    feedback: str
    extended: str
    service: Mapping[Phase, str]
    reporter: str
    soon: str
    late: str


def read_deadlines(text: str) -> Deadlines:
    """Terms from a setting such as "acknowledge=7d feedback=3m"; what it does not say is the default. Raises ValueError."""
    told = dict(part.split("=", 1) for part in text.split())
    if strange := [f"{name}={term}" for name, term in told.items() if name not in DEFAULTS or not _is_term(term)]:
        raise ValueError(f"no terms: {' '.join(strange)}")
    terms = DEFAULTS | told
    service = {phase: terms.pop(phase.value) for phase in sorted(WAITS_FOR_SERVICE)}
    return Deadlines(service=service, **terms)


def end_of(term: str, at: datetime) -> datetime:
    """When a term ends that begins now; a month ends on the same day, or the last one of its month."""
    number, unit = int(term[:-1]), term[-1]
    if unit != "m":
        return at + number * UNITS[unit]
    months = at.year * 12 + at.month - 1 + number
    year, month = divmod(months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def begun(dossier: Dossier, deadlines: Deadlines, at: datetime) -> tuple[Clock, ...]:
    """The clocks of a dossier that was just registered; `at`: when the report came in."""
    return (*dossier.clocks, _started(ClockName.ACKNOWLEDGE, deadlines.acknowledge, deadlines, at))


def after_step(before: Dossier, after: Dossier, act: Act, deadlines: Deadlines, at: datetime) -> tuple[Clock, ...]:
    """The clocks after a step: ended, begun, paused, resumed or extended. An open dossier always has one that runs."""
    if after.phase in ENDED:
        return ()
    clocks = {clock.name: clock for clock in before.clocks}
    if act is Act.ACKNOWLEDGE:
        clocks.pop(ClockName.ACKNOWLEDGE, None)
        clocks[ClockName.FEEDBACK] = _started(ClockName.FEEDBACK, deadlines.feedback, deadlines, at)
    if act is Act.EXTEND and ClockName.FEEDBACK in clocks:
        clocks[ClockName.FEEDBACK] = _extended(clocks[ClockName.FEEDBACK], deadlines, at)
    if after.phase is not before.phase:
        _follow(clocks, before.phase, after.phase, deadlines, at)
    return tuple(clocks.values())


def _follow(clocks: dict[ClockName, Clock], left: Phase, entered: Phase, deadlines: Deadlines, at: datetime) -> None:
    clocks.pop(ClockName.REPORTER, None)
    own = clocks.pop(ClockName.SERVICE, None)
    if entered in WAITS_FOR_REPORTER:
        clocks[ClockName.REPORTER] = _started(ClockName.REPORTER, deadlines.reporter, deadlines, at)
        if own:
            clocks[ClockName.SERVICE] = replace(own, left=int((own.due_at - at).total_seconds()), rings_at=None)
    elif left in WAITS_FOR_REPORTER and entered in WAITS_FOR_SERVICE and own and own.left is not None:
        due = at + timedelta(seconds=own.left)
        clocks[ClockName.SERVICE] = _wound(replace(own, due_at=due, left=None), deadlines, at)
    elif entered in WAITS_FOR_SERVICE:
        clocks[ClockName.SERVICE] = _started(ClockName.SERVICE, deadlines.service[entered], deadlines, at)


def next_ring(dossier: Dossier) -> datetime | None:
    """When the first of its clocks says something; None only for a dossier that has ended."""
    return min((clock.rings_at for clock in dossier.clocks if clock.rings_at), default=None)


def rung(dossier: Dossier, deadlines: Deadlines, at: datetime) -> tuple[Dossier, tuple[tuple[Clock, Ring], ...]]:
    """The dossier with its clocks moved on, and what they said by now. What is due escalates."""
    said: list[tuple[Clock, Ring]] = []
    clocks = []
    for clock in dossier.clocks:
        rings = _by_now(clock, deadlines, at)
        said += [(clock, ring) for ring in rings]
        after = tuple(dict.fromkeys((*clock.rung, *rings)))
        clocks.append(_wound(replace(clock, rung=after), deadlines, at) if rings else clock)
    escalated = dossier.escalated or any(ring in (Ring.DUE, Ring.LATE) for _, ring in said)
    return replace(dossier, clocks=tuple(clocks), escalated=escalated), tuple(said)


def _started(name: ClockName, term: str, deadlines: Deadlines, at: datetime) -> Clock:
    return _wound(Clock(name, at, end_of(term, at), None), deadlines, at)


def _extended(clock: Clock, deadlines: Deadlines, at: datetime) -> Clock:
    due = end_of(deadlines.extended, clock.began_at)
    longer = replace(clock, due_at=due)
    return _wound(
        replace(longer, rung=tuple(ring for ring, when in _rings(longer, deadlines) if when <= at)), deadlines, at
    )


def _rings(clock: Clock, deadlines: Deadlines) -> list[tuple[Ring, datetime]]:
    """What a clock says once, and when, in that order. `soon` is left out where it is before the beginning."""
    soon = clock.due_at - (end_of(deadlines.soon, clock.due_at) - clock.due_at)
    rings = [(Ring.HALF, clock.began_at + (clock.due_at - clock.began_at) / 2), (Ring.DUE, clock.due_at)]
    rings += [(Ring.SOON, soon)] if soon > clock.began_at else []
    return sorted(rings, key=lambda ring: ring[1])


def _by_now(clock: Clock, deadlines: Deadlines, at: datetime) -> list[Ring]:
    if clock.rings_at is None or clock.rings_at > at:
        return []
    once = [ring for ring, when in _rings(clock, deadlines) if when <= at and ring not in clock.rung]
    return once or [Ring.LATE]


def _wound(clock: Clock, deadlines: Deadlines, at: datetime) -> Clock:
    """The clock set to the next thing it says: what was missed at once, and when all is said, every `late` again."""
    left = [when for ring, when in _rings(clock, deadlines) if ring not in clock.rung]
    return replace(clock, rings_at=left[0] if left else end_of(deadlines.late, max(at, clock.due_at)))


def _is_term(term: str) -> bool:
    return term[:-1].isdecimal() and int(term[:-1]) > 0 and term[-1:] in {*UNITS, "m"}
