"""Bytes of mails as text, whatever their sender says they are: nothing here fails. Standard library only."""

import codecs
import re
from binascii import a2b_base64, a2b_qp
from email.message import Message
from email.utils import getaddresses
from typing import Any, Final

from chalicelib.domain.mail import Address

MOST_HEADER: Final = 20_000  # characters of one header that are looked at
MOST_ADDRESSES: Final = 50
# Only codecs of text, and only those that mail programs use: others (punycode, zlib) are slow, or no text at all.
_CODECS: Final = re.compile(
    r"ascii|utf_?(7|8|8_sig|16|16_be|16_le|32)|latin_?1|iso8859(_\d+)?|cp\d+|koi8_[rut]|mac_\w+|big5(hkscs)?|gb(k|2312|18030)"
    r"|euc_\w+|shift_jis\w*|iso2022_\w+|johab|hz|tis_620|ptcp154"
)
_LATIN: Final = frozenset({"ascii", "iso8859-1", "latin_1", "cp1252"})
_META: Final = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that change the order in which letters are shown: "fdp.exe" is made to read "exe.pdf".
_ORDER: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD: Final = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?\r\n]*)\?=")  # spaces in it are wrong, and written
_WORDS: Final = re.compile(r"((?:=\?[^?\s]{1,80}\?[bBqQ]\?[^?\r\n]*\?=)+)")
_BETWEEN: Final = re.compile(r"(?<=\?=)\s+(?==\?[^?\s]{1,80}\?[bBqQ]\?)")
_EMAIL: Final = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f]{1,64}@[^\s@<>\"(),:;\\\x00-\x1f]{1,255}")


def decoded(body: bytes, charset: str) -> str:
    """Bytes as text: by the charset they are said to be in, unless they plainly are UTF-8 (a common lie)."""
    name = _codec(charset)
    if name in _LATIN or not name:
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return _western(body)
    try:
        return body.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return _western(body) if name.startswith("utf") else body.decode(name, "replace")


def _western(body: bytes) -> str:
    """Windows-1252, as browsers read it: its five undefined bytes are control characters."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _codec(charset: str) -> str:
    """Python's name of a charset that we take, or ""."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")[:40]).name.lower()
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if _CODECS.fullmatch(name.replace("-", "_")) else ""


def charset_of_html(body: bytes) -> str:
    """The charset that an HTML page names itself, or ""."""
    found = _META.search(body[:2048])
    return found[1].decode("ascii") if found else ""


def plain(text: str) -> str:
    """Text that can be kept and shown: one kind of line end, no control characters, no half characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\ufeff", "")


def header(value: str) -> str:
    """A header as people read it, on one line: encoded words (RFC 2047), and raw bytes as UTF-8 or Windows-1252."""
    text = _BETWEEN.sub("", unescaped(value))
    read = "".join(_word(piece) for piece in _WORDS.split(text)) if "=?" in text else text
    return " ".join(_ORDER.sub("", plain(read)).split())


def raw_headers(message: "Message[Any, Any]", name: str) -> list[str]:
    """All headers of a name as they came; `message.get` would lose bytes beyond ASCII."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def unescaped(value: str) -> str:
    """What the parser kept as half characters, because it was not ASCII, as text."""
    raw = value[:MOST_HEADER]
    return raw if raw.isascii() else decoded(raw.encode("utf-8", "surrogateescape"), "")


def _word(piece: str) -> str:
    """A stretch of encoded words, or of other text. Words of one charset are put together first: some programs cut a
    letter of several bytes in two."""
    read, charset, body = "", "", b""
    for found in _WORD.finditer(piece):
        if found[1].lower() != charset:
            read, charset, body = read + decoded(body, charset), found[1].lower(), b""
        body += _unencoded(found[2].lower(), found[3])
    return read + decoded(body, charset.partition("*")[0]) if charset else piece


def _unencoded(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding == "q":
        return a2b_qp(raw, header=True)
    try:
        return a2b_base64(raw + b"==")
    except ValueError:
        return raw


def addresses(values: list[str]) -> tuple[Address, ...]:
    """The addresses in headers such as From and To; what is none is passed over."""
    raw = [" ".join(unescaped(value).split()) for value in values[:MOST_ADDRESSES]]
    found = [Address(email, header(name)[:200]) for name, address in _pairs(raw) if (email := _email(address))]
    if not found:  # such as: From: "a" b@c.be
        found = [Address(email) for value in raw for one in _EMAIL.findall(value) if (email := _email(one))]
    return tuple(dict.fromkeys(found[:MOST_ADDRESSES]))


def _pairs(raw: list[str]) -> list[tuple[str, str]]:
    """Name and address of each; leniently, as newer patch releases of Python give nothing at all for a slip in one."""
    lenient = {"strict": False} if "strict" in getaddresses.__code__.co_varnames else {}
    try:
        return getaddresses(raw, **lenient)
    except (RecursionError, ValueError, IndexError):  # comments in comments in comments
        return []


def _email(text: str) -> str:
    """An address as we keep it, or "" where it is none that a mail can go to."""
    address = text.strip()
    return address if _EMAIL.fullmatch(address) and not _CONTROL.search(address) else ""
