"""The clocks of a dossier say what is due by now: it is written down, who must act hears of it, and what is late escalates."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import Change, Errand, ErrandKind
from chalicelib.domain.integrity.clocks import next_ring, rung
from chalicelib.domain.integrity.dossier import Clock, Dossier, Ring
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import ENDED, Act, Actor
from chalicelib.errors import ChangedMeanwhile, NotFound
from chalicelib.services.integrity.step_dossier import Deed, House, entry_of, errand_of

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


def ring_dossier(number: str, store: "DossierStore", house: House) -> datetime | None:
    """Let every clock say what it must by now, once. When the next says something; None for a dossier that has ended.

    Raises Busy. Where somebody changes the dossier at this moment, nothing is said yet: the answer is a time that is past.
    """
    try:
        head = store.head(number)
    except NotFound:
        return None
    if head.phase in ENDED:
        return None
    after, said = rung(head, house.deadlines, house.at)
    if not said:
        return next_ring(head)
    try:
        store.keep(_change(after, said, house))
    except ChangedMeanwhile:
        return next_ring(head)
    return next_ring(after)


def _change(after: Dossier, said: tuple[tuple[Clock, Ring], ...], house: House) -> Change:
    entries = tuple(
        entry_of(
            after.id,
            Deed(Act.NOTE, Actor.MACHINE, _key(clock, ring), what=What.RING, about=f"{clock.name}:{ring}"),
            house,
        )
        for clock, ring in said
    )
    return Change(after, entries, errands=_errands(after, said, house))


def _errands(after: Dossier, said: tuple[tuple[Clock, Ring], ...], house: House) -> tuple[Errand, ...]:
    """The service hears of it; who leads it, of what is due or late. What is said at once is told once."""
    about = _key(*said[-1])
    kinds = [ErrandKind.TELL_SERVICE] if after.service else []
    if not after.service or any(ring in (Ring.DUE, Ring.LATE) for _, ring in said):
        kinds.append(ErrandKind.TELL_LEADS)
    return tuple(errand_of(after, kind, about, house) for kind in kinds)


def _key(clock: Clock, ring: Ring) -> str:
    """What is said once is known by the term; what is said again and again also by the moment it was to be said at."""
    again = f":{clock.rings_at}" if ring is Ring.LATE else ""
    return f"ring:{clock.name}:{clock.began_at.isoformat()}:{clock.due_at.isoformat()}:{ring}{again}"
