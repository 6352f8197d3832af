"""A dossier is changed as it stands now, once: after whatever happens to it meanwhile."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.change import Change, DossierFile
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 10


def change_dossier(
    number: str, change_of: Callable[[DossierFile], Change | None], dossiers: "DossierStore"
) -> DossierFile:
    """Keep what `change_of` makes of the dossier, which is read anew where it changed meanwhile; gives it as it was read last.

    Nothing is kept where `change_of` gives None or raises AlreadyKept. Raises what else it raises, NotFound, Busy.
    """
    for _ in range(TRIES):
        file = dossiers.open(number)
        try:
            if change := change_of(file):
                dossiers.keep(change)
        except AlreadyKept:
            return file
        except ChangedMeanwhile:
            continue
        return file
    raise Busy("the dossier changes all the time")


def do_deed(number: str, deed: Deed, dossiers: "DossierStore", house: House) -> None:
    """Do something to a dossier; twice is once. Raises NotPossibleNow, NotFound, Busy."""
    change_dossier(number, lambda file: step_dossier(file, deed, house), dossiers)
