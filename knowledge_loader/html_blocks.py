"""HTML of sheets as plain blocks: paragraphs, items and headings with links, and nothing else of it."""

import re
from html.parser import HTMLParser
from typing import Final

from chalicelib.domain.article import Block, BlockKind, Span

_BREAKS: Final = frozenset("p div ul ol table tr br section article blockquote dl dt dd".split())
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template"})
_CELLS: Final = frozenset({"td", "th"})
_ADDRESS: Final = re.compile(r"(?:https?://[^\s<>]+|mailto:[^\s<>]+@[^\s<>]+|tel:[+\d][\d\s()./-]*)", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")


def safe_address(address: str) -> str:
    """The address where it is one of http, https, mailto or tel; else nothing."""
    plain = address.strip()
    return plain if _ADDRESS.fullmatch(plain) else ""


def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of a piece of HTML or plain text, without empty ones. Any text is survived."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block(BlockKind.PARAGRAPH)
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._spans: list[Span] = []
        self._kind = BlockKind.PARAGRAPH
        self._url = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "li":
            self.end_block(BlockKind.ITEM)
        elif tag in _HEADINGS:
            self.end_block(BlockKind.HEADING)
        elif tag in _CELLS and self._spans:
            self._add(" · ")
        elif tag in _BREAKS and not (tag in ("p", "div") and self._kind is BlockKind.ITEM and not self._text()):
            self.end_block(BlockKind.PARAGRAPH)
        elif tag == "a":
            self._url = safe_address(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a":
            self._url = ""
        elif tag in _BREAKS or tag in _HEADINGS or tag == "li":
            self.end_block(BlockKind.PARAGRAPH)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._add(data)

    def end_block(self, following: BlockKind) -> None:
        """Keep what was read as a block; what comes is of another kind."""
        spans = _tidy(self._spans)
        if spans:
            self.blocks.append(Block(self._kind, spans))
        self._spans, self._kind = [], following

    def _add(self, text: str) -> None:
        self._spans.append(Span(text, self._url))

    def _text(self) -> str:
        return "".join(span.text for span in self._spans).strip()


def _tidy(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours of one address joined, single spaces, none at the ends; nothing where no letter or digit is left."""
    joined: list[Span] = []
    for span in spans:
        text = _SPACE.sub(" ", span.text)
        if joined and joined[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if joined and joined[-1].url == span.url:
            joined[-1] = Span(joined[-1].text + text, span.url)
        elif text:
            joined.append(Span(text, span.url))
    if joined:
        joined[0] = Span(joined[0].text.lstrip(" "), joined[0].url)
        joined[-1] = Span(joined[-1].text.rstrip(" "), joined[-1].url)
    kept = tuple(span for span in joined if span.text)
    return kept if any(letter.isalnum() for span in kept for letter in span.text) else ()
