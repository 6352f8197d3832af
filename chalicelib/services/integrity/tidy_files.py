"""What lies in the house's bucket and belongs to nobody goes: copies that somebody opened, uploads of forms that were never
sent, uploads of dossiers that were erased."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.phases import Phase
from chalicelib.domain.integrity.uploads import UPLOAD
from chalicelib.errors import NotFound
from chalicelib.services.integrity.open_file import COPIES

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.services.integrity.seal_file import Cellar

LENT: Final = timedelta(minutes=5)  # a link begins to download within one
ARCHIVES: Final = timedelta(hours=1)  # how long who made an archive finds it
UNSENT: Final = timedelta(hours=48)  # a form lives for 24
SCANNED: Final = timedelta(hours=1)  # a scan takes seconds


def drop_copies(cellar: "Cellar", at: "datetime") -> int:
    """How many copies of files, and archives, were deleted. Raises Busy."""
    old = [*cellar.files.older(f"{COPIES}f-", at - LENT), *cellar.files.older(COPIES, at - ARCHIVES)]
    for key in dict.fromkeys(old):
        cellar.files.drop(key)
    return len(set(old))


def drop_unsent(cellar: "Cellar", at: "datetime") -> int:
    """How many uploads were deleted that no dossier has. Raises Busy."""
    loose = [key for key in cellar.files.older(UPLOAD, at - UNSENT) if not _wanted(key, cellar)]
    for key in loose:
        cellar.files.drop(key)
        cellar.dossiers.forget_upload(key)
    return len(loose)


def unscanned(cellar: "Cellar", at: "datetime") -> int:
    """How many files a dossier has that were sent long ago and never scanned: nobody can open them, they lie unsealed, and the
    bucket drops them one day. Raises Busy."""
    return sum(_wanted(key, cellar) for key in cellar.files.older(UPLOAD, at - SCANNED))


def _wanted(key: str, cellar: "Cellar") -> bool:
    found = cellar.dossiers.file_of(key)
    try:
        return found is not None and cellar.dossiers.head(found[0]).phase is not Phase.ERASED
    except NotFound:
        return False
