"""An investigator asks a colleague to agree: to see who reports, or to give a new receipt code."""

from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.acting import LONGEST
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.four_eyes import Move, Purpose, Standing, about, asks
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import NotPossibleNow, Rejected
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House, entry_of

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore


LIVING: Final = (Standing.WAITING, Standing.OPEN)


def ask_four_eyes(
    number: str,
    purpose: Purpose,
    reason: str,
    key: "FormKey | None",
    who: Investigator,
    dossiers: "DossierStore",
    house: House,
) -> None:
    """Ask with a reason, which the colleague reads. The same form twice is once.

    Raises Rejected (field: the purpose's name), NotPossibleNow where an ask of hers still waits or is open, NotFound, Busy.
    """
    wrong = _wrong(reason, key, house)
    if wrong or key is None:
        raise Rejected({purpose.value: wrong})

    made_of = f"ask:{purpose}:{key.drawn}"
    deed = Deed(Act.NOTE, Actor.SERVICE, made_of, who.id, reason, What.IDENTITY, about(purpose, Move.ASK))

    def deed_of(file: DossierFile) -> Deed:
        same = entry_of(number, deed, house).id  # this very ask, come twice
        others = (ask for ask in asks(file.entries, purpose) if ask.by == who.id and ask.id != same)
        if any(ask.standing(house.at) in LIVING for ask in others):
            raise NotPossibleNow(number)
        return deed

    note_dossier(number, deed_of, who, dossiers, house)


def _wrong(reason: str, key: "FormKey | None", house: House) -> str:
    if not reason:
        return "onderzoek_dossier.error_reason"
    if len(reason) > LONGEST:
        return "onderzoek_dossier.error_text_long"
    return "onderzoek_dossier.error_old" if key is None or key.old(house.at) else ""
