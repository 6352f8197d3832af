"""An investigator takes the lead of a dossier."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import NotAllowed
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore


def lead_dossier(number: str, key: "FormKey", who: Investigator, dossiers: "DossierStore", house: House) -> None:
    """Take the lead where nobody has it; the service's lead takes it from anybody. Raises NotAllowed, NotFound, Busy."""

    def deed_of(file: DossierFile) -> Deed:
        if file.dossier.lead not in ("", who.id) and not who.lead:
            raise NotAllowed(who.id)
        return Deed(Act.NOTE, Actor.SERVICE, f"lead:{key.drawn}", who.id, "", What.ACT, f"lead:{who.id}")

    note_dossier(number, deed_of, who, dossiers, house, amend=lambda head: replace(head, lead=who.id))
