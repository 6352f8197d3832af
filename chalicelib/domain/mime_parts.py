"""The parts of a mail (RFC 2045-2049, 2183, 2387, 1847): which is text to read, which is a file. Standard library only."""

from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

from chalicelib.domain.flags import Flag
from chalicelib.domain.mail import Attachment
from chalicelib.domain.mail_text import charset_of_html, decoded, header, plain, raw_headers, unescaped

MOST_PARTS: Final = 500
DEEPEST: Final = 30
STUB: Final = 20  # a plain text so many times shorter than the HTML beside it says nothing but "your program is old"
SHORT: Final = 200
# Nothing that a person would open; all of it stays in the original.
_UNSEEN: Final = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
    "text/rfc822-headers",
)
_PKCS7: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_PGP: Final = (
    ("-----BEGIN PGP MESSAGE-----", Flag.ENCRYPTED),
    ("-----BEGIN PGP SIGNED MESSAGE-----", Flag.SIGNED_UNCHECKED),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the mail that is read on the page; of an alternative both forms."""

    plain: str = ""
    html: str = ""

    def read(self) -> str:
        """What a person reads in it."""
        if self.plain and not (self.html and len(self.plain) < SHORT and len(self.html) > STUB * len(self.plain)):
            return self.plain
        from chalicelib.domain.html_text import text_of_html

        text = text_of_html(self.html)
        return text if not self.plain or len(text) > STUB * len(self.plain) else self.plain


class PartsReader:
    """Takes a message apart. `attachments` and `flags` are what it found."""

    def __init__(self) -> None:
        self.attachments: list[Attachment] = []
        self.flags: set[Flag] = set()
        self._pieces: list[Piece] = []
        self._forwarded: list[Piece] = []  # read only where the mail itself says nothing
        self._left = MOST_PARTS

    def text(self) -> str:
        """All text, in order; where there is none, that of a mail forwarded inside it."""
        own = _joined(self._pieces)
        for mark, flag in _PGP:
            if own.startswith(mark):
                self.flags.add(flag)
        return own or _joined(self._forwarded)

    def html(self) -> str:
        """The HTML form, as sent, or ""."""
        return "\n".join(piece.html for piece in self._pieces if piece.html)

    def take(self, part: "Message[Any, Any]", depth: int = 0) -> None:
        """Read a part and all parts in it; what is beyond the limits is told by Flag.TRUNCATED."""
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            self.flags.add(Flag.TRUNCATED)
            return
        kind, children = part.get_content_type(), messages_in(part)
        if kind in _PKCS7:
            self._pkcs7(part)
        if kind.startswith("multipart/") and part.is_multipart():
            self._multipart(kind, children, depth)
        elif kind.startswith("message/") and part.is_multipart():
            self._message(part, kind, children, depth)
        elif kind.startswith("multipart/") or (kind in ("text/plain", "text/html") and not _is_file(part)):
            self._body(part, kind)  # a multipart without its boundary is text with odd lines in it
        elif kind not in _UNSEEN:
            self._file(part, kind)

    def _multipart(self, kind: str, children: list["Message[Any, Any]"], depth: int) -> None:
        if kind == "multipart/signed":
            self.flags.add(Flag.SIGNED_UNCHECKED)
        if kind == "multipart/encrypted":
            self.flags.add(Flag.ENCRYPTED)
        if kind != "multipart/alternative":
            for child in children:
                self.take(child, depth + 1)
            return
        outside, self._pieces = self._pieces, []
        for child in children:
            self.take(child, depth + 1)
        plain_texts = "\n\n".join(piece.plain for piece in self._pieces if piece.plain)
        html = "\n".join(piece.html for piece in self._pieces if piece.html)
        self._pieces = [*outside, Piece(plain_texts, html)]

    def _message(self, part: "Message[Any, Any]", kind: str, payload: list["Message[Any, Any]"], depth: int) -> None:
        """A mail in the mail is a file, unless it tells of a delivery (delivery_report.py reads that)."""
        if kind != "message/rfc822" or not payload:
            return
        name = _name(part) or f"{' '.join(header(one) for one in raw_headers(payload[0], 'subject')[:1])[:80]}.eml"
        self.attachments.append(Attachment(name, kind, payload[0].as_bytes()))
        inner = PartsReader()
        inner._left = self._left
        inner.take(payload[0], depth + 1)
        self._left = inner._left
        self._forwarded += inner._pieces
        self.flags |= inner.flags & {Flag.TRUNCATED}

    def _body(self, part: "Message[Any, Any]", kind: str) -> None:
        body = _bytes(part)
        charset = _charset(part)
        if kind == "text/html":
            self._pieces.append(Piece(html=plain(decoded(body, charset or charset_of_html(body))).strip()))
        else:
            self._pieces.append(Piece(plain(decoded(body, charset)).strip()))

    def _file(self, part: "Message[Any, Any]", kind: str) -> None:
        name, body = _name(part), _bytes(part)
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
            from chalicelib.domain.tnef import files_in

            found = files_in(body)
            self.attachments += [Attachment(plain(one), "application/octet-stream", content) for one, content in found]
            if found:
                return
        inline = kind.startswith("image/") and (part.get_content_disposition() == "inline" or "content-id" in part)
        self.attachments.append(Attachment(name, kind, body, inline))

    def _pkcs7(self, part: "Message[Any, Any]") -> None:
        """S/MIME: enveloped is encrypted; otherwise signed, with the content inside, which we do not open."""
        signed = "signed" in str(part.get_param("smime-type", "")).lower()
        self.flags |= {Flag.SIGNED_UNCHECKED, Flag.UNREADABLE} if signed else {Flag.ENCRYPTED}


def messages_in(part: "Message[Any, Any]") -> list["Message[Any, Any]"]:
    """The parts of a part, where it has any."""
    # Of a part without parts get_payload would decode its text, by whatever codec its sender names.
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)]


def _joined(pieces: list[Piece]) -> str:
    texts = (piece.read() for piece in pieces)
    return "\n\n".join(text for text in texts if text).strip()


def _is_file(part: "Message[Any, Any]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _name(part: "Message[Any, Any]") -> str:
    """The name that a file came with (RFC 2231, and RFC 2047 where it should not be), or ""."""
    told = part
    if not all(str(value).isascii() for _, value in part.raw_items()):  # names in raw bytes, which no standard allows
        told = Message()
        for name, value in part.raw_items():
            told[name] = unescaped(str(value))
    try:
        return header(told.get_filename("") or "")
    except Exception:  # noqa: BLE001  # RFC 2231 parameters that contradict each other: the file keeps its content
        return ""


def _charset(part: "Message[Any, Any]") -> str:
    try:
        return part.get_content_charset("") or ""
    except Exception:  # noqa: BLE001  # as above
        return ""


def _bytes(part: "Message[Any, Any]") -> bytes:
    try:
        body = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  # a transfer encoding that its content belies; the original has it
        body = b""
    return body if isinstance(body, bytes) else b""
