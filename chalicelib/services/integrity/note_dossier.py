"""Something is added to a dossier while its phase stays: whatever else happens meanwhile, it comes after it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.dossier import Dossier, DossierFile
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile
from chalicelib.services.integrity.open_dossier import admit
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 5


def note_dossier(
    number: str,
    deed_of: Callable[[DossierFile], Deed],
    who: Investigator,
    dossiers: "DossierStore",
    house: House,
    *,
    amend: Callable[[Dossier], Dossier] = lambda head: head,
) -> None:
    """Keep what `deed_of` makes of the dossier as it stands; `amend` changes its head in the same transaction. Twice is once.

    Raises what `deed_of` raises, NotFound where it is not hers to see, NotPossibleNow, Busy.
    """
    for _ in range(TRIES):
        file = dossiers.open(number)
        admit(who, file.dossier)
        try:
            change = step_dossier(file, deed_of(file), house)
            dossiers.keep(replace(change, dossier=amend(change.dossier)))
        except AlreadyKept:
            return
        except ChangedMeanwhile:
            continue
        return
    raise Busy("the dossier changes all the time")
