"""The reporter opens the mailbox: all that is for the reporter to see, and from now on it has been seen."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import DossierFile

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


def read_mailbox(number: str, dossiers: "DossierStore") -> DossierFile:
    """The dossier with all that its key opens; domain/integrity/mailbox.py says what of it is shown. Raises NotFound, Busy."""
    file = dossiers.open(number)
    if file.dossier.unread:
        dossiers.was_read(number)
    return file
