"""The service's lead lets an investigator in again who was kept out of a dossier."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import NotAllowed
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore


def readmit_investigator(
    number: str, whom: str, key: "FormKey", who: Investigator, dossiers: "DossierStore", house: House
) -> None:
    """Let in again. Raises NotAllowed for who is not the service's lead, NotFound, Busy."""
    if not who.lead:
        raise NotAllowed(who.id)

    def deed_of(_file: DossierFile) -> Deed:
        return Deed(Act.NOTE, Actor.SERVICE, f"readmit:{whom}:{key.drawn}", who.id, "", What.ACT, f"readmit:{whom}")

    def amend(head: Dossier) -> Dossier:
        return replace(head, excluded=tuple(one for one in head.excluded if one != whom))

    note_dossier(number, deed_of, who, dossiers, house, amend=amend)
