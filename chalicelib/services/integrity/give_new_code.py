"""A reporter lost the receipt code and proved who it is: an investigator gives a new one, to which a colleague agreed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.change import Change, DossierFile
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.four_eyes import Ask, Move, Purpose, about, asks, open_ask
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.receipt_code import Code, new_code
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile, NotAllowed, NotPossibleNow
from chalicelib.services.integrity.receipt_code import code_hash, locator_hash, same_code
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 10


def give_new_code(number: str, who: Investigator, dossiers: "DossierStore", house: House) -> Code:
    """The new code, to be given to the reporter by word of mouth or on paper; the one before opens nothing any more, and ends
    what it had opened. A colleague's yes is good for one code: within its hour the same again gives the same.

    Raises NotAllowed without a yes of a colleague, NotPossibleNow where the code was replaced once more meanwhile,
    NotFound where the dossier is not hers to see, Busy.
    """
    for _ in range(TRIES):
        file = dossiers.open(number)
        admit(who, file.dossier)
        ask = open_ask(file.entries, Purpose.CODE, who.id, house.at)
        if ask is None:
            return _again(file, who, house)
        code = _free(number, ask, dossiers, house)
        try:
            dossiers.keep(_replaced(file, ask, code, who, house))
        except (AlreadyKept, ChangedMeanwhile):
            continue
        return code
    raise Busy("the dossier changes all the time")


def _replaced(file: DossierFile, ask: Ask, code: Code, who: Investigator, house: House) -> Change:
    used = about(Purpose.CODE, Move.USE, ask.id)
    deed = Deed(Act.NOTE, Actor.SERVICE, f"use:{ask.id}", who.id, what=What.IDENTITY, about=used)
    change = step_dossier(file, deed, house)
    locator = locator_hash(house.secret, code.locator)
    return replace(change, dossier=replace(change.dossier, locator=locator, code=code_hash(code)))


def _again(file: DossierFile, who: Investigator, house: House) -> Code:
    """The code that she gave by her last ask, as long as the hour lasts and no other came after it."""
    mine = next((ask for ask in asks(file.entries, Purpose.CODE) if ask.by == who.id), None)
    if mine is None or not mine.used or mine.open_until is None or house.at >= mine.open_until:
        raise NotAllowed(who.id)
    for attempt in range(TRIES):
        code = _drawn(file.dossier.id, mine, attempt, house)
        if _is_of(file.dossier, code, house):
            return code
    raise NotPossibleNow(file.dossier.id)


def _free(number: str, ask: Ask, dossiers: "DossierStore", house: House) -> Code:
    for attempt in range(TRIES):
        code = _drawn(number, ask, attempt, house)
        holder = dossiers.by_locator(locator_hash(house.secret, code.locator))
        if holder is None or holder.id == number:
            return code
    raise Busy("no code is free")


def _drawn(number: str, ask: Ask, attempt: int, house: House) -> Code:
    return new_code(house.secret, f"code:{number}\x00{ask.id}\x00{attempt}")


def _is_of(dossier: Dossier, code: Code, house: House) -> bool:
    return dossier.locator == locator_hash(house.secret, code.locator) and same_code(code, dossier.code)
