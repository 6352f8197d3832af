"""What the state machine asks of a dossier: where it stands, what the machine does by itself, and whether people are waited
for. The head is the truth: whatever an execution believed is looked up again, so that it may come twice or late."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.phases import BY_MACHINE, Act, Actor, Phase
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotFound, NotPossibleNow
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

SUPERSEDED: Final = "superseded"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an execution is: `run` is its own number, `phase` and `stay` what the look said (a stay is counted, as a
    dossier can come back to a phase)."""

    dossier: str
    run: int
    phase: str
    stay: int


def look_at(number: str, run: int, store: "DossierStore") -> Stop:
    """Where a dossier stands; `phase` is SUPERSEDED where another execution follows it now. Raises NotFound, Busy."""
    head = store.head(number)
    return Stop(number, run, head.phase.value if head.run == run else SUPERSEDED, len(head.stays))


def stays_at(head: Dossier, stop: Stop) -> bool:
    """Whether a dossier is still where an execution last saw it."""
    return head.run == stop.run and len(head.stays) == stop.stay and head.phase.value == stop.phase


def act_at(
    stop: Stop,
    store: "DossierStore",
    house: House,
    choose: Callable[[DossierFile], str],
    concerned: Callable[[DossierFile, str], tuple[str, ...]] = lambda _file, _service: (),
) -> None:
    """Do what the machine does by itself in this phase, once; nothing where the dossier has moved meanwhile.

    `choose`: gives the code of the competent service; `concerned`: ids of those of it whom the dossier is about. Raises Busy.
    """
    file = store.open(stop.dossier)
    if not stays_at(file.dossier, stop):
        return
    act = BY_MACHINE[Phase(stop.phase)]
    service = choose(file) if act is Act.FORWARD else ""
    deed = Deed(act, Actor.MACHINE, f"machine:{act}:{stop.stay}", service=service)
    try:
        change = step_dossier(file, deed, house)
        out = (*change.dossier.excluded, *(concerned(file, service) if service else ()))
        store.keep(replace(change, dossier=replace(change.dossier, excluded=tuple(dict.fromkeys(out)))))
    except (AlreadyKept, ChangedMeanwhile, NotPossibleNow):
        return  # the next look says where it stands now


def wait_at(stop: Stop, token: str, store: "DossierStore") -> bool:
    """Keep the token with which an execution waits. False where there is nothing to wait for, as the dossier has moved:
    whoever moved it may not have found this token. Raises Busy."""
    store.keep_token(stop.dossier, stop.run, Phase(stop.phase), token)
    try:
        return stays_at(store.head(stop.dossier), stop)
    except NotFound:
        return False
