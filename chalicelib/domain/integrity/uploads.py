"""Files that people send to the house: how many, how large, which kinds, and where they lie until they are sealed.
Standard library only."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain import file_names, ids
from chalicelib.domain.form_key import FormKey

MOST_FILES: Final = 30
MOST_BYTES: Final = file_names.MOST_BYTES
UPLOAD: Final = "upload/"  # what lies there is not sealed yet
# What proves something may have been heard or filmed.
TYPES: Final = file_names.TYPES | {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "msg": "application/vnd.ms-outlook",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner said, in its own word, of the object with this entity tag."""

    said: str
    etag: str


def upload_prefix(secret: bytes, key: FormKey) -> str:
    """Where the files of a form lie: nobody can compute it of what he sees, and it says nothing."""
    return f"{UPLOAD}{ids.digest(secret, 'integrity-upload', key.drawn).hex()[:32]}/"


def type_of(name: str) -> str | None:
    """The media type of a file's (safe) name by its last extension; None where the house does not take such files."""
    _, dot, extension = name.rpartition(".")
    return TYPES.get(extension.lower()) if dot else None
