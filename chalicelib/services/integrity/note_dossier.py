"""Something is added to a dossier while its phase stays: whatever else happens meanwhile, it comes after it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.change import Change, DossierFile
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.services.integrity.change_dossier import change_dossier
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


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

    def change_of(file: DossierFile) -> Change:
        admit(who, file.dossier)
        change = step_dossier(file, deed_of(file), house)
        return replace(change, dossier=amend(change.dossier))

    change_dossier(number, change_of, dossiers)
