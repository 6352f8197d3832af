"""Which files of a form really arrived in the bucket, and what they are called."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.contact import FileRef
from chalicelib.domain.file_names import ANY_TYPE, MOST_FILES, safe_name, type_of
from chalicelib.domain.form_key import FormKey
from chalicelib.errors import Rejected

if TYPE_CHECKING:
    from chalicelib.stores.files import FileStore


def collect_files(key: FormKey, names: Mapping[int, str], secret: bytes, files: "FileStore") -> tuple[FileRef, ...]:
    """The files of a form by their place in it; `names`: what their sender calls them. Sizes are what the bucket says.

    Raises Rejected where one did not arrive, has a name of a kind that we do not take, or there are too many; Busy.
    """
    if not names:
        return ()
    if len(names) > MOST_FILES:
        raise Rejected({"files": "form.error_files_many"})
    there = arrived(key, secret, files)
    if not set(names) <= set(there):
        raise Rejected({"files": "form.error_files_lost"})
    return tuple(_file(key, place, safe_name(names[place]), there[place], secret) for place in sorted(names))


def arrived(key: FormKey, secret: bytes, files: "FileStore") -> dict[int, int]:
    """Size of each file of a form that is in the bucket, by its place in the form. Raises Busy."""
    prefix = key.prefix(secret)
    found = {name.removeprefix(prefix): size for name, size in files.under(prefix)}
    return {int(place): size for place, size in found.items() if place.isdecimal() and int(place) < MOST_FILES}


def _file(key: FormKey, place: int, name: str, size: int, secret: bytes) -> FileRef:
    if type_of(name) is None:
        raise Rejected({"files": "form.error_files_type"})
    target = f"{key.prefix(secret)}{place}"
    return FileRef(ids.ulid(secret, key.made_at, target), target, name, type_of(name) or ANY_TYPE, size)
