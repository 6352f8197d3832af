"""Files inside a winmail.dat (MS-OXTNEF): what Outlook sends to who it takes for another Outlook. Standard library only."""

from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
MOST_FILES: Final = 100
_RENDER_DATA, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME: Final = 0x3707
_FIXED: Final = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE: Final = frozenset({0x0D, 0x1E, 0x1F, 0x102})


def files_in(body: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each file; none where it is no TNEF. What is cut off or broken ends the list, never fails."""
    names: list[str] = []
    contents: list[bytes | None] = []
    for attribute, data in _attributes(body):
        if attribute == _RENDER_DATA:
            names.append("")
            contents.append(None)
        elif not names:
            continue
        elif attribute == _DATA:
            contents[-1] = data
        elif attribute == _TITLE:
            names[-1] = names[-1] or _text(data)
        elif attribute == _PROPERTIES:
            names[-1] = _long_name(data) or names[-1]
    found = [(name, content) for name, content in zip(names, contents, strict=True) if content is not None]
    return found[:MOST_FILES]


def _attributes(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Id (its lower half) and data of each attribute: level 1 byte, id 4, length 4, data, checksum 2."""
    if not body.startswith(SIGNATURE):
        return
    place = 6  # after the signature and a key
    while place + 9 <= len(body):
        attribute = int.from_bytes(body[place + 1 : place + 3], "little")
        length = int.from_bytes(body[place + 5 : place + 9], "little")
        if place + 9 + length > len(body):
            return
        yield attribute, body[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _long_name(data: bytes) -> str:
    """The long name among MAPI properties, or "": count, then tag 4 (type, id), value."""
    place, left = 4, int.from_bytes(data[:4], "little")
    while left and place + 4 <= len(data):
        left -= 1
        kind = int.from_bytes(data[place : place + 2], "little")
        name = int.from_bytes(data[place + 2 : place + 4], "little")
        place += 4
        if name >= 0x8000:  # a named property: GUID, then a number or a name
            return ""
        if kind in _FIXED:
            place += max(4, _FIXED[kind])
        elif kind in _VARIABLE:
            length = int.from_bytes(data[place + 4 : place + 8], "little")
            value = data[place + 8 : place + 8 + length]
            if name == _LONG_NAME:
                return value.decode("utf-16-le", "replace").rstrip("\x00") if kind == 0x1F else _text(value)
            place += 8 + (length + 3) // 4 * 4
        else:
            return ""
    return ""


def _text(data: bytes) -> str:
    return data.split(b"\x00", 1)[0].decode("cp1252", "replace")
