"""Opening hours, closing days and working days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import hours
from chalicelib.domain.holidays import easter, holidays
from chalicelib.domain.hours import BRUSSELS, Calendar, default_calendar, due_after_working_days

CALENDAR = default_calendar()
# hypothesis draws naive bounds and adds the time zone itself
FIRST, LAST = datetime(2024, 1, 1), datetime(2033, 1, 1)  # noqa: DTZ001
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DAYS = st.dates(date(2024, 1, 1), date(2033, 1, 1))


def here(text: str) -> datetime:
    """A wall clock in Brussels."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "04-02"), (2000, "04-23"), (2024, "03-31"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25")],
)
def test_easter(year: int, day: str) -> None:
    """Easter falls where the church's tables put it."""
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@given(st.integers(1900, 2199))
def test_easter_always_a_spring_sunday(year: int) -> None:
    """Easter is a Sunday from 22 March to 25 April, in every year."""
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_holidays_of_2026() -> None:
    """The ten public holidays of 2026 are on the days that the law gives."""
    days = ["01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15", "11-01", "11-11", "12-25"]
    assert [day.strftime("%m-%d") for day in holidays(2026)] == days


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24T08:59:59", False),
        ("2026-11-24T09:00", True),
        ("2026-11-24T18:59:59", True),
        ("2026-11-24T19:00", False),
        ("2026-11-22T12:00", False),  # a Sunday
        ("2026-11-11T12:00", False),  # a public holiday
        ("2026-11-02T12:00", False),  # All Souls: our own
        ("2029-07-11T12:00", False),  # the Flemish day, on a Wednesday
        ("2026-12-29T12:00", False),  # between Christmas and New Year
        ("2026-05-15T12:00", False),  # the bridge after Ascension
        ("2026-12-24T18:00", True),
    ],
)
def test_open_or_closed(at: str, is_open: bool) -> None:
    """Open on weekdays from 9 until just before 19, never on a holiday or a closing day of our own."""
    assert hours.is_open(here(at), CALENDAR) is is_open


def test_a_manager_changes_closing_days() -> None:
    """Another list of closing days is another calendar: no code knows the days."""
    text = '{"yearly": [], "dates": [{"date": "2026-11-24", "reason": "bridge_day"}]}'
    changed = hours.read_calendar(text)
    assert not hours.is_open(here("2026-11-24T12:00"), changed)
    assert hours.is_open(here("2026-11-02T12:00"), changed)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24T07:00", "2026-11-24T09:00"),
        ("2026-11-24T12:00", "2026-11-25T09:00"),
        ("2026-11-27T19:00", "2026-11-30T09:00"),
        ("2026-12-24T20:00", "2027-01-04T09:00"),
        ("2026-10-23T20:00", "2026-10-26T09:00"),  # the clock goes back in this weekend
    ],
)
def test_next_opening(at: str, opens: str) -> None:
    """The next opening skips nights, weekends, holidays, the end of the year and the change of the clock."""
    assert hours.next_opening(here(at), CALENDAR) == here(opens)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23T10:12", "2026-11-25T19:00"),  # Monday -> Wednesday
        ("2026-11-23T23:30", "2026-11-25T19:00"),  # Monday night -> Wednesday
        ("2026-11-21T12:00", "2026-11-24T19:00"),  # Saturday -> Tuesday
        ("2026-11-10T12:00", "2026-11-13T19:00"),  # over Armistice day
        ("2026-12-24T12:00", "2027-01-05T19:00"),  # over the end of the year
    ],
)
def test_two_working_days(received: str, due: str) -> None:
    """An answer within 2 working days is due at closing time; the day on which the question came does not count."""
    assert due_after_working_days(here(received), 2, CALENDAR) == here(due)


def test_due_by_the_day_in_brussels() -> None:
    """Half past eleven at night in UTC is the next day in Brussels, and that day does not count."""
    assert due_after_working_days(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 1, CALENDAR) == here("2026-11-25T19:00")


@given(INSTANTS, st.integers(1, 40))
def test_due_is_a_closing_time(start: datetime, days: int) -> None:
    """Something is always due at closing time of a working day, after it came in, with that many days to work on."""
    due = due_after_working_days(start, days, CALENDAR)
    assert due > start and CALENDAR.is_working_day(due.date()) and due.time() == time(19)
    received = start.astimezone(BRUSSELS).date()
    counted = [d for d in hours.days_between(received + timedelta(days=1), due.date()) if CALENDAR.is_working_day(d)]
    assert len(counted) == days


