"""Somebody wants to send a file to the house: give a form with which the browser puts it straight into its bucket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain import ids
from chalicelib.domain.file_names import ANY_TYPE, safe_name
from chalicelib.domain.integrity.guesses import network_of
from chalicelib.domain.integrity.uploads import MOST_BYTES, MOST_FILES, type_of, upload_prefix
from chalicelib.errors import Rejected, TooMany

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.limits import Limits

UPLOAD: Final = "upload"
MOST_OFFERS: Final = 300  # a day to one network address
BEGUN_WITHIN: Final = 900  # seconds


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that somebody wants to send. `place`: 0 to MOST_FILES - 1 of its form; `size`: in bytes, as the browser says;
    `then`: where S3 sends a browser without script afterwards."""

    place: int
    name: str
    size: int
    network: str
    then: str = ""


def offer_file(key: "FormKey", wish: Wish, files: "FileStore", limits: "Limits", house: "House") -> dict[str, Any]:
    """{"url": .., "fields": {..}, "name": the safe name} for a POST to S3. Raises Rejected, TooMany."""
    name = safe_name(wish.name)
    if type_of(name) is None:
        raise Rejected({"files": "integrity.error_files_type"})
    if not 0 < wish.size <= MOST_BYTES:
        raise Rejected({"files": "integrity.error_files_large" if wish.size else "integrity.error_files_empty"})
    return {**upload_form(key, wish, files, limits, house), "name": name}


def upload_form(key: "FormKey", wish: Wish, files: "FileStore", limits: "Limits", house: "House") -> dict[str, Any]:
    """The form itself, for a file that is not chosen yet. Raises Rejected, TooMany."""
    if not 0 <= wish.place < MOST_FILES:
        raise Rejected({"files": "integrity.error_files_many"})
    network = ids.citizen_hash(house.secret, network_of(wish.network))
    if not limits.allow(UPLOAD, network, house.at, most=MOST_OFFERS):
        raise TooMany
    target = f"{upload_prefix(house.secret, key)}{wish.place}"
    form = files.post_form(target, most_bytes=MOST_BYTES, type_=ANY_TYPE, seconds=BEGUN_WITHIN, then=wish.then)
    return {"url": form["url"], "fields": {**form["fields"], "Content-Type": ANY_TYPE}}
