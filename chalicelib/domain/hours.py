"""Opening hours, closing days and working days, all in the time of Brussels.

Instants come in with a time zone and go out in Europe/Brussels. Closing days of our own are data in a Calendar: who
changes them changes no code. Working time is the time that 1700 is open.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.domain.holidays import holidays

BRUSSELS: Final = ZoneInfo("Europe/Brussels")
WEEKEND: Final = "weekend"
LONGEST_CLOSED: Final = 60  # days; a calendar that is closed for longer is a mistake in the data
ONE_DAY: Final = timedelta(days=1)
DEFAULT_CLOSING_DAYS: Final = Path(__file__).with_name("closing_days.json")


class NeverOpen(ValueError):
    """The calendar has no working day for two months: its data is wrong."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When 1700 is open: hours, days of the week (Monday is 0), and closing days beside the public holidays.

    `yearly` closes (month, day) of each year, `dates` one day; both give the reason as a key of the catalogue.
    """

    opens: time = time(9)
    closes: time = time(19)
    weekdays: frozenset[int] = frozenset(range(5))
    yearly: Mapping[tuple[int, int], str] = field(default_factory=dict)
    dates: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse hours that end before they begin, and weeks without a working day."""
        if not self.opens < self.closes or not self.weekdays <= frozenset(range(7)) or not self.weekdays:
            raise NeverOpen(f"{self.opens} to {self.closes} on weekdays {sorted(self.weekdays)}")

    def closed_because(self, day: date) -> str | None:
        """Why the day is closed, as a key (`weekend`, a public holiday, a reason of our own), or None: it is open."""
        own = self.dates.get(day) or self.yearly.get((day.month, day.day))
        reason = holidays(day.year).get(day) or own
        return reason or (WEEKEND if day.weekday() not in self.weekdays else None)

    def is_working_day(self, day: date) -> bool:
        """Whether 1700 opens on this day."""
        return self.closed_because(day) is None


@cache
def default_calendar() -> Calendar:
    """The calendar with the closing days that the project ships (closing_days.json)."""
    return read_calendar(DEFAULT_CLOSING_DAYS.read_text(encoding="utf-8"))


def read_calendar(text: str) -> Calendar:
    """Read closing days as JSON: {"yearly": [{"from": "12-26", "to": "12-31", "reason": ..}], "dates": [..]}.

    Raises ValueError or KeyError where the data is not of that form.
    """
    data = json.loads(text)
    yearly = {day: row["reason"] for row in data["yearly"] for day in _days_of_year(row["from"], row["to"])}
    dates = {date.fromisoformat(row["date"]): row["reason"] for row in data["dates"]}
    return Calendar(yearly=yearly, dates=dates)


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether 1700 is open at this instant: from the opening, until just before the closing."""
    here = at.astimezone(BRUSSELS)
    return calendar.is_working_day(here.date()) and calendar.opens <= here.time() < calendar.closes


def closes_at(at: datetime, calendar: Calendar) -> datetime | None:
    """When it closes today, or None where it is closed at this instant."""
    return _at(at.astimezone(BRUSSELS).date(), calendar.closes) if is_open(at, calendar) else None


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """The first opening after this instant; while it is open, that is the next working day's. Raises NeverOpen."""
    today = at.astimezone(BRUSSELS).date()
    opening = _at(today, calendar.opens)
    if calendar.is_working_day(today) and at < opening:
        return opening
    return _at(add_working_days(today, 1, calendar), calendar.opens)


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The working day that comes `count` (0 or more) working days after `day`; 0 from a closed day: the next open one.

    Raises NeverOpen.
    """
    if count < 0:
        raise ValueError(f"working days are counted forward, not {count}")
    if count == 0 and calendar.is_working_day(day):
        return day
    for _ in range(max(count, 1)):
        day = _next_working_day(day, calendar)
    return day


def due_after_working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """Until when something that came in at `start` is in time: closing time of the `days`-th (1 or more) working day.

    The day on which it came in does not count, whatever the hour, and the last day counts until it closes (Regulation
    (EEC, Euratom) 1182/71, articles 3 and 4): a question of Monday, or of Monday night, is due on Wednesday at 19; one
    of Saturday is due on Tuesday at 19. Raises NeverOpen.
    """
    if days < 1:
        raise ValueError(f"due after at least 1 working day, not {days}")
    received = start.astimezone(BRUSSELS).date()
    return _at(add_working_days(received, days, calendar), calendar.closes)


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How long 1700 is open between two instants; below zero where the end comes first (so late is late)."""
    if end < start:
        return -working_time(end, start, calendar)
    total = timedelta(0)
    for day in days_between(start.astimezone(BRUSSELS).date(), end.astimezone(BRUSSELS).date()):
        if calendar.is_working_day(day):
            first = max(start, _at(day, calendar.opens))
            last = min(end, _at(day, calendar.closes))
            total += max(_elapsed(first, last), timedelta(0))
    return total


def closing_days(first: date, last: date, calendar: Calendar) -> tuple[tuple[date, str], ...]:
    """Days from `first` to `last` on which 1700 is closed though the week says open, each with its reason."""
    found = ((day, calendar.closed_because(day)) for day in days_between(first, last))
    return tuple((day, reason) for day, reason in found if reason and day.weekday() in calendar.weekdays)


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _next_working_day(day: date, calendar: Calendar) -> date:
    for _ in range(LONGEST_CLOSED):
        day += ONE_DAY
        if calendar.is_working_day(day):
            return day
    raise NeverOpen(f"no working day in the {LONGEST_CLOSED} days before {day}")


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=BRUSSELS)


def _elapsed(first: datetime, last: datetime) -> timedelta:
    # Two instants of one time zone are subtracted by the wall clock; through UTC they are subtracted as time.
    return last.astimezone(UTC) - first.astimezone(UTC)


def _days_of_year(first: str, last: str) -> Iterator[tuple[int, int]]:
    # A leap year, so that 29 February can be named.
    span = days_between(date.fromisoformat(f"2024-{first}"), date.fromisoformat(f"2024-{last}"))
    return ((day.month, day.day) for day in span)
