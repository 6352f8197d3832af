"""What an SMS can hold, and how a text is written so that it takes few of them. Standard library only.

GSM 7-bit default alphabet and its extension table: 3GPP TS 23.038, 6.2.1. A message of more than one part gives each part
a header of 6 octets: 153 septets or 67 code units are left (3GPP TS 23.040, 9.2.3.24.1). Handsets join parts by that header,
so a part is filled to its end and never cut at a word; only a character is never cut.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_LONG: Final = frozenset("\f^{}\\[~]|€")  # an escape and a character: two septets, one after the other
# What says the same in the alphabet. Signs that programs put in by themselves, and that halve the room of a message.
_SAME: Final = {
    **dict.fromkeys("‘’‚‛′´`ʼʹ＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("•‣∙·●▪", "-"),
    **dict.fromkeys("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u2028\u2029\u0085\v\f", "\n"),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f", ""),
    "…": "...", "×": "x", "ĳ": "ij", "Ĳ": "IJ", "⁄": "/", "→": "->", "←": "<-", "©": "(c)", "®": "(r)", "™": "(tm)",
    "½": "1/2", "¼": "1/4", "¾": "3/4", "²": "2", "³": "3", "¹": "1", "ﬁ": "fi", "ﬂ": "fl", "º": "o", "ª": "a",
}  # fmt: skip
_LETTERS: Final = {
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "ð": "d",
    "ħ": "h",
}


class Alphabet(StrEnum):
    """How the characters of a message are sent."""

    GSM = "gsm"  # 7 bits a character
    UCS2 = "ucs2"  # 16 bits, where one character is not in the alphabet of GSM


ROOM: Final = {Alphabet.GSM: (160, 153), Alphabet.UCS2: (70, 67)}  # of a message alone, of each of several parts


@dataclass(frozen=True, slots=True)
class Size:
    """`units`: septets or UTF-16 code units; `room`: how many fit in that many parts."""

    alphabet: Alphabet
    units: int
    parts: int
    room: int


def alphabet_of(text: str) -> Alphabet:
    """The alphabet that a text needs."""
    return Alphabet.GSM if all(one in GSM or one in GSM_LONG for one in text) else Alphabet.UCS2


def units_of(character: str, alphabet: Alphabet) -> int:
    """Septets, or code units of UTF-16, that a character takes."""
    if alphabet is Alphabet.GSM:
        return 2 if character in GSM_LONG else 1
    return 2 if ord(character) > 0xFFFF else 1


def split(text: str) -> tuple[str, ...]:
    """A text as the parts that travel; put together they are the text. An empty text is one empty part."""
    alphabet = alphabet_of(text)
    alone, each = ROOM[alphabet]
    if sum(units_of(one, alphabet) for one in text) <= alone:
        return (text,)
    parts, begun, filled = [], 0, 0
    for place, character in enumerate(text):
        units = units_of(character, alphabet)
        if filled + units > each:
            parts.append(text[begun:place])
            begun, filled = place, 0
        filled += units
    return (*parts, text[begun:])


def size_of(text: str) -> Size:
    """How much room a text takes, as networks count and charge it."""
    alphabet = alphabet_of(text)
    alone, each = ROOM[alphabet]
    parts = len(split(text))
    return Size(alphabet, sum(units_of(one, alphabet) for one in text), parts, alone if parts == 1 else parts * each)


def is_full(text: str) -> bool:
    """Whether a text fills a part of a longer message to its end, so that more may follow.

    A part is one unit short of full before a character of two, and where its header counts in 16 bits (152 septets, 66).
    """
    alphabet = alphabet_of(text)
    each = ROOM[alphabet][1]
    return each - 2 <= sum(units_of(one, alphabet) for one in text) <= each


def written(text: str) -> str:
    """A text as we send it, in as few parts as it can be.

    Typographic signs become the plain ones that say the same. Letters lose their accents (Belgie, coordineren) only where
    that alone makes the message fit in fewer parts: Dutch stays easy to read so. A text in another script, or with a
    picture in it, keeps all that it has.
    """
    same = plain(text)
    bare = "".join(_bare(same))
    if alphabet_of(bare) is Alphabet.GSM and len(split(bare)) < len(split(same)):
        return bare
    return same


def plain(text: str) -> str:
    """A text without signs that say what a plain one says too, and without characters that steer a screen."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    signs = "".join(_SAME.get(one, one) for one in lines)
    kept = "".join(one for one in signs if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Co", "Cn"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _bare(text: str) -> Iterator[str]:
    """The characters of a text; Latin letters that are not in the alphabet of GSM without their accents."""
    for one in text:
        if one in GSM or one in GSM_LONG:
            yield one
        elif one in _LETTERS:
            yield _LETTERS[one]
        else:
            apart = unicodedata.normalize("NFD", one)
            accents = apart[1:]
            yield apart[0] if apart[0] in GSM and accents and all(map(unicodedata.combining, accents)) else one
