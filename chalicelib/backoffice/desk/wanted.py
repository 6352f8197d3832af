"""What a worklist's address asks for, and the address of what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib.domain.case import Case
from chalicelib.domain.clocks import Urgency, urgency
from chalicelib.domain.contact import Channel, Kind
from chalicelib.domain.flags import Flag
from chalicelib.domain.worklist import Worklist


class Whose(StrEnum):
    """Cases of whom."""

    MINE = "mijn"
    NOBODYS = "vrij"


class Order(StrEnum):
    """The other way round than the list's own order."""

    BACKWARDS = "omgekeerd"


LATE: Final = frozenset({Urgency.LATE, Urgency.ESCALATED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A worklist with its filters; each field is a field of the address, its values are codes and never words of people.

    `na`: the mark of the page before; `laat`: late cases alone.
    """

    lijst: Worklist = Worklist.TODO
    wie: Whose | None = None
    soort: Kind | None = None
    kanaal: Channel | None = None
    vlag: Flag | None = None
    laat: bool = False
    volgorde: Order | None = None
    na: str = ""

    def fits(self, case: Case, at: datetime) -> bool:
        """Whether a case of the list is one of those asked for."""
        return (
            (self.wie is not Whose.NOBODYS or not case.owner)
            and self.soort in (None, case.kind)
            and self.kanaal in (None, case.channel)
            and (self.vlag is None or self.vlag in case.flags)
            and (not self.laat or urgency(case.due_at, at) in LATE)
        )

    def href(self, **other: Any) -> str:
        """The address of this list, or of this list with some fields set otherwise; it begins at its first page."""
        query = replace(self, **{"na": "", **other}).query
        return f"/desk?{query}" if query else "/desk"

    @property
    def query(self) -> str:
        """The fields that differ from their default, as in an address."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode(
            {name: "1" if value is True else value for name, value in told.items() if value != _PLAIN[name]}
        )


_PLAIN: Final = {one.name: one.default for one in fields(Wanted)}
_CODES: Final[dict[str, type[StrEnum]]] = {
    "lijst": Worklist,
    "wie": Whose,
    "soort": Kind,
    "kanaal": Channel,
    "vlag": Flag,
    "volgorde": Order,
}


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; values that we do not know ask for nothing."""
    told: dict[str, Any] = {name: _code(kind, query.get(name, "")) for name, kind in _CODES.items()}
    told["lijst"] = told["lijst"] or Worklist.TODO
    return Wanted(**told, laat=query.get("laat") == "1", na=query.get("na", "")[:60])


def _code(kind: type[StrEnum], text: str) -> StrEnum | None:
    return next((one for one in kind if one.value == text), None)
