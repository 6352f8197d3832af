"""The reporter writes once more: whichever investigators it names are kept out before their service hears of it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import Change, DossierFile
from chalicelib.domain.integrity.phases import ENDED
from chalicelib.services.integrity.change_dossier import change_dossier
from chalicelib.services.integrity.find_concerned import People, find_concerned

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


def keep_out_named(number: str, dossiers: "DossierStore", people: People) -> None:
    """Exclude the investigators of the dossier's service whose whole name stands in what was told; twice is once.

    Not the lead: a reporter who answers her may call her by her name, and she has read the dossier. Raises NotFound, Busy.
    """

    def change_of(file: DossierFile) -> Change | None:
        head = file.dossier
        named = find_concerned(file, head.service, people) if head.phase not in ENDED else ()
        new = tuple(one for one in named if one not in (*head.excluded, head.lead))
        return Change(replace(head, excluded=(*head.excluded, *new))) if new else None

    change_dossier(number, change_of, dossiers)
