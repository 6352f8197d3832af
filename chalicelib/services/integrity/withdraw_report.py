"""The reporter withdraws what was reported: the service is told, and the dossier is closed."""

from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.mailbox import can_withdraw
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import Rejected
from chalicelib.services.integrity.change_dossier import do_deed
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

LONGEST: Final = 10_000  # characters


def withdraw_report(dossier: Dossier, reason: str, dossiers: "DossierStore", house: House) -> None:
    """Close it, with a reason or without. A dossier is withdrawn once: again changes nothing, nor does it after its end.

    Raises Rejected where the reason is too long, NotFound, Busy.
    """
    if len(reason) > LONGEST:
        raise Rejected({"reason": "postvak.error_reason_long"})
    if can_withdraw(dossier):
        do_deed(dossier.id, Deed(Act.WITHDRAW, Actor.REPORTER, "withdraw", text=reason), dossiers, house)
