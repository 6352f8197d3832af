"""Dossiers as items and back (docs/developers/integrity.md draws the partition).

The head is plain, as it names nobody; identity, entries and files are sealed under the dossier's key, each for its place.
"""

import json
from collections.abc import Iterator
from typing import Any, Final, TypeVar
from zlib import compress, decompress

from chalicelib.domain.integrity.change import Errand
from chalicelib.domain.integrity.clocks import next_ring
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import Entry, Evidence
from chalicelib.domain.integrity.phases import ENDED, Phase
from chalicelib.stores.integrity.sealing import Box
from chalicelib.stores.records import from_item, stamp, to_item
from chalicelib.stores.values import Item

HEAD: Final = "#HEAD"
IDENTITY: Final = "I#"
WAITING: Final = "T#"  # the task token with which an execution waits
OPEN: Final = "OPEN#"
ERASE: Final = "ERASE#"
ERRANDS: Final = "ERRANDS#"
PART: Final = 300_000  # bytes of an item's sealed part; an item holds 400 KB (DynamoDB, "Limits")
T = TypeVar("T")


def partition(dossier: str) -> str:
    """Where all of a dossier stands."""
    return f"DOSSIER#{dossier}"


def head_item(dossier: Dossier) -> Item:
    """The head, where services list it, where its next clock rings or its erasing waits, and where its code leads."""
    since = stamp(dossier.stays[-1].since if dossier.stays else dossier.opened_at)
    list_ = "ended" if dossier.phase in ENDED else "open"
    item = {"pk": partition(dossier.id), "sk": HEAD, **to_item(dossier)}
    item |= {"gsi1pk": f"SERVICE#{dossier.service}", "gsi1sk": f"{list_}#{since}#{dossier.id}"}
    rings = next_ring(dossier)
    if dossier.phase not in ENDED:
        item |= {"gsi2pk": OPEN, "gsi2sk": f"{stamp(rings) if rings else ''}#{dossier.id}"}
    elif dossier.phase is Phase.CLOSED and dossier.erase_after:
        item |= {"gsi2pk": ERASE, "gsi2sk": f"{stamp(dossier.erase_after)}#{dossier.id}"}
    if dossier.locator:
        item |= {"gsi3pk": f"LOCATOR#{dossier.locator}", "gsi3sk": dossier.id}
    return item


def errand_item(errand: Errand) -> Item:
    """An errand; while it is queued, it stands where the sweeper looks."""
    item = {"pk": partition(errand.dossier), "sk": f"X#{errand.id}", **to_item(errand)}
    if errand.state == "queued":
        item |= {"gsi2pk": ERRANDS, "gsi2sk": f"{stamp(errand.not_before)}#{errand.id}"}
    return item


def entry_items(entry: Entry, dossier: str, box: Box) -> Iterator[Item]:
    """An entry; a very long one takes several items."""
    yield from sealed_items(partition(dossier), f"E#{stamp(entry.at)}#{entry.id}", entry, box)


def file_items(file: Evidence, dossier: str, box: Box) -> Iterator[Item]:
    """A file, and what leads from its key in the bucket to it."""
    yield from sealed_items(partition(dossier), f"F#{file.id}", file, box)
    yield {"pk": upload_pk(file.key), "sk": "#", "dossier": dossier, "file": file.id}


def upload_pk(key: str) -> str:
    """Where it stands which dossier an object belongs to."""
    return f"UPLOAD#{key}"


def sealed_items(pk: str, sk: str, record: Any, box: Box) -> Iterator[Item]:
    """A record as one sealed item, or several."""
    sealed = box.seal(sk, compress(json.dumps(to_item(record), default=_long).encode("utf-8", "surrogatepass")))
    for number, first in enumerate(range(0, len(sealed), PART)):
        yield {"pk": pk, "sk": f"{sk}~{number}" if number else sk, "sealed": sealed[first : first + PART]}


def opened_items(kind: type[T], items: list[Item], begins: str, box: Box) -> tuple[T, ...]:
    """The records of all sealed items whose sort key begins so, in its order. Raises NotFound where one is not the box's."""
    parts: dict[str, bytes] = {}
    for item in items:
        if item["sk"].startswith(begins):
            sk = item["sk"].partition("~")[0]
            parts[sk] = parts.get(sk, b"") + item["sealed"]
    return tuple(from_item(kind, json.loads(decompress(box.open(sk, sealed)))) for sk, sealed in parts.items())


def _long(text: bytes) -> str:
    """A text that to_item compressed: here the whole is."""
    return decompress(text).decode("utf-8", "surrogatepass")
