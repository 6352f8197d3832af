"""A folder of articles in TOML, one a file: the format of knowledge_loader/sample (docs/operators/knowledge.md)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from chalicelib.domain.article import Article, Audience, Block, BlockKind, Level, Section, Source, Span, Theme
from knowledge_loader.html_blocks import safe_address
from knowledge_loader.reading import Reading, Refusal, Refused

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ITEM: Final = "- "
Code = TypeVar("Code", bound=StrEnum)


def read_folder(folder: Path) -> Reading:
    """All articles of a folder; what is wrong with a file is told, and the others are taken."""
    reading = Reading()
    for path in sorted(folder.glob("*.toml")):
        reading.read += 1
        try:
            reading.articles.append(article_of(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            reading.refused.append(Refusal(path.name, f"is no TOML: {error}"))
        except Refused as refused:
            reading.refused.append(Refusal(path.name, str(refused)))
    return reading


def article_of(name: str, written: Mapping[str, Any]) -> Article:
    """The article of one file, whose name is its id. Raises Refused with the first thing that is wrong."""
    if written.get("id") != name or not _ID.fullmatch(name):
        raise Refused("id: the name of the file was expected (a-z, 0-9 and -)")
    source = written.get("source")
    if not isinstance(source, Mapping):
        raise Refused("source: a table with name and url was expected")
    updated = written.get("updated")
    if type(updated) is not date:
        raise Refused("updated: a date was expected")
    return Article(
        id=name,
        title=_text(written, "title"),
        summary=_text(written, "summary"),
        sections=tuple(_sections(written.get("sections"))),
        levels=_codes(written, "levels", Level),
        themes=_codes(written, "themes", Theme),
        audiences=_codes(written, "audiences", Audience),
        source=Source(_text(source, "name"), safe_address(str(source.get("url", "")))),
        updated=updated,
        search_terms=_list(written, "search_terms"),
        version_of=name,
    )


def blocks_of(text: str) -> tuple[Block, ...]:
    """Paragraphs between empty lines, lines that begin with "- " as items, `[text](address)` as links."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", text.strip()):
        paragraph: list[str] = []
        for line in filter(None, (line.strip() for line in part.splitlines())):
            if not line.startswith(_ITEM):
                paragraph.append(line)
                continue
            if paragraph:
                yield Block(BlockKind.PARAGRAPH, tuple(_spans(" ".join(paragraph))))
                paragraph = []
            yield Block(BlockKind.ITEM, tuple(_spans(line.removeprefix(_ITEM))))
        if paragraph:
            yield Block(BlockKind.PARAGRAPH, tuple(_spans(" ".join(paragraph))))


def _spans(line: str) -> Iterator[Span]:
    end = 0
    for link in _LINK.finditer(line):
        if link.start() > end:
            yield Span(line[end : link.start()])
        yield Span(link.group(1), safe_address(link.group(2)))
        end = link.end()
    if end < len(line):
        yield Span(line[end:])


def _sections(written: Any) -> Iterator[Section]:
    if not isinstance(written, list) or not written:
        raise Refused("sections: one or more were expected")
    for section in written:
        if not isinstance(section, Mapping):
            raise Refused("sections: tables were expected")
        yield Section(_text(section, "heading"), blocks_of(_text(section, "text")), bool(section.get("detail")))


def _text(written: Mapping[str, Any], name: str) -> str:
    value = written.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name}: a text was expected")
    return value.strip()


def _list(written: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = written.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Refused(f"{name}: a list of texts was expected")
    return tuple(values)


def _codes(written: Mapping[str, Any], name: str, kind: type[Code]) -> tuple[Code, ...]:
    values = _list(written, name)
    known = [code.value for code in kind]
    if wrong := [value for value in values if value not in known]:
        raise Refused(f"{name}: {', '.join(wrong)} is none of {', '.join(known)}")
    return tuple(code for code in kind if code.value in values)
