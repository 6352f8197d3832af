"""Files that people may send: which kinds, how large, and names that do no harm. Standard library only.

A name comes from a stranger: it is shown, and offered as the name of a download, so nothing in it may lead to another
folder, run, or read backwards. What is in the file is never trusted, whatever the name says.
"""

import unicodedata
from typing import Final

MOST_FILES: Final = 10
MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 100
NAMELESS: Final = "bestand"
ANY_TYPE: Final = "application/octet-stream"

# What citizens send to a government, and agents can open.
TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "csv": "text/csv",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "zip": "application/zip",
    "eml": "message/rfc822",
}
_FORBIDDEN: Final = frozenset('<>:"/\\|?*%')  # of file systems, and of addresses
# Names of devices in Windows, with or without an extension.
_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)


def safe_name(name: str) -> str:
    """A name to show and to save under: one part, printable, no tricks, LONGEST_NAME characters at most, never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(_harmless(character) for character in unicodedata.normalize("NFC", last))
    plain = " ".join(plain.split()).strip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    extension = extension[:10]
    stem = stem.strip(". ")[: LONGEST_NAME - len(extension) - 1].strip(". ") or NAMELESS
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"[: LONGEST_NAME - len(extension) - 1]
    return f"{stem}.{extension}" if extension else stem


def type_of(name: str) -> str | None:
    """The media type of a file's (safe) name by its last extension; None where we do not take such files from a form."""
    _, dot, extension = name.rpartition(".")
    return TYPES.get(extension.lower()) if dot else None


def _harmless(character: str) -> str:
    """The character, "_" where a file system reads more in it, nothing where nobody sees it (controls, turned writing)."""
    if character in _FORBIDDEN:
        return "_"
    kind = unicodedata.category(character)
    if kind.startswith("Z"):
        return " "
    return "" if kind.startswith("C") else character
