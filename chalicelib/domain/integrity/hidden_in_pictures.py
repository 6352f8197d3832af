"""Takes out of a picture what nobody sees: where, when and with what it was taken, remarks, small copies, and what stands
behind its end. The picture itself is not made anew: its bytes stay. Standard library only.

JPEG: ITU-T T.81, annex B, and Exif 2.3 for the way a picture is held. PNG: W3C PNG, third edition, chapters 5 and 11.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

JPEG: Final = b"\xff\xd8\xff"
PNG: Final = b"\x89PNG\r\n\x1a\n"
# What the picture's looks depend on; colour profiles go, as they name devices.
_SEEN: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
    | {b"acTL", b"fcTL", b"fdAT", b"cICP"}
)
_ORIENTATION: Final = 0x0112
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length


class NotUnderstood(ValueError):
    """It is not what its first bytes say."""


def bare_jpeg(body: bytes) -> bytes:
    """A JPEG without segments of applications and remarks. The way it is held stays. Raises NotUnderstood."""
    kept, turned = [], 1
    for marker, segment, scan in _segments(body):
        if marker == 0xE1:
            turned = _orientation(segment[4:]) or turned
        if _shown(marker, segment):
            kept.append(segment + scan)
    return b"".join((b"\xff\xd8", _held(turned), *kept, b"\xff\xd9"))


def bare_png(body: bytes) -> bytes:
    """A PNG with what is seen alone. Raises NotUnderstood."""
    kept, at = [PNG], len(PNG)
    while at < len(body):
        head = body[at : at + 8]
        if len(head) < 8:
            raise NotUnderstood
        length, kind = struct.unpack(">I4s", head)
        chunk = body[at : at + 12 + length]
        if len(chunk) < 12 + length or chunk[-4:] != struct.pack(">I", zlib.crc32(chunk[4:-4])):
            raise NotUnderstood
        kept += [chunk] if kind in _SEEN else []
        at += 12 + length
        if kind == b"IEND":
            return b"".join(kept)
    raise NotUnderstood


def _shown(marker: int, segment: bytes) -> bool:
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\x00" and segment[16:18] == b"\x00\x00"  # without a small copy of the picture
    if marker == 0xEE:
        return segment[4:9] == b"Adobe"  # says which colours the numbers mean
    return not (0xE0 <= marker <= 0xEF or marker in (0xFE, *range(0xF0, 0xFE)))


def _segments(body: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, segment with its marker, and the coded picture that follows it, up to the picture's end."""
    at = 2
    while at + 4 <= len(body):
        if body[at] != 0xFF:
            raise NotUnderstood
        marker = body[at + 1]
        if marker == 0xFF:  # a byte that fills
            at += 1
            continue
        if marker == 0xD9:
            return
        if marker in _ALONE:
            at += 2
            continue
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        then = _end_of_scan(body, end) if marker == 0xDA else end
        if end < at + 4 or end > len(body):
            raise NotUnderstood
        yield marker, body[at:end], body[end:then]
        at = then
    if body[at : at + 2] != b"\xff\xd9":
        raise NotUnderstood


def _end_of_scan(body: bytes, at: int) -> int:
    """Where the next marker stands that is no part of the coded picture."""
    while (at := body.find(b"\xff", at)) >= 0 and at + 1 < len(body):
        if body[at + 1] == 0 or body[at + 1] in _ALONE:
            at += 2
        elif body[at + 1] == 0xFF:
            at += 1
        else:
            return at
    raise NotUnderstood


def _orientation(exif: bytes) -> int:
    """1 to 8; 0 where an Exif segment does not tell it."""
    if exif[:6] != b"Exif\x00\x00" or exif[6:8] not in (b"II", b"MM"):
        return 0
    order, tiff = "<" if exif[6:8] == b"II" else ">", exif[6:]
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _held(turned: int) -> bytes:
    """An Exif segment that says how the picture is held, and nothing else; none where it stands upright."""
    if turned == 1:
        return b""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    exif = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
