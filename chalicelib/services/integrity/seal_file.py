"""A file was scanned: it is sealed by its dossier's key, without hidden data where that was asked, and its upload goes.

A result may come before or after the form with the file. Whoever keeps one of both looks for the other afterwards: of two
that come at the same time at least one sees both, and sealing twice is sealing once.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.entry import Evidence, Sealing
from chalicelib.errors import Busy, ChangedMeanwhile, NotFound
from chalicelib.services.integrity.strip_file import strip_file

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.integrity.uploads import Verdict
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.house_files import HouseFiles
    from chalicelib.stores.integrity.house_scans import HouseScans
    from chalicelib.stores.integrity.sealing import Keys

# GuardDuty Malware Protection for S3, scanResultStatus. What it could not open (a password, a size) nobody scanned.
MEANING: Final = {
    "NO_THREATS_FOUND": Sealing.CLEAN,
    "THREATS_FOUND": Sealing.INFECTED,
    "UNSUPPORTED": Sealing.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Cellar:
    """Where files are sealed: the dossiers that have them, their keys, the bucket, and what was said of them."""

    dossiers: "DossierStore"
    keys: "Keys"
    files: "HouseFiles"
    scans: "HouseScans"


def take_dossier_scan(key: str, verdict: "Verdict", cellar: Cellar, at: "datetime") -> Sealing | None:
    """Keep what was said of an upload, and seal the file if a dossier has it: gives how, None where there is nothing to seal.

    A scan that did not happen leaves the file waiting and raises Busy, so that an operator sees it.
    """
    if verdict.said not in MEANING:
        raise Busy("not scanned")
    cellar.scans.keep(key, verdict, at)
    found = cellar.dossiers.file_of(key)
    return _sealed(*found, cellar) if found else None


def seal_files(number: str, cellar: Cellar) -> int:
    """Seal the files of a dossier that were scanned before it had them; how many. Raises NotFound, Busy."""
    waiting = [one for one in cellar.dossiers.open(number).files if one.sealing is Sealing.WAITING]
    return sum(_seal(number, file, cellar) is not None for file in waiting)


def sealed_key(number: str, file: str) -> str:
    """Where a sealed file lies."""
    return f"sealed/{number}/{file}"


def _sealed(number: str, file: str, cellar: Cellar) -> Sealing | None:
    try:
        known = next((one for one in cellar.dossiers.open(number).files if one.id == file), None)
    except NotFound:
        return None  # erased meanwhile
    return _seal(number, known, cellar) if known and known.sealing is Sealing.WAITING else None


def _seal(number: str, file: Evidence, cellar: Cellar) -> Sealing | None:
    verdict = cellar.scans.find(file.key)
    if verdict is None:
        return None
    try:
        body = cellar.files.read_scanned(file.key, verdict.etag)
    except (ChangedMeanwhile, NotFound):
        return None  # another was put over it, whose own result comes; or it was sealed by somebody else just now
    sealing = MEANING[verdict.said]
    bare = strip_file(body) if file.strip and sealing is Sealing.CLEAN else None
    after = replace(
        file,
        key=sealed_key(number, file.id),
        sealing=sealing,
        size=len(bare or body),
        sha256=hashlib.sha256(body).hexdigest(),
        stripped=hashlib.sha256(bare).hexdigest() if bare else "",
    )
    cellar.files.put_sealed(after.key, cellar.keys.box(number).seal(after.key, bare or body))
    cellar.dossiers.keep_sealed(number, after, file.key)
    cellar.files.drop(file.key)
    cellar.scans.forget(file.key)
    return sealing
