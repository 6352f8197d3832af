"""The dossiers of a service as its investigators list them, and who looked at them as its lead does."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.access import Investigator, sees
from chalicelib.domain.integrity.dossier import Clock, Dossier
from chalicelib.domain.integrity.entry import Entry, What
from chalicelib.errors import NotFound

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.investigators import Investigators

SHOWN: Final = 200
MOST_LOOKS: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier of the list. `first`: the clock that ends first, of those that run; `late`: it has ended."""

    dossier: Dossier
    first: Clock | None
    late: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked at something of a dossier."""

    dossier: str
    name: str
    entry: Entry


def list_dossiers(
    who: Investigator, dossiers: "DossierStore", at: datetime, *, ended: bool = False, mine: bool = False
) -> tuple[Row, ...]:
    """Those that this investigator may see: what is late first, then what ends first. `mine`: those he leads."""
    found = [one for one in dossiers.of_service(who.service, ended=ended) if sees(who, one)]
    rows = [_row(one, at) for one in found if not mine or one.lead == who.id]
    if ended:
        return tuple(sorted(rows, key=lambda row: row.dossier.opened_at, reverse=True)[:SHOWN])
    return tuple(sorted(rows, key=lambda row: (row.first is None, row.first.due_at if row.first else at))[:SHOWN])


def who_looked(lead: Investigator, dossiers: "DossierStore", people: "Investigators") -> tuple[Looked, ...]:
    """What was looked at in the dossiers of the lead's service, the latest first."""
    found: list[tuple[str, Entry]] = []
    for dossier in (*dossiers.of_service(lead.service, ended=False), *dossiers.of_service(lead.service, ended=True)):
        if not sees(lead, dossier):
            continue
        try:
            entries = dossiers.open(dossier.id).entries
        except NotFound:
            continue  # erased meanwhile
        found += [(dossier.id, one) for one in entries if one.what is What.ACCESS and one.by]
    latest = sorted(found, key=lambda look: look[1].at, reverse=True)[:MOST_LOOKS]
    names = {by: people.name(by) for by in {entry.by for _, entry in latest}}
    return tuple(Looked(dossier, names[entry.by], entry) for dossier, entry in latest)


def _row(dossier: Dossier, at: datetime) -> Row:
    running = [clock for clock in dossier.clocks if clock.left is None]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    return Row(dossier, first, first is not None and first.due_at < at)
