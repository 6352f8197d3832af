"""The pages of an IPDC feed (LDES), in a folder or at an address, as articles: of each sheet its newest version."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.domain.article import Article
from knowledge_loader.fetching import fetch, follow
from knowledge_loader.ipdc import Names, article_of, identity_of
from knowledge_loader.reading import NotReadable, Reading, Refusal, Refused

ADMINISTRATIONS: Final = "bestuurseenheden.json"  # address of an administration -> {"naam": ...}
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, and what stands in it or why that cannot be read."""

    name: str
    body: bytes


def read_pages(folder: Path, seen: Callable[[int], None]) -> Reading:
    """The pages of a folder: page-*.json where there are such, else every JSON file. `seen`: called with each count."""
    paths = sorted(folder.glob("page-*.json"), key=_by_number)
    paths = paths or sorted(path for path in folder.glob("*.json") if path.name != ADMINISTRATIONS)
    if not paths:
        raise NotReadable(f"{folder}: no pages (page-*.json) and no articles (*.toml)")
    beside = folder / ADMINISTRATIONS
    names = administrations_of(beside.read_bytes()) if beside.exists() else {}
    return _read((Page(path.name, path.read_bytes()) for path in paths), names, seen)


def read_feed(address: str, seen: Callable[[int], None]) -> Reading:
    """The pages from an address on, each naming the next. Raises NotReadable where one of them does not come:
    half a feed would make sheets vanish."""
    names = administrations_of(fetch(address, beside=ADMINISTRATIONS) or b"{}")
    return _read((Page(name, body) for name, body in follow(address)), names, seen)


def administrations_of(body: bytes) -> Names:
    """Names of administrations by their address."""
    try:
        read = json.loads(body)
    except ValueError as error:
        raise NotReadable(f"{ADMINISTRATIONS}: is no JSON") from error
    if not isinstance(read, Mapping):
        raise NotReadable(f"{ADMINISTRATIONS}: an object was expected")
    return {address: str(one["naam"]) for address, one in read.items() if isinstance(one, Mapping) and "naam" in one}


def _by_number(path: Path) -> tuple[int, str]:
    number = _NUMBER.search(path.stem)
    return int(number.group()) if number else 0, path.name


def _read(pages: Iterable[Page], names: Names, seen: Callable[[int], None]) -> Reading:
    reading = Reading()
    newest: dict[str, tuple[str, Article | None, list[str], str]] = {}
    for page in pages:
        for place, member in enumerate(_members(page, reading)):
            reading.read += 1
            _take(member, f"{page.name}, sheet {place + 1}", names, newest, reading)
        seen(reading.read)
    for _, article, flaws, name in newest.values():
        if article is None:
            reading.refused.append(Refusal(name, "archived"))
        else:
            reading.articles.append(article)
            reading.flaws.update(flaws)
    return reading


def _members(page: Page, reading: Reading) -> Iterator[Any]:
    try:
        members = json.loads(page.body)["member"]
    except (ValueError, KeyError, TypeError):
        members = None
    if not isinstance(members, list):
        reading.read += 1
        reading.refused.append(Refusal(page.name, "a page that is no JSON with members"))
        return
    yield from members


def _take(
    member: Any,
    name: str,
    names: Names,
    newest: dict[str, tuple[str, Article | None, list[str], str]],
    reading: Reading,
) -> None:
    """Keep a member where it is the newest of its sheet; what it replaces, or is older than, is told."""
    if not isinstance(member, Mapping):
        reading.refused.append(Refusal(name, "no object"))
        return
    try:
        sheet, at = identity_of(member), str(member.get("generatedAtTime", ""))
        article, flaws = (None, []) if member.get("gearchiveerd") is True else article_of(member, names)
    except Refused as refused:
        reading.refused.append(Refusal(name, str(refused)))
        return
    before = newest.get(sheet)
    if before and before[0] > at:
        reading.refused.append(Refusal(name, "an older version of a sheet"))
        return
    if before:
        reading.refused.append(Refusal(before[3], "an older version of a sheet"))
    newest[sheet] = (at, article, flaws, name)
