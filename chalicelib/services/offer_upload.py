"""Somebody wants to send a file along: give a form with which the browser puts it straight into the bucket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain import ids
from chalicelib.domain.file_names import ANY_TYPE, MOST_BYTES, MOST_FILES, safe_name, type_of
from chalicelib.domain.form_key import FormKey
from chalicelib.errors import Rejected, TooMany

if TYPE_CHECKING:
    from chalicelib.services.register_contact import Desk
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.loose_files import LooseFiles

MOST_OFFERS: Final = 200  # a day to one network address
BEGUN_WITHIN: Final = 900  # seconds


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that somebody wants to send. `place`: 0 to MOST_FILES - 1 of its form; `size`: in bytes, as the browser says."""

    place: int
    name: str
    size: int
    network: str


@dataclass(frozen=True, slots=True)
class Reception:
    """What receiving files needs: the bucket, who counts, and who remembers what may be left behind."""

    files: "FileStore"
    limits: "Limits"
    loose: "LooseFiles"


def offer_upload(key: FormKey, wish: Wish, reception: Reception, desk: "Desk") -> dict[str, Any]:
    """{"url": .., "fields": {..}, "name": the safe name} for a POST to S3. Raises Rejected, TooMany."""
    name = safe_name(wish.name)
    if not 0 <= wish.place < MOST_FILES:
        raise Rejected({"files": "form.error_files_many"})
    if type_of(name) is None:
        raise Rejected({"files": "form.error_files_type"})
    if not 0 < wish.size <= MOST_BYTES:
        raise Rejected({"files": "form.error_files_large" if wish.size else "form.error_files_empty"})
    return {**upload_form(key, wish.place, wish.network, reception, desk), "name": name}


def upload_form(
    key: FormKey, place: int, network: str, reception: Reception, desk: "Desk", then: str = ""
) -> dict[str, Any]:
    """The form itself; `then`: where S3 sends a browser without script afterwards. Raises TooMany, Busy."""
    if not reception.limits.allow("upload", ids.citizen_hash(desk.secret, network), desk.at, most=MOST_OFFERS):
        raise TooMany
    prefix = key.prefix(desk.secret)
    reception.loose.note(prefix, desk.at)
    form = reception.files.post_form(
        f"{prefix}{place}", most_bytes=MOST_BYTES, type_=ANY_TYPE, seconds=BEGUN_WITHIN, then=then
    )
    return {"url": form["url"], "fields": {**form["fields"], "Content-Type": ANY_TYPE}}
