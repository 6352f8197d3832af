"""What reading a source gives: the articles, and of everything in the source whether and why it was taken."""

from collections import Counter
from dataclasses import dataclass, field

from chalicelib.domain.article import Article


class Refused(Exception):
    """One sheet cannot be taken; the message says why, in a few words that are the same for all such sheets."""


class NotReadable(Exception):
    """The source itself cannot be read: no such folder, address or page."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sheet that was not taken."""

    name: str
    reason: str


@dataclass(slots=True)
class Reading:
    """`read` = taken + refused, always: nothing vanishes. `flaws`: what was wrong with sheets that were taken."""

    read: int = 0
    articles: list[Article] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    flaws: Counter[str] = field(default_factory=Counter)
