"""Which service is competent for a dossier."""

from chalicelib.domain.integrity.dossier import DossierFile, Facts
from chalicelib.domain.integrity.services import FALLBACK, services


def find_service(file: DossierFile) -> str:
    """The code of a service that is competent by level, and was not tried; one always is."""
    facts = next((entry.facts for entry in file.entries if entry.facts), Facts(""))
    fitting = (one.code for one in services().values() if one.level in ("", facts.level))
    return next((code for code in fitting if code not in file.dossier.tried), FALLBACK)


def address_of(service: str) -> str:
    """The mail address of a service; of the one that always exists where it has none, or there is no such service."""
    known = services()
    return known.get(service, known[FALLBACK]).mail
