"""A mail of ours as it is given to the sender, and how it is made of a case. Standard library only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Mail programs make links of addresses, of what only looks like a host name, and of the dots of other scripts (IDNA).
_SCHEME: Final = re.compile(r"(?i)(http)?(s?)://")
_DOT: Final = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
_GREETING: Final = re.compile(
    r"(?i)\W*(dag|beste|geachte|hallo|goede?n?(dag|morgen|middag|avond))\b[^.!?\n]{0,60}(\n|$)"
)
# Before the @ of our domain: what is sent there is refused at the door, and no case ever has it.
NOBODY_READS: Final = "niet-antwoorden"
_LEAVE: Final = re.compile(r"(?i)\bgroet(en|jes)?\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text mail. `headers`: beside From, To and Subject; `sender`: our name, as mail programs show it."""

    to: str
    subject: str
    text: str
    reply_to: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


def inert(text: str) -> str:
    """A stranger's text in a mail of ours: no address in it can be clicked (hxxp[:]//, dots in brackets)."""
    return _DOT.sub("[.]", _SCHEME.sub(lambda found: f"{'hxxp' if found[1] else ''}{found[2]}[:]//", text))


def quoted(text: str) -> str:
    """A text as mail programs show what somebody wrote."""
    return "\n".join(f"> {printable(line)}".rstrip() for line in text.splitlines())


def printable(line: str) -> str:
    """A line without characters that steer a screen."""
    return line if line.isprintable() else "".join(one if one.isprintable() else " " for one in line)


def greets(text: str) -> bool:
    """Whether a text begins with a greeting of its own (standard texts do)."""
    return _GREETING.match(text) is not None


def takes_leave(text: str) -> bool:
    """Whether a text ends with a greeting of its own."""
    return any(_LEAVE.search(line) for line in text.splitlines()[-5:])


def says(text: str, subject: str) -> bool:
    """Whether a text says its own subject: as a line of it, the beginning of one, or of all of it as one line."""
    kept = " ".join(printable(subject).split()).removesuffix("…")
    return any(" ".join(printable(line).split()).startswith(kept) for line in (*text.splitlines(), text))


def one_line(text: str, most: int = 150) -> str:
    """A subject: no line breaks or control characters, cut at `most`."""
    plain = " ".join(printable(text).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
