"""An SMS that came in: what it says, whether it is a part of a longer one, and the words that steer. Standard library only."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

_WORDS: Final = {
    "stop": ("stop", "stoppen", "stop sms", "sms stop", "stop 1700", "uit"),
    "start": ("start", "starten", "aan"),
    "help": ("help", "hulp", "info", ""),  # nothing is left of a lone question mark
}


class Word(StrEnum):
    """What a message is that is a command and no question."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a longer message: the first is 1."""

    reference: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One SMS as a network gave it. `id`: the network's own; `answers`: its id of the SMS of ours that is answered, where it
    knows; `sender`: as phones.sender_of gives it."""

    id: str
    sender: str
    text: str
    at: datetime
    correlation: str = ""
    answers: str = ""
    part: Part | None = None


def word_of(text: str) -> Word | None:
    """The word that steers, where the whole message is that word: "Stop de boete?" is a question."""
    kept = "".join(one if one.isalnum() else " " for one in text.casefold())
    plain = " ".join(kept.split())
    if not plain and "?" not in text:
        return None
    return next((Word(word) for word, ways in _WORDS.items() if plain in ways), None)


def readable(text: str) -> str:
    """A text from outside without characters that steer a screen or that cannot be kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    halves = "".join("\ufffd" if unicodedata.category(one) == "Cs" else one for one in lines)
    return "".join(one for one in halves if one == "\n" or unicodedata.category(one) != "Cc").strip()


def part_of(header: str) -> Part | None:
    """The part that a user data header (hexadecimal) tells, None where it tells none (3GPP TS 23.040, 9.2.3.24.1 and .8)."""
    try:
        octets = bytes.fromhex(header)
    except ValueError:
        return None
    place, end = 1, min(len(octets), 1 + octets[0]) if octets else 0
    while place + 2 <= end:
        kind, length = octets[place], octets[place + 1]
        told = octets[place + 2 : place + 2 + length]
        if (kind, len(told)) in ((0x00, 3), (0x08, 4)):
            total, number = told[-2], told[-1]
            return Part(told[:-2].hex(), number, total) if 1 <= number <= total and total > 1 else None
        place += 2 + length
    return None