@given(INSTANTS, INSTANTS, st.integers(1, 30))
def test_first_come_first_due(one: datetime, other: datetime, days: int) -> None:
    """What came in earlier is never due later."""
    first, second = sorted((one, other))
    assert due_after_working_days(first, days, CALENDAR) <= due_after_working_days(second, days, CALENDAR)


@given(INSTANTS)
def test_doors(at: datetime) -> None:
    """Open now and closing later today, or closed now and opening later: never both, never neither."""
    closes = hours.closes_at(at, CALENDAR)
    opens = hours.next_opening(at, CALENDAR)
    assert opens > at and hours.is_open(opens, CALENDAR)
    assert not hours.is_open(opens - timedelta(microseconds=1), CALENDAR)
    assert (closes is not None) == hours.is_open(at, CALENDAR)
    if closes:
        assert at < closes < opens and not hours.is_open(closes, CALENDAR)
    else:
        assert not hours.is_open(at + (opens - at) / 2, CALENDAR)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_working_days_add_up(day: date, one: int, other: int) -> None:
    """Some working days and then some more are the same as all of them at once."""
    start = hours.add_working_days(day, 0, CALENDAR)
    after = hours.add_working_days(hours.add_working_days(start, one, CALENDAR), other, CALENDAR)
    assert after == hours.add_working_days(start, one + other, CALENDAR)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_working_time_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    """Working time is additive, bounded by the clock, and below zero for what is late."""
    a, b, c = sorted((a, min(b, a + timedelta(days=20)), min(c, a + timedelta(days=40))))
    whole = hours.working_time(a, c, CALENDAR)
    assert whole == hours.working_time(a, b, CALENDAR) + hours.working_time(b, c, CALENDAR)
    assert timedelta(0) <= whole <= c - a
    assert hours.working_time(c, a, CALENDAR) == -whole


@given(DAYS)
def test_a_working_day_has_ten_hours(day: date) -> None:
    """Each working day holds ten working hours, also where the clock changes; each other day none."""
    start = datetime.combine(day, time(0), tzinfo=BRUSSELS)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=BRUSSELS)
    expected = timedelta(hours=10 if CALENDAR.is_working_day(day) else 0)
    assert hours.working_time(start, end, CALENDAR) == expected


def test_working_time_where_the_clock_changes() -> None:
    """A service that works through the night of the change counts the hour that is skipped as no hour."""
    night = Calendar(opens=time(0), closes=time(12), weekdays=frozenset(range(7)))
    assert hours.working_time(here("2026-03-29T00:00"), here("2026-03-29T12:00"), night) == timedelta(hours=11)


def test_closing_days_ahead() -> None:
    """Only days on which one would expect 1700 to be open are told as closing days."""
    ahead = hours.closing_days(date(2026, 11, 1), date(2026, 12, 31), CALENDAR)
    assert [(day.day, reason) for day, reason in ahead] == [
        (2, "all_souls"),
        (11, "armistice"),
        (25, "christmas"),
        (28, "year_end"),
        (29, "year_end"),
        (30, "year_end"),
        (31, "year_end"),
    ]


def test_wrong_calendars() -> None:
    """A calendar that never opens is refused, not searched for ever."""
    with pytest.raises(hours.NeverOpen):
        Calendar(opens=time(19), closes=time(9))
    with pytest.raises(hours.NeverOpen):
        Calendar(weekdays=frozenset())
    shut = Calendar(dates=dict.fromkeys(hours.days_between(date(2026, 1, 1), date(2026, 12, 31)), "bridge_day"))
    with pytest.raises(hours.NeverOpen):
        hours.next_opening(here("2026-02-01T12:00"), shut)


def test_wrong_counts() -> None:
    """Working days are counted forward, and something due has at least one."""
    with pytest.raises(ValueError, match="forward"):
        hours.add_working_days(date(2026, 11, 24), -1, CALENDAR)
    with pytest.raises(ValueError, match="at least 1"):
        due_after_working_days(here("2026-11-24T12:00"), 0, CALENDAR)
