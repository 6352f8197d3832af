"""A task of a dossier is done."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import NotFound
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


def end_task(number: str, task: str, who: Investigator, dossiers: "DossierStore", house: House) -> None:
    """Whoever says so twice, or after a colleague, said it once. Raises NotFound, NotPossibleNow, Busy."""

    def deed_of(file: DossierFile) -> Deed:
        if not any(one.id == task and one.what is What.TASK and not one.done for one in file.entries):
            raise NotFound(task)
        return Deed(Act.NOTE, Actor.SERVICE, f"done:{task}", who.id, what=What.TASK, about=task, done=True)

    note_dossier(number, deed_of, who, dossiers, house)
