"""A scanner says what it found in a file: keep it, on every case that has the file."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.contact import Scan
from chalicelib.errors import Busy

if TYPE_CHECKING:
    from chalicelib.stores.scans import ScanStore

# GuardDuty Malware Protection for S3, scanResultStatus. What it could not open (a password, a size) nobody scanned.
MEANING: Final = {
    "NO_THREATS_FOUND": Scan.CLEAN,
    "THREATS_FOUND": Scan.INFECTED,
    "UNSUPPORTED": Scan.UNREADABLE,
}


def take_scan_result(key: str, version: str, said: str, scans: "ScanStore", at: datetime) -> Scan:
    """Keep what was said of an object's version; twice, late or before its case gives the same.

    A scan that did not happen (ACCESS_DENIED, FAILED) leaves the file waiting, and raises Busy, so that the event is set
    aside where an operator sees it.
    """
    scan = MEANING.get(said)
    if scan is None:
        raise Busy("not scanned")
    scans.keep(key, scan, version, at)
    return scan
