"""What there is to do in the dossiers of a service, as its investigators noted it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator, sees
from chalicelib.domain.integrity.reading import Seen, Task, tasks
from chalicelib.errors import NotFound
from chalicelib.services.integrity.open_dossier import note_look

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore


@dataclass(frozen=True, slots=True)
class ToDo:
    """A task that is not done. `dossier`: its number."""

    dossier: str
    task: Task


def list_tasks(who: Investigator, dossiers: "DossierStore", house: "House") -> tuple[ToDo, ...]:
    """Tasks that are open in the dossiers that this investigator sees, what is due first first.

    They are sealed as all else, so each dossier is opened; where something of one is shown, that somebody looked is kept
    before. Raises Busy.
    """
    found: list[ToDo] = []
    for head in dossiers.of_service(who.service, ended=False):
        if not sees(who, head):
            continue
        try:
            open_ones = [ToDo(head.id, one) for one in tasks(dossiers.open(head.id).entries) if one.done is None]
            if open_ones:
                note_look(head.id, Seen.TASKS, "", who, dossiers, house)
        except NotFound:
            continue  # erased meanwhile
        found += open_ones
    return tuple(sorted(found, key=_pressing))


def _pressing(one: ToDo) -> "tuple[bool, datetime]":
    return (one.task.due_at is None, one.task.due_at or one.task.at)
