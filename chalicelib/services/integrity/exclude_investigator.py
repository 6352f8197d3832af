"""An investigator whom a dossier concerns is kept out of it."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.acting import LONGEST
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import Rejected
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore


def exclude_investigator(
    number: str,
    whom: str,
    reason: str,
    key: "FormKey | None",
    who: Investigator,
    colleagues: Collection[str],
    dossiers: "DossierStore",
    house: House,
) -> None:
    """From here on this colleague, or she herself, sees nothing of it. `colleagues`: ids of all of the service.

    Raises Rejected for nobody of the service, without a reason, and where nobody would be left: such a dossier is given
    back. Raises NotFound, Busy.
    """

    def deed_of(file: DossierFile) -> Deed:
        left = set(colleagues) - {*file.dossier.excluded, whom}
        wrong = {}
        if whom not in colleagues:
            wrong["whom"] = "onderzoek_dossier.error_whom"
        elif not left:
            wrong["whom"] = "onderzoek_dossier.error_nobody_left"
        if not reason or len(reason) > LONGEST:
            wrong["why"] = "onderzoek_dossier.error_reason"
        if wrong or key is None:
            raise Rejected(wrong or {"why": "onderzoek_dossier.error_old"})
        return Deed(Act.NOTE, Actor.SERVICE, f"exclude:{whom}:{key.drawn}", who.id, reason, What.ACT, f"exclude:{whom}")

    def amend(head: Dossier) -> Dossier:
        excluded = tuple(dict.fromkeys((*head.excluded, whom)))
        return replace(head, excluded=excluded, lead="" if head.lead == whom else head.lead)

    note_dossier(number, deed_of, who, dossiers, house, amend=amend)
