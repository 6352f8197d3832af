"""A colleague agrees to what somebody asked, or refuses: the second pair of eyes."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.acting import LONGEST
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.four_eyes import Ask, Move, Purpose, Standing, about, asks
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow, Rejected
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


def answer_four_eyes(
    number: str,
    ask: str,
    who: Investigator,
    dossiers: "DossierStore",
    house: House,
    *,
    agree: bool,
    why: str = "",
) -> None:
    """Agree, which opens it for an hour to who asked, or refuse. Who says the same twice said it once.

    Raises NotAllowed for one's own ask, NotPossibleNow where it was answered already or is over, NotFound, Rejected, Busy.
    """
    if len(why) > LONGEST:
        raise Rejected({ask: "onderzoek_dossier.error_text_long"})

    def deed_of(file: DossierFile) -> Deed:
        found = _ask(file, ask)
        if found.by == who.id:
            raise NotAllowed(who.id)
        again = found.answered_by == who.id and found.approved == agree
        if not again and found.standing(house.at) is not Standing.WAITING:
            raise NotPossibleNow(number)
        move = Move.APPROVE if agree else Move.REFUSE
        key = f"answer:{ask}:{move}:{who.id}"
        return Deed(Act.NOTE, Actor.SERVICE, key, who.id, why, What.IDENTITY, about(found.purpose, move, ask))

    note_dossier(number, deed_of, who, dossiers, house)


def _ask(file: DossierFile, ask: str) -> Ask:
    every = (one for purpose in Purpose for one in asks(file.entries, purpose))
    found = next((one for one in every if one.id == ask), None)
    if found is None:
        raise NotFound(ask)
    return found
