"""The clocks of a dossier say what is due by now: it is written down, who must act hears of it, and what is late escalates."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.clocks import next_ring, rung
from chalicelib.domain.integrity.dossier import Change, Clock, Dossier, Errand, ErrandKind, Ring, What
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
            Deed(Act.NOTE, Actor.MACHINE, _key(clock, ring, house), what=What.RING, about=f"{clock.name}:{ring}"),
            house,
        )
        for clock, ring in said
    )
    errands = [errand for clock, ring in said for errand in _errands(after, clock, ring, house)]
    return Change(after, entries, errands=tuple({one.id: one for one in errands}.values()))


def _errands(after: Dossier, clock: Clock, ring: Ring, house: House) -> list[Errand]:
    """The service hears of every ring; who leads it, of what is due or late."""
    about = _key(clock, ring, house)
    kinds = [ErrandKind.TELL_SERVICE] if after.service else []
    if ring in (Ring.DUE, Ring.LATE) or not after.service:
        kinds.append(ErrandKind.TELL_LEADS)
    return [errand_of(after, kind, about, house) for kind in kinds]


def _key(clock: Clock, ring: Ring, house: House) -> str:
    """What is said once is known by the clock's beginning; what is said every week also by its day."""
    again = f":{house.at.date()}" if ring is Ring.LATE else ""
    return f"ring:{clock.name}:{clock.began_at.isoformat()}:{clock.due_at.isoformat()}:{ring}{again}"
