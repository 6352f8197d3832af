"""Which files of a form really arrived in the house's bucket, and what they are called."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from chalicelib.domain import ids
from chalicelib.domain.file_names import safe_name
from chalicelib.domain.integrity.entry import Evidence
from chalicelib.domain.integrity.uploads import MOST_FILES, type_of, upload_prefix
from chalicelib.errors import Rejected

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.files import FileStore


def collect_evidence(
    key: "FormKey",
    names: Mapping[int, str],
    files: "FileStore",
    house: "House",
    *,
    strip: bool = False,
    by: str = "",
    known: Callable[[], Iterable[Evidence]] = tuple,
) -> tuple[Evidence, ...]:
    """The files of a form by their place in it; `names`: what their sender calls them; `strip`: hidden data must go out of
    them; `by`: id of the investigator, "" for the reporter; `known`: gives the files that the dossier has, asked where one is
    not in the bucket: of a form that is sent twice it may be sealed already. Sizes are what the bucket says.

    Raises Rejected where one did not arrive, or has a name of a kind that the house does not take; Busy.
    """
    if not names:
        return ()
    there = arrived(key, files, house)
    derived = {place: _id(key, place, house) for place in sorted(names)}
    sealed = {one.id: one for one in known()} if set(names) - set(there) else {}
    if not all(place in there or id_ in sealed for place, id_ in derived.items()):
        raise Rejected({"files": "integrity.error_files_lost"})
    return tuple(
        sealed.get(id_) or _evidence(key, place, safe_name(names[place]), there[place], strip, by, house)
        for place, id_ in derived.items()
    )


def arrived(key: "FormKey", files: "FileStore", house: "House") -> dict[int, int]:
    """Size of each file of a form that is in the bucket, by its place in the form. Raises Busy."""
    prefix = upload_prefix(house.secret, key)
    found = {name.removeprefix(prefix): size for name, size in files.under(prefix)}
    return {int(place): size for place, size in found.items() if place.isdecimal() and int(place) < MOST_FILES}


def _id(key: "FormKey", place: int, house: "House") -> str:
    return ids.ulid(house.secret, key.made_at, f"{upload_prefix(house.secret, key)}{place}")


def _evidence(key: "FormKey", place: int, name: str, size: int, strip: bool, by: str, house: "House") -> Evidence:
    type_ = type_of(name)
    if type_ is None:
        raise Rejected({"files": "integrity.error_files_type"})
    target = f"{upload_prefix(house.secret, key)}{place}"
    return Evidence(_id(key, place, house), name, type_, size, target, house.at, by, strip=strip)
