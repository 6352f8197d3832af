"""The reporter writes once more: whichever investigators it names are kept out before their service hears of it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.dossier import Change
from chalicelib.domain.integrity.phases import ENDED
from chalicelib.errors import Busy, ChangedMeanwhile
from chalicelib.services.integrity.find_concerned import People, find_concerned

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 5


def keep_out_named(number: str, dossiers: "DossierStore", people: People) -> None:
    """Exclude the investigators of the dossier's service whose whole name stands in what was told; twice is once.

    Not the lead: a reporter who answers her may call her by her name, and she has read the dossier. Raises NotFound, Busy.
    """
    for _ in range(TRIES):
        file = dossiers.open(number)
        head = file.dossier
        named = find_concerned(file, head.service, people) if head.phase not in ENDED else ()
        new = tuple(one for one in named if one not in (*head.excluded, head.lead))
        if not new:
            return
        try:
            dossiers.keep(Change(replace(head, excluded=(*head.excluded, *new))))
        except ChangedMeanwhile:
            continue
        return
    raise Busy("the dossier changes all the time")
