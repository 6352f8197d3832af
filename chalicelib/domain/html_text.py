"""HTML of a mail as text for an agent to read. Standard library only; the time it takes grows with the length alone.

A parser that builds a tree takes minutes for some thousand nested tags, so this only walks from tag to tag. Its result is
text, never markup: whoever shows it escapes it. What a sender hid by style becomes visible, which is wanted with phishing.
"""

import re
from html import unescape
from typing import Final

MOST: Final = 2_000_000  # characters that are looked at
LONGEST_LINK: Final = 200
LONGEST_ATTRIBUTE: Final = 20_000
_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html "
    "li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_SPACED: Final = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre".split())  # an empty line around them
_DROPPED: Final = frozenset("script style head title template noscript svg object textarea select".split())
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE: Final = r"(?i)[\s\"']{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
_HREF: Final = re.compile(_ATTRIBUTE.format("href"))
_ALT: Final = re.compile(_ATTRIBUTE.format("alt"))
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def text_of_html(html: str) -> str:
    """What a person reads in it. Quotations (blockquote) get "> " before their lines, as in mails of plain text."""
    return _Walk(html[:MOST]).text()


class _Walk:
    """From tag to tag; `_absent` remembers what does not come any more, so that nothing is looked for twice in vain."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._absent: set[str] = set()
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0  # of quotations
        self._kept = 0  # of pre
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        place = 0
        while place < len(self._html):
            start = self._find("<", place)
            if start > place:
                self._words(self._html[place:start])
            place = self._tag(start) if start < len(self._html) else start
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip()

    def _find(self, what: str, place: int) -> int:
        """Where it stands next; the end where it does not."""
        if what in self._absent:
            return len(self._html)
        found = self._html.find(what, place)
        if found < 0:
            self._absent.add(what)
            return len(self._html)
        return found

    def _tag(self, start: int) -> int:
        """Read what begins with "<" at `start`; gives the place after it."""
        if self._html.startswith("<!--", start):
            return self._find("-->", start) + 3
        name = _NAME.match(self._html, start)
        if not name:
            if self._html[start + 1 : start + 2] in ("!", "?"):
                return self._find(">", start) + 1
            self._words("<")
            return start + 1
        end = self._end_of_tag(start)
        tag, closing = name[1].lower(), self._html[start + 1] == "/"
        if tag in _DROPPED and not closing:
            return self._after(tag, end)
        self._apply(tag, closing, self._html[name.end() : end])
        return end + 1

    def _end_of_tag(self, start: int) -> int:
        """The ">" that ends a tag; one inside a quoted attribute is passed over, unless the quote never ends."""
        first = end = self._find(">", start)
        near = min(len(self._html), first + LONGEST_ATTRIBUTE)
        for _ in range(4):
            if self._html.count('"', start, end) % 2 == 0 or end - start > LONGEST_ATTRIBUTE:
                return end
            end = self._html.find(">", end + 1, near)
            if end < 0:
                return first
        return first

    def _after(self, tag: str, end: int) -> int:
        """The place after the element that is dropped; one that never ends is passed over as a tag only."""
        if self._html[end - 1 : end] == "/":
            return end + 1
        for closing in (f"</{tag}", f"</{tag.upper()}"):
            found = self._find(closing, end)
            if found < len(self._html):
                return self._find(">", found) + 1
        return end + 1

    def _apply(self, tag: str, closing: bool, inside: str) -> None:
        if tag == "br":
            self._end_line(always=True)
        elif tag in _BLOCKS:
            self._block(tag, closing)
        elif tag in ("td", "th"):
            self._words(" ")
        elif tag == "a":
            self._link(closing, inside)
        elif tag == "img" and (alt := _value(_ALT, inside)):
            self._words(f"[{alt}]")

    def _block(self, tag: str, closing: bool) -> None:
        self._end_line()
        if tag in _SPACED and self._lines and self._lines[-1].strip("> "):
            self._lines.append("> " * min(self._depth, 5))
        if tag == "blockquote":
            self._depth = max(0, self._depth + (-1 if closing else 1))
        elif tag == "pre":
            self._kept = max(0, self._kept + (-1 if closing else 1))
        elif tag == "li" and not closing:
            self._line.append("- ")

    def _link(self, closing: bool, inside: str) -> None:
        if not closing:
            self._links = [(_value(_HREF, inside), len(self._line))]
        elif self._links:
            address, since = self._links.pop()
            shown = "".join(self._line[since:])
            leads_out = address.lower().startswith(("http://", "https://")) and len(address) <= LONGEST_LINK
            if leads_out and address.split("//", 1)[1].strip("/") not in shown:
                self._line.append(f" <{address}>")

    def _words(self, raw: str) -> None:
        text = unescape(raw) if "&" in raw else raw
        if self._kept:
            first, *more = text.split("\n")
            self._line.append(first)
            for line in more:
                self._end_line(always=True)
                self._line.append(line)
            return
        text = _SPACE.sub(" ", text).replace("\xa0", " ")
        if text and (self._line or text != " "):
            self._line.append(text)

    def _end_line(self, *, always: bool = False) -> None:
        line = "".join(self._line)
        if line.strip() or always:
            quote = "> " * min(self._depth, 5)
            self._lines.append(quote + (line if self._kept else re.sub(" {2,}", " ", line).strip()))
        self._line.clear()
        self._links.clear()


def _value(attribute: re.Pattern[str], inside: str) -> str:
    found = attribute.search(inside[:LONGEST_ATTRIBUTE])
    return plain_value(next((one for one in found.groups() if one is not None), "")) if found else ""


def plain_value(value: str) -> str:
    """An attribute's value on one line."""
    return " ".join(unescape(value).split())
