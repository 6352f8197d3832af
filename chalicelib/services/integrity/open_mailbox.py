"""Whoever has the receipt code of a dossier opens its mailbox; whoever guesses one learns nothing, and has to wait."""

from contextlib import suppress
from typing import TYPE_CHECKING

from chalicelib.domain.ids import citizen_hash
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.guesses import ADDRESS, LOCATOR, network_of
from chalicelib.domain.integrity.mailbox import Holder, holder_of_cookie, opens
from chalicelib.domain.integrity.phases import Phase
from chalicelib.errors import NotFound, NotLoggedIn, Rejected, TooMany
from chalicelib.services.integrity.receipt_code import locator_hash, same_code

if TYPE_CHECKING:
    from chalicelib.domain.integrity.receipt_code import Code
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.guesses import Guesses


def open_mailbox(code: "Code", network: str, dossiers: "DossierStore", guesses: "Guesses", house: "House") -> Dossier:
    """The dossier of a receipt code. `network`: address that it was typed at, which is only counted, as a keyed hash.

    A locator that no dossier has, a wrong secret and a dossier that was erased get the same answer after the same work.
    Raises Rejected, TooMany with the seconds to wait (nothing was tried then), Busy.
    """
    locator = locator_hash(house.secret, code.locator)
    from_here = guesses.claim(ADDRESS, citizen_hash(house.secret, network_of(network)), house.at)
    try:
        at_locator = guesses.claim(LOCATOR, locator, house.at)
    except TooMany:
        guesses.forgive(from_here, house.at)
        raise
    dossier = _found(locator, dossiers)
    right = same_code(code, dossier.code if dossier else "")
    if dossier is None or not right or dossier.phase is Phase.ERASED:
        raise Rejected({"code": "postvak.error_code"})
    for claim in (at_locator, from_here):
        guesses.forgive(claim, house.at)
    return dossier


def hold_mailbox(cookie: str, dossiers: "DossierStore", house: "House") -> tuple[Holder, Dossier]:
    """Who holds a cookie, and the dossier. Raises NotLoggedIn where its time is over, the dossier has another code by now or
    was erased; Busy."""
    holder = holder_of_cookie(house.secret, cookie, house.at)
    try:
        dossier = dossiers.head(holder.dossier) if holder else None
    except NotFound:
        dossier = None
    if holder is None or dossier is None or not opens(house.secret, holder, dossier):
        raise NotLoggedIn
    return holder, dossier


def _found(locator: str, dossiers: "DossierStore") -> Dossier | None:
    """The dossier of a locator. Where there is none a head is read that is not there: it takes as long."""
    dossier = dossiers.by_locator(locator)
    if dossier is None:
        with suppress(NotFound):
            dossiers.head("")
    return dossier
