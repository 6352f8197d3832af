"""Bytes of mails as text, whatever their sender says they are: nothing here fails. Standard library only."""

import codecs
import re
from email.header import decode_header
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


def header(value: Any) -> str:
    """A header as people read it, on one line (RFC 2047; raw bytes in it as UTF-8 or Windows-1252)."""
    text = str(value)[:MOST_HEADER]
    try:
        pieces = decode_header(text)
    except Exception:  # noqa: BLE001  # decode_header meets headers that no grammar foresaw; they are shown as they are
        pieces = [(text, None)]
    read = "".join(_piece(piece, charset) for piece, charset in pieces)
    return " ".join(_ORDER.sub("", plain(read)).split())


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        piece = piece.encode("utf-8", "surrogateescape")
    return decoded(piece, "" if charset in (None, "unknown-8bit") else str(charset))


def addresses(values: list[Any]) -> tuple[Address, ...]:
    """The addresses in headers such as From and To; what is none is passed over."""
    raw = [_unfolded(value) for value in values[:MOST_ADDRESSES]]
    found = [Address(email, header(name)[:200]) for name, address in _pairs(raw) if (email := _email(address))]
    if not found:  # such as: From: "a" b@c.be
        found = [Address(email) for value in raw for one in _EMAIL.findall(value) if (email := _email(one))]
    return tuple(dict.fromkeys(found[:MOST_ADDRESSES]))


def _pairs(raw: list[str]) -> list[tuple[str, str]]:
    """Name and address of each; leniently, as newer patch releases of Python give nothing at all for a slip in one."""
    try:
        return getaddresses(raw, strict=False)
    except TypeError:
        return getaddresses(raw)
    except (RecursionError, ValueError, IndexError):  # comments in comments in comments
        return []


def _email(text: str) -> str:
    """An address as we keep it, or "" where it is none that a mail can go to."""
    address = text.strip()
    return address if _EMAIL.fullmatch(address) and not _CONTROL.search(address) else ""


def _unfolded(value: Any) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", str(value)[:MOST_HEADER])
