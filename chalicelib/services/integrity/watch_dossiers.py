"""What the queue missed, clocks that nobody rang, executions that are no longer there: found and set right.

Every minute the few that should have moved by now; every day, and when a deployment starts, all open dossiers: the proof
that none is without a clock that runs.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.clocks import next_ring
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.execution import PATIENCE, Fault
from chalicelib.domain.integrity.phases import BY_MACHINE
from chalicelib.domain.message import Message
from chalicelib.errors import Busy
from chalicelib.services.integrity.remake_execution import remake_execution
from chalicelib.services.integrity.ring_dossier import ring_dossier

if TYPE_CHECKING:
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.errands import Errands
    from chalicelib.stores.integrity.executions import Executions
    from chalicelib.stores.queues import Queue

QUICK: Final = timedelta(minutes=1)  # the queue and the bells are quicker than this when all is well
AGAIN: Final = timedelta(minutes=20)  # longer than a round of the queue's own tries
A_TIME: Final = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found. `without_clock`: open dossiers without a clock that runs, which the table of phases makes impossible;
    `remade`: executions made again, by what was wrong; `broken`: dossiers that could not be looked at."""

    seen: int
    without_clock: tuple[str, ...]
    remade: Counter[Fault]
    broken: int


def sweep_errands(errands: "Errands", queue: "Queue", at: datetime) -> int:
    """Put on the queue again what should have been done by now; how many. What it does not take comes next time."""
    late = errands.due(at - QUICK, limit=A_TIME)
    lost = queue.send([Message({"dossier": one.dossier, "errand": one.id}) for one in late])
    taken = [one for place, one in enumerate(late) if place not in lost]
    for errand in taken:
        errands.handed_over(errand, at + AGAIN)
    return len(taken)


def watch_dossiers(
    store: "DossierStore", executions: "Executions", house: "House", failed: Callable[[str, Exception], None]
) -> Watched:
    """Ring what nobody rang, and look after the executions of dossiers that should have moved by now.

    `failed` is told of a dossier that breaks: it keeps none of the others waiting.
    """
    rung = {one.id: one for one in store.ringing(house.at - QUICK)[:A_TIME]}
    stuck = {one.id: one for one in store.open_ones() if _should_have_moved(one, house.at)}
    for number in rung:
        _guarded(number, lambda number: ring_dossier(number, store, house), failed)
    return prove_dossiers(tuple((rung | stuck).values()), store, executions, house, failed)


def prove_dossiers(
    dossiers: Iterable[Dossier],
    store: "DossierStore",
    executions: "Executions",
    house: "House",
    failed: Callable[[str, Exception], None],
) -> Watched:
    """Look at each: has it a clock that runs, and an execution that waits for what it waits for. What is wrong is mended."""
    remade: Counter[Fault] = Counter()
    without, seen, broken = [], 0, 0
    for head in dossiers:
        seen += 1
        if next_ring(head) is None:
            without.append(head.id)
        try:
            fault = remake_execution(store.head(head.id), store, executions, house)
        except Exception as error:  # noqa: BLE001  # whatever it is, the others must be looked at
            failed(head.id, error)
            broken += 1
            continue
        remade.update([fault] if fault else [])
    return Watched(seen, tuple(without), remade, broken)


def _should_have_moved(head: Dossier, at: datetime) -> bool:
    """Whether the machine does not leave by itself a phase that it should have left at once."""
    since = max((stay.since for stay in head.stays), default=head.opened_at)
    return head.phase in BY_MACHINE and since < at - PATIENCE


def _guarded(number: str, do: Callable[[str], object], failed: Callable[[str, Exception], None]) -> None:
    try:
        do(number)
    except Busy as error:
        failed(number, error)
