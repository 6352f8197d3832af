"""Who investigators are, and which dossiers they see. Standard library only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.phases import Phase
from chalicelib.errors import NotFound

IDLE: Final = timedelta(minutes=30)  # a session ends after so long without doing anything


@dataclass(frozen=True, slots=True)
class Investigator:
    """Somebody who investigates for one competent service. `id`: the identity provider's own id of the person; `lead`: sees
    who looked at what, in all dossiers of the service."""

    id: str
    name: str
    service: str
    lead: bool = False


def sees(investigator: Investigator, dossier: Dossier) -> bool:
    """Whether a dossier exists for this investigator: it is with the service, and does not concern the investigator."""
    with_service = dossier.service == investigator.service != ""
    return with_service and investigator.id not in dossier.excluded and dossier.phase is not Phase.ERASED


def admit(investigator: Investigator, dossier: Dossier) -> None:
    """Raises NotFound where the dossier does not exist for this investigator: nobody learns that it exists at all."""
    if not sees(investigator, dossier):
        raise NotFound(dossier.id)


def leads(investigator: Investigator, dossier: Dossier) -> bool:
    """Whether this investigator leads the dossier, or the service: who looked at it is shown."""
    return sees(investigator, dossier) and (investigator.lead or dossier.lead == investigator.id)
