"""What a browser sends in a form, made fit to keep. Standard library only."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from chalicelib.domain.file_names import MOST_FILES, safe_name

_KEPT: Final = frozenset("\t\u200d")  # tabs, and what joins an emoji


def typed(text: str) -> str:
    """A text as somebody typed it: lines end in one way, nothing that cannot be seen or turns the writing, no edges."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line if line.isprintable() else _seen(line) for line in lines).strip()


def _seen(line: str) -> str:
    return "".join(one for one in line if one in _KEPT or unicodedata.category(one)[0] != "C")


def typed_line(text: str) -> str:
    """The same, on one line."""
    return " ".join(typed(text).split())


def named_files(values: Iterable[str], most: int = MOST_FILES) -> dict[int, str]:
    """Safe names of files by their place in the form, of values like `0:brief.pdf`; others are passed over."""
    found: dict[int, str] = {}
    for value in values:
        place, colon, name = value.partition(":")
        if colon and len(place) < 3 and place.isascii() and place.isdecimal() and int(place) < most:
            found[int(place)] = safe_name(name)
    return found
