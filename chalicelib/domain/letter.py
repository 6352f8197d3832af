"""A mail of ours as it is given to the sender, and how it is made of a case. Standard library only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# A space of no width would be copied along; a word joiner after the dot is enough for mail programs to make no link.
_ADDRESS: Final = re.compile(r"(?i)\b(https?://|www\.)([^\s<>]+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text mail. `headers`: beside From, To and Subject."""

    to: str
    subject: str
    text: str
    reply_to: str
    headers: Mapping[str, str] = field(default_factory=dict)


def inert(text: str) -> str:
    """A stranger's text in a mail of ours: no address in it can be clicked (hxxp://, dots in brackets)."""
    return _ADDRESS.sub(_disarmed, text)


def _disarmed(match: re.Match[str]) -> str:
    start = match[1].lower().replace("http", "hxxp").replace("www.", "www[.]")
    host, slash, rest = match[2].partition("/")
    return start + host.replace(".", "[.]") + slash + rest


def quoted(text: str) -> str:
    """A text as mail programs show what somebody wrote."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def one_line(text: str, most: int = 150) -> str:
    """A subject: no line breaks or control characters, cut at `most`."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
