"""Pages of a feed over HTTP: tried again where the server is busy, and never followed to another server."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from knowledge_loader.reading import NotReadable

TRIES: Final = 4
LARGEST: Final = 200_000_000  # bytes of a page
MOST_PAGES: Final = 100_000


def follow(address: str, pause: Callable[[float], None] = time.sleep) -> Iterator[tuple[str, bytes]]:
    """Every page from an address on, with its address. Raises NotReadable."""
    waiting, seen = [address], {address}
    while waiting:
        here = waiting.pop(0)
        body = _get(here, pause)
        if body is None:
            raise NotReadable(f"{here}: there is no such page")
        yield here, body
        for node in _relations(body):
            there = urljoin(here, node)
            if _origin(there) != _origin(address):
                raise NotReadable(f"{here}: leads to another server ({_origin(there)})")
            if there not in seen and len(seen) < MOST_PAGES:
                seen.add(there)
                waiting.append(there)


def fetch(address: str, *, beside: str, pause: Callable[[float], None] = time.sleep) -> bytes | None:
    """A file that may stand beside a page; None where it does not."""
    return _get(urljoin(address, beside), pause)


def _get(address: str, pause: Callable[[float], None]) -> bytes | None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotReadable(f"{address}: http or https was expected")
    request = urllib.request.Request(address, headers={"Accept": "application/ld+json, application/json"})  # noqa: S310
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # the scheme was looked at
                body: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            if error.code < 500 and error.code != 429:
                raise NotReadable(f"{address}: refused with status {error.code}") from error
        except (OSError, ValueError):
            pass  # no connection, cut off: tried again below
        else:
            if len(body) > LARGEST:
                raise NotReadable(f"{address}: larger than {LARGEST} bytes")
            return body
        pause(2.0**attempt)
    raise NotReadable(f"{address}: did not answer in {TRIES} tries")


def _relations(body: bytes) -> list[str]:
    """Where a page says that more is; what is no page says nothing, and its reader tells."""
    try:
        view: Any = json.loads(body)["view"]
        relations = view["relation"]
    except (ValueError, KeyError, TypeError):
        return []
    relations = relations if isinstance(relations, list) else [relations]
    return [str(one["node"]) for one in relations if isinstance(one, Mapping) and isinstance(one.get("node"), str)]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
