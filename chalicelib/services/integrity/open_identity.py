"""Who reports is seen: by an investigator to whom a colleague agreed, for an hour, and each time it is noted."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Identity
from chalicelib.domain.integrity.four_eyes import Purpose, open_ask
from chalicelib.domain.integrity.reading import Seen
from chalicelib.errors import NotAllowed
from chalicelib.services.integrity.open_dossier import note_look

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore


def may_see_identity(file: DossierFile, who: Investigator, at: "datetime") -> bool:
    """Whether who reports is open to somebody now."""
    return not file.dossier.shielded or open_ask(file.entries, Purpose.IDENTITY, who.id, at) is not None


def open_identity(number: str, who: Investigator, dossiers: "DossierStore", house: "House") -> Identity:
    """Who reports. Raises NotAllowed without a colleague's yes of the last hour, NotFound where it is not hers to see, Busy."""
    file = dossiers.open(number)
    admit(who, file.dossier)
    if not may_see_identity(file, who, house.at):
        raise NotAllowed(who.id)
    note_look(number, Seen.IDENTITY, "", who, dossiers, house)
    return dossiers.identity(number)
