"""Places outside 1700 where one can report, also without a name: the external channels of Directive (EU) 2019/1937 in
Belgium. Texts: integrity.place.<key>. Standard library only."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """One place."""

    key: str
    href: str


PLACES: Final = (
    Place("ombudsman", "https://www.vlaamseombudsdienst.be"),
    Place("audit", "https://www.auditvlaanderen.be"),
    Place("federal", "https://www.federaalombudsman.be"),
)
