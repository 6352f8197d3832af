"""An investigator opens a dossier: only one of the own service, and never unseen."""

from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Entry, What
from chalicelib.domain.integrity.phases import Actor
from chalicelib.domain.integrity.reading import Seen, seen_about

if TYPE_CHECKING:
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore


def open_dossier(number: str, who: Investigator, dossiers: "DossierStore", house: "House") -> DossierFile:
    """A dossier with all that its key opens, but for who reports. That somebody looked is kept before anything is shown.

    Raises NotFound where it is not hers to see, Busy.
    """
    admit(who, dossiers.head(number))
    note_look(number, Seen.DOSSIER, "", who, dossiers, house)
    return dossiers.open(number)


def note_look(number: str, seen: Seen, of: str, who: Investigator, dossiers: "DossierStore", house: "House") -> None:
    """Keep that somebody looks, and at which moment; `of`: id of the file. Raises NotFound, Busy."""
    about = seen_about(seen, of)
    made_of = f"{number}\x00{who.id}\x00{about}\x00{house.at.isoformat()}"
    derived = ids.digest(house.secret, "look", made_of).hex()[:26]
    dossiers.log(number, Entry(derived, house.at, What.ACCESS, Actor.SERVICE, who.id, about=about))
