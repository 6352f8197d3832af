"""Telephone numbers as they are compared: E.164. Standard library only."""

import re
from typing import Final

_SIGNS: Final = re.compile(r"[ ()/.\-\u00a0]")
BELGIUM: Final = "+32"


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
