"""Public holidays of Belgium.

Source: law of 4 January 1974 on public holidays and royal decree of 18 April 1974, article 1. A holiday that falls on a
Sunday is replaced by another day, which each employer chooses: those days are closing days of our own (hours.py).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

FIXED: Final[Mapping[tuple[int, int], str]] = {
    (1, 1): "new_year",
    (5, 1): "labour_day",
    (7, 21): "national_day",
    (8, 15): "assumption",
    (11, 1): "all_saints",
    (11, 11): "armistice",
    (12, 25): "christmas",
}
AFTER_EASTER: Final[Mapping[int, str]] = {1: "easter_monday", 39: "ascension", 50: "whit_monday"}


@cache
def holidays(year: int) -> Mapping[date, str]:
    """The ten public holidays of a year (1583 or later) with their names as keys of the catalogue."""
    fixed = {date(year, month, day): name for (month, day), name in FIXED.items()}
    moving = {easter(year) + timedelta(days=after): name for after, name in AFTER_EASTER.items()}
    # Labour day and Ascension meet in 2008: one day off, under the name of the fixed one.
    return dict(sorted((moving | fixed).items()))


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the church's computus, as Meeus, Jones and Butcher write it)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, spare = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, left = divmod(in_century, 4)
    to_sunday = (32 + 2 * spare + 2 * leaps - epact - left) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
