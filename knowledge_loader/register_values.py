"""What stands in the columns of a register, as values; each that is wrong is told with what was expected."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.article import LEVEL_NAMES, THEME_NAMES, Level, Theme
from chalicelib.domain.facts import is_email
from chalicelib.domain.hours import LONGEST_CLOSED, NeverOpen, add_working_days
from chalicelib.domain.municipalities import municipality_of
from chalicelib.domain.referral_clocks import calendar_of

LONGEST_NAME: Final = 200
MOST_DUE_DAYS: Final = 60
LONGEST_SPAN: Final = timedelta(days=366)
BETWEEN: Final = "|"  # between values of one column
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{2,40}")
_NIS: Final = re.compile(r"[0-9]{5}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()/.\-]{2,28}")
_LEVELS: Final = {**{one.value: one for one in Level}, **{name: one for one, name in LEVEL_NAMES.items()}}
_THEMES: Final = {**{one.value: one for one in Theme}, **{name: one for one, name in THEME_NAMES.items()}}


class WrongValue(ValueError):
    """The message says what was expected."""


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise WrongValue("letters, digits, - and _ were expected")
    return text


def _name(text: str) -> str:
    if not 1 <= len(text) <= LONGEST_NAME or not text.isprintable():
        raise WrongValue(f"1 to {LONGEST_NAME} characters were expected")
    return text


def _level(text: str) -> Level:
    if text not in _LEVELS:
        raise WrongValue(f"one of {', '.join(_LEVELS)} was expected")
    return _LEVELS[text]


def _subjects(text: str) -> tuple[str, ...]:
    told = _several(text)
    if not set(told) <= set(_THEMES):
        raise WrongValue(f"some of {', '.join(Theme)} were expected, with {BETWEEN} between them")
    return tuple(_THEMES[one].value for one in told)


def _municipality(text: str) -> str:
    known = municipality_of(text)
    if known:
        return known.nis
    if not _NIS.fullmatch(text):
        raise WrongValue("the NIS code of a municipality was expected: 5 digits")
    return text


def _email(text: str) -> str:
    if not is_email(text):
        raise WrongValue("an address as name@example.be was expected")
    return text


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise WrongValue("a telephone number was expected")
    return text


def _due_days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DUE_DAYS):
        raise WrongValue(f"working days were expected, 1 to {MOST_DUE_DAYS}")
    return int(text)


def _day(text: str) -> str:
    try:
        if len(text) == len("2026-12-24"):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise WrongValue("a day as 2026-12-24 was expected")


def _closing_days(text: str) -> tuple[str, ...]:
    spans = _several(text)
    for span in spans:
        first, _, last = span.partition("/")
        begins, ends = date.fromisoformat(_day(first)), date.fromisoformat(_day(last or first))
        if not timedelta(0) <= ends - begins < LONGEST_SPAN:
            raise WrongValue("days as 2026-12-24, or spans as 2026-12-24/2027-01-03, were expected")
    calendar = calendar_of(spans)
    try:
        for span in spans:
            add_working_days(date.fromisoformat(span[:10]), 1, calendar)
    except NeverOpen as error:  # nothing would ever be due
        raise WrongValue(f"a working day was expected in every {LONGEST_CLOSED} days") from error
    return spans


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(BETWEEN) if one.strip()))


def _names(text: str) -> tuple[str, ...]:
    return tuple(_name(one) for one in _several(text))


# Column -> how its text is read; the fields of an Organisation have the same names.
READERS: Final[dict[str, Callable[[str], Any]]] = {
    "code": _code,
    "name": _name,
    "level": _level,
    "also": _names,
    "subjects": _subjects,
    "municipality": _municipality,
    "email": _email,
    "phone": _phone,
    "due_days": _due_days,
    "closing_days": _closing_days,
    "parent": _code,
    "successor": _code,
    "ended": _day,
}
NEEDED: Final = frozenset({"code", "name", "level"})


def read_values(row: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of a row by field, without those that were left empty, and everything that is wrong with it."""
    values: dict[str, Any] = {}
    wrong = []
    for column, text in row.items():
        if not text and column not in NEEDED:
            continue
        try:
            values[column] = READERS[column](text)
        except WrongValue as error:
            wrong.append(f"{column} {text[:40]!r}: {error}")
    return values, tuple(wrong)
