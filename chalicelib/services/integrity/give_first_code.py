"""The receipt code of a case that moved here: nobody was there to be told it, so it is given once, to who proves who it is.

By the secret link that the sender had of the case, or by telephone and at the counter, where an agent asks for what only the
sender knows and the house compares it with the sealed identity. Never by mail. What was tried is kept, for the investigators.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

from chalicelib.domain.ids import token_hash
from chalicelib.domain.integrity.entry import Identity, What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.reading import CODE_GIVEN, CODE_REFUSED
from chalicelib.domain.integrity.receipt_code import Code, new_code
from chalicelib.domain.phones import same_number
from chalicelib.domain.words import words_of
from chalicelib.errors import LinkNotValid, NotPossibleNow, Rejected, TooMany
from chalicelib.services.integrity.change_dossier import do_deed
from chalicelib.services.integrity.move_case import moved_key
from chalicelib.services.integrity.receipt_code import locator_hash
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.earlier_links import EarlierLinks
    from chalicelib.stores.limits import Limits

MOST_TRIES: Final = 5  # a day for one dossier
LINK: Final = "link"
AGAIN: Final = timedelta(minutes=15)  # to the same: where its answer was lost on its way


def code_by_link(token: str, dossiers: "DossierStore", links: "EarlierLinks", house: House) -> Code:
    """The code, for who holds a secret link of the case; the same link gives it again for AGAIN.

    Raises LinkNotValid, NotPossibleNow where it was given to another or replaced, Busy.
    """
    found = links.find(token, house.at) if token else None
    if found is None:
        raise LinkNotValid
    return _given(*found, f"{LINK} {token_hash(token)[:12]}", dossiers, house)


def code_by_answers(
    dossier: str,
    case: str,
    told: Mapping[str, str],
    agent: str,
    dossiers: "DossierStore",
    limits: "Limits",
    house: House,
) -> Code:
    """The code, for who knows name and address or number of the sender; `agent`: who asked. Raises Rejected where they are
    others, TooMany, NotPossibleNow, Busy."""
    if not limits.allow("first-code", dossier, house.at, most=MOST_TRIES):
        raise TooMany
    if not is_sender(dossiers.identity(dossier), told):
        _noted(dossier, f"first-code:{house.at.isoformat()}", agent, dossiers, house)
        raise Rejected({"name": "desk_integrity.error_who"})
    return _given(dossier, case, agent, dossiers, house)


def is_sender(identity: Identity, told: Mapping[str, str]) -> bool:
    """Whether somebody knows the sender's name, and one way to reach him. Where the house knows none of it, nobody is."""
    if identity.name and set(_named(told.get("name", ""))) != set(_named(identity.name)):
        return False
    way = told.get("way", "").strip()
    number = same_number(way)
    by_mail = bool(identity.email) and way.casefold() == identity.email.casefold()
    by_phone = bool(identity.phone) and number == same_number(identity.phone)
    by_post = bool(_folded(identity.address)) and _folded(way) == _folded(identity.address)
    return by_mail or by_phone or by_post


def _named(name: str) -> tuple[str, ...]:
    """The words of a name by which people are told apart; of a name that has only short ones, those."""
    return words_of(name) or _folded(name)


def _folded(text: str) -> tuple[str, ...]:
    """Every word and number of a text, in small letters without accents: 12 is not 14, and An is not Bo."""
    plain = "".join(one for one in normalize("NFKD", text.casefold()) if not combining(one))
    return tuple("".join(one if one.isalnum() else " " for one in plain).split())


def _given(dossier: str, case: str, by: str, dossiers: "DossierStore", house: House) -> Code:
    code = new_code(house.secret, moved_key(case))
    if dossiers.head(dossier).locator != locator_hash(house.secret, code.locator):
        raise NotPossibleNow(dossier)
    _noted(dossier, "first-code", by, dossiers, house)
    first = next(one for one in dossiers.open(dossier).entries if one.about == CODE_GIVEN)
    if first.text != by or house.at - first.at > AGAIN:
        raise NotPossibleNow(dossier)
    return code


def _noted(dossier: str, key: str, text: str, dossiers: "DossierStore", house: House) -> None:
    """Keep in the dossier that somebody asked for the code, once."""
    about = CODE_GIVEN if key == "first-code" else CODE_REFUSED
    do_deed(dossier, Deed(Act.NOTE, Actor.MACHINE, key, what=What.ACCESS, text=text, about=about), dossiers, house)
