"""What an export of a dossier holds, and how its files are called in it. Standard library only."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Evidence, Identity, Sealing
from chalicelib.domain.integrity.four_eyes import tells_who
from chalicelib.domain.integrity.reading import Look, looks

MANIFEST: Final = "MANIFEST.sha256"
SIGNATURE: Final = "MANIFEST.sha256.sig"
PUBLIC_KEY: Final = "sleutel.pem"
FILES: Final = "bestanden"
# A function has 512 MB of disk (AWS Lambda, quotas) and 29 seconds for an answer.
MOST_BYTES: Final = 300_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive."""

    name: str
    body: bytes


def exported(file: DossierFile, *, identity: bool = False) -> tuple[Evidence, ...]:
    """The files that go along: what was not scanned, or is infected, leaves the house in no form; what says who reports goes
    with the `identity` alone."""
    clean = (one for one in file.files if one.sealing is Sealing.CLEAN and (identity or not tells_who(file, one)))
    return tuple(sorted(clean, key=lambda one: (one.at, one.id)))


def place_of(number: int, file: Evidence) -> str:
    """Where the file with this number lies in the archive; two of the same name are two."""
    return f"{FILES}/{number:02d}-{file.name}"


def as_json(file: DossierFile, identity: Identity | None, places: Mapping[str, str], at: datetime) -> bytes:
    """All of a dossier for programs. `places`: where each file lies in the archive, by its id. What names its receipt code
    stays in the house."""
    head = asdict(file.dossier)
    for secret in ("locator", "code"):
        del head[secret]
    told = {
        "exported_at": at,
        "dossier": head,
        "identity": asdict(identity) if identity else None,
        "entries": [asdict(one) for one in file.entries],
        "files": [_file(one, places.get(one.id, "")) for one in file.files],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode("utf-8", "surrogatepass")


def looks_csv(entries: Iterable[Look], names: Mapping[str, str], heads: Sequence[str]) -> bytes:
    """Who looked at what and when, the first first."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(heads)
    for look in reversed(tuple(entries)):
        table.writerow((look.at.isoformat(), _harmless(names.get(look.by, look.by)), look.seen.value, look.of))
    return out.getvalue().encode("utf-8-sig")


def access_log(file: DossierFile, names: Mapping[str, str], heads: Sequence[str]) -> bytes:
    """The same of a dossier."""
    return looks_csv(looks(file.entries), names, heads)


def _file(file: Evidence, place: str) -> dict[str, Any]:
    told = asdict(file)
    del told["key"]
    return told | {"place": place}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _harmless(cell: str) -> str:
    """A spreadsheet reads what begins so as a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
