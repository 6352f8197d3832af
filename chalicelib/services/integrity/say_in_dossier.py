"""The reporter does something to a dossier: after whatever happens to it meanwhile, and once."""

from typing import TYPE_CHECKING, Final

from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 10


def say_in_dossier(number: str, deed: Deed, dossiers: "DossierStore", house: House) -> None:
    """Keep it; twice is once. Raises NotPossibleNow, NotFound, Busy."""
    for _ in range(TRIES):
        try:
            dossiers.keep(step_dossier(dossiers.open(number), deed, house))
        except AlreadyKept:
            return
        except ChangedMeanwhile:
            continue
        return
    raise Busy("the dossier changes all the time")
