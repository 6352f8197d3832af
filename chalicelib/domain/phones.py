"""Telephone numbers as they are compared (E.164), and what kind they are. Standard library only."""

import re
from enum import StrEnum
from typing import Final

_SIGNS: Final = re.compile(r"[ ()/.\-\u00a0]")
BELGIUM: Final = "+32"
# Royal decree of 27 April 2007 on numbering: mobile numbers have nine digits after the country and begin with 45 to 49;
# 04 with one digit less is the zone of Liege.
_MOBILE: Final = re.compile(r"\+324[5-9]\d{7}")
_SHORT: Final = re.compile(r"\d{3,6}")


class Line(StrEnum):
    """What stands at the other end of a message."""

    MOBILE = "mobile"
    FOREIGN = "foreign"  # whether it is a mobile one, only its own country knows
    FIXED = "fixed"  # a Belgian number that gets no SMS
    SHORT = "short"  # 8850: a service
    NAME = "name"  # letters in the place of a number: nobody can answer it
    NOBODY = "nobody"


def same_number(text: str) -> str:
    """A number as E.164, so that each way of writing it is the same: "0470 12 34 56" is "+32470123456".

    A number without a country is a Belgian one; "+32 (0)470" loses its zero. What is no number comes back as it is.
    """
    plain = _SIGNS.sub("", text.strip().replace("(0)", ""))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("0"):
        plain = BELGIUM + plain[1:]
    return plain if is_number(plain) else text


def is_number(text: str) -> bool:
    """Whether it is a whole number in the form of E.164 (ITU-T E.164: 15 digits at most)."""
    return text.startswith("+") and text[1:].isdigit() and text.isascii() and 8 <= len(text) <= 16


def line_of(number: str) -> Line:
    """What kind a number is, as it came from a network or as same_number gives it."""
    if is_number(number):
        if not number.startswith(BELGIUM):
            return Line.FOREIGN
        return Line.MOBILE if _MOBILE.fullmatch(number) else Line.FIXED
    if _SHORT.fullmatch(number):
        return Line.SHORT
    return Line.NAME if number.strip() else Line.NOBODY


def can_be_called(number: str) -> bool:
    """Whether somebody answers it: no number of a service, and no name."""
    return is_number(same_number(number))


def gets_sms(number: str) -> bool:
    """Whether an SMS can be sent to it."""
    return line_of(same_number(number)) in (Line.MOBILE, Line.FOREIGN)


def sender_of(told: str) -> str:
    """Who sent an SMS, as a network says it: E.164 where it is a whole number, also without its plus; else as it is."""
    plain = told.strip()
    if plain.isascii() and plain.isdigit() and 8 <= len(plain) <= 15 and not plain.startswith("0"):
        plain = f"+{plain}"
    return same_number(plain)
