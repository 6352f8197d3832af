"""Which service is competent for a dossier."""

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Facts
from chalicelib.domain.integrity.phases import Act
from chalicelib.domain.integrity.services import FALLBACK, FALLBACKS, competent, services


def find_service(file: DossierFile) -> str:
    """The code of the service that is to have a dossier: the one that its last service named as the better one, else the most
    particular of the competent ones. Never one that had it or may not have it, and never one that it is about.

    One always is found: where none is left, one that is part of no government, even where it had the dossier before.
    """
    told = [entry.facts for entry in file.entries if entry.facts] or [Facts("")]
    head, known = file.dossier, services()
    concerned = {code for code, one in known.items() if any(one.concerns(facts) for facts in told)}
    wanted = [_named(file), *(one.code for one in competent(told[-1], head.matter, head.breach)), *FALLBACKS]
    left = [code for code in wanted if code in known and code not in concerned]
    return next((code for code in (*(one for one in left if one not in head.tried), *left)), FALLBACK)


def _named(file: DossierFile) -> str:
    """The better service, as the one that gave the dossier back last named it."""
    back = [entry for entry in file.entries if entry.act in (Act.GIVE_BACK, Act.SEND_ON)]
    return max(back, key=lambda entry: entry.at).about if back else ""


def address_of(service: str) -> str:
    """The mail address of a service; of the one that always exists where it has none, or there is no such service."""
    known = services()
    return known.get(service, known[FALLBACK]).mail
