"""Dates, times and the state of the doors, said in words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.domain import hours
from chalicelib.pages.catalogue import t


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether 1700 is open, and the sentence that says so."""

    open: bool
    text: str


def opening(at: datetime, calendar: hours.Calendar | None = None) -> Opening:
    """Say whether 1700 is open at this instant: until when, or from when."""
    calendar = calendar or hours.default_calendar()
    closes = hours.closes_at(at, calendar)
    if closes:
        return Opening(True, t("common.open_until", time=clock(closes)))
    opens = hours.next_opening(at, calendar)
    return Opening(False, t("common.closed_until", day=near_day(opens, at), time=clock(opens)))


def near_day(day: date, today: date) -> str:
    """Say a coming day as people do: "vandaag", "morgen", else its name and date."""
    away = (_local_date(day) - _local_date(today)).days
    if away in (0, 1):
        return t("common.today") if away == 0 else t("common.tomorrow")
    return day_words(day)


def day_words(value: date) -> str:
    """Say a day: maandag 23 november. An instant is told as the day that it is in Brussels."""
    value = _local_date(value)
    return t(
        "common.day",
        weekday=t(f"common.weekday.{value.weekday()}"),
        day=value.day,
        month=t(f"common.month.{value.month}"),
    )


def day_year(value: date) -> str:
    """Say a day with its year: 23 november 2026."""
    value = _local_date(value)
    return t("common.day_year", day=value.day, month=t(f"common.month.{value.month}"), year=value.year)


def clock(value: datetime | time) -> str:
    """Say a time of the day: 19 uur, 9.30 uur."""
    if isinstance(value, datetime):
        value = value.astimezone(hours.BRUSSELS).time()
    if value.minute == 0:
        return t("common.hour", hour=value.hour)
    return t("common.hour_minute", hour=value.hour, minute=f"{value.minute:02}")


def moment(value: datetime) -> str:
    """Say an instant: maandag 23 november, 9.30 uur."""
    return t("common.moment", day=day_words(value), time=clock(value))


def duration(value: timedelta) -> str:
    """Say how long, roughly, in whole minutes or hours (1 minuut, 3 uur)."""
    minutes = round(abs(value).total_seconds() / 60)
    return t("common.minutes", n=minutes) if minutes < 60 else t("common.hours", n=round(minutes / 60))


def due_text(due: datetime, at: datetime) -> str:
    """Say how a due time stands: "nog 3 uur", "2 uur te laat", and further away the day itself."""
    away = due - at
    if away < timedelta(0):
        said = duration(away) if away > timedelta(days=-2) else t("desk.due.days", n=-away // timedelta(days=1))
        return t("desk.due.late", time=said)
    return t("desk.due.left", time=duration(away)) if away < timedelta(hours=12) else near_day(due, at)


def _local_date(value: date) -> date:
    return value.astimezone(hours.BRUSSELS).date() if isinstance(value, datetime) else value


def size_words(size: int) -> str:
    """Say how large a file is: 340 kB, 1,2 MB (of a thousand, as people read them)."""
    if size < 1_000_000:
        return t("common.size_kb", n=max(1, round(size / 1000)))
    return t("common.size_mb", n=f"{size / 1_000_000:.1f}".replace(".", ","))
