"""Figures of dossiers in which nobody can be found again: none under five, also not by subtraction. Standard library only.

Every table counts each dossier in one row, and its total is told. A table of a part of them (reports of whistleblowers; those
that were investigated) is made only where the row with that part is told: so it tells nothing of what is left out there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from chalicelib.domain.contact import Channel
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.integrity.dossier import Breach, Dossier, Matter, Outcome
from chalicelib.domain.integrity.phases import ENDED, Phase

LEAST: Final = 5
# Whether an investigation was begun on a report (Directive (EU) 2019/1937, article 27(2)(b)), and what came of it.
RESULTS: Final = {
    "begun": ("investigating", "founded", "partly", "not_proven", "withdrawn_late"),
    "not_begun": ("waiting", "unfounded", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: count by name, None where it is not told; `total`: of all rows."""

    name: str
    rows: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one year of coming in. `days`: median days that reports were in a phase, None where fewer than LEAST left it."""

    year: int
    reports: int | None
    questions: int | None
    tables: tuple[Table, ...]
    days: Mapping[Phase, int | None]


def figures(dossiers: Iterable[Dossier], year: int, services: Iterable[str]) -> Figures:
    """The figures of a year. `services`: codes of all there are."""
    of_year = [one for one in dossiers if year_of(one) == year]
    reports = [one for one in of_year if one.matter is Matter.REPORT]
    route = _table("route", ("ordinary", "whistleblower"), [_route(one) for one in reports])
    tables = [
        _table("breach", list(Breach), [one.breach for one in reports]),
        route,
        _table("service", ["", *services], [one.service for one in reports]),
        _table("channel", list(Channel), [one.channel for one in reports]),
        *_results(reports, route),
    ]
    questions = told(len(of_year) - len(reports))
    return Figures(year, told(len(reports)), questions, tuple(tables), days_in_phases(reports))


def year_of(dossier: Dossier) -> int:
    """The year in which it came in, on the clocks of the service."""
    return dossier.opened_at.astimezone(BRUSSELS).year


def told(count: int) -> int | None:
    """A number that stands alone."""
    return count if count >= LEAST else None


def hide(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Rows of one table whose total is told. Those under LEAST are not told; nor are so many more, the smallest first and
    equal ones together, that what is left of the total tells of no row how much it is, also to who knows this rule."""
    small = {name for name, count in counts.items() if count < LEAST}
    hidden = set(small)
    for value in sorted({count for count in counts.values() if count >= LEAST}):
        if not hidden or _safe(hidden, small, counts):
            break
        hidden |= {name for name, count in counts.items() if count == value}
    return {name: None if name in hidden else count for name, count in counts.items()}


def _safe(hidden: set[str], small: set[str], counts: Mapping[str, int]) -> bool:
    """Two rows or more, together LEAST or more; and where all are small, not each as large as a small one can be."""
    left = sum(counts[one] for one in hidden)
    return len(hidden) > 1 and left >= LEAST and (hidden != small or left < (LEAST - 1) * len(small))


def result_of(dossier: Dossier) -> str:
    """What came of a report, one of RESULTS."""
    investigated = any(stay.phase is Phase.INVESTIGATING for stay in dossier.stays)
    if dossier.outcome is Outcome.WITHDRAWN:
        return "withdrawn_late" if investigated else "withdrawn"
    if dossier.outcome and dossier.outcome.value in RESULTS["begun" if investigated else "not_begun"]:
        return dossier.outcome.value
    return "investigating" if investigated else "waiting"


def days_in_phases(dossiers: Iterable[Dossier]) -> dict[Phase, int | None]:
    """Median of whole days, over all stays that ended; of LEAST dossiers at least, as one may come to a phase many times."""
    spent: dict[Phase, list[int]] = {phase: [] for phase in Phase if phase not in ENDED}
    whose: dict[Phase, set[int]] = {phase: set() for phase in spent}
    for number, one in enumerate(dossiers):
        ends: list[datetime] = [stay.since for stay in one.stays[1:]]
        for stay, end in zip(one.stays, ends, strict=False):
            if stay.phase in spent:
                spent[stay.phase].append((end - stay.since).days)
                whose[stay.phase].add(number)
    return {phase: round(median(days)) if len(whose[phase]) >= LEAST else None for phase, days in spent.items()}


def _results(reports: list[Dossier], route: Table) -> list[Table]:
    """What came of reports: by route where the routes are told, else of all together; never both."""
    if None in route.rows.values():
        return _course("all", reports)
    return [table for name in route.rows for table in _course(name, [one for one in reports if _route(one) == name])]


def _course(group: str, reports: list[Dossier]) -> list[Table]:
    """Of a group: whether an investigation was begun, and of each of both that is told what came of it."""
    found = {name: [result for one in reports if (result := result_of(one)) in RESULTS[name]] for name in RESULTS}
    begun = _table(f"course_{group}", RESULTS, [name for name, some in found.items() for _ in some])
    told_of = [name for name, count in begun.rows.items() if count is not None]
    return [begun, *(_table(f"{name}_{group}", RESULTS[name], found[name]) for name in told_of)]


def _table(name: str, names: Iterable[str], found: list[str]) -> Table:
    counted = Counter(str(one) for one in found)
    counts = {str(one): counted[str(one)] for one in names} | dict(counted)
    if len(found) < LEAST:
        return Table(name, dict.fromkeys(counts), None)
    return Table(name, hide(counts), len(found))


def _route(dossier: Dossier) -> str:
    return "whistleblower" if dossier.whistleblower else "ordinary"
