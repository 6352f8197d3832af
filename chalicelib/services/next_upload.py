"""Files one after another, for a browser without script: what has arrived, and a form of S3 for the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.file_names import MOST_FILES
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.services.collect_files import arrived
from chalicelib.services.offer_upload import Reception, upload_form

if TYPE_CHECKING:
    from chalicelib.services.register_contact import Desk


@dataclass(frozen=True, slots=True)
class Upload:
    """`key`: of the form that the files belong to, as pages hold it; `there`: the size of each file that arrived, by its
    place; `form`: for the next file, None where there are enough."""

    key: str
    there: dict[int, int]
    form: dict[str, Any] | None


def next_upload(
    text: str, drawn: str, network: str, reception: Reception, desk: "Desk", back: Callable[[str], str]
) -> Upload:
    """Go on with the form whose key `text` is, or begin one with `drawn` where it is none of ours or too old.

    `back`: the address to which S3 sends the browser afterwards, made of the key. Raises TooMany, Busy.
    """
    key = read_key(desk.secret, text)
    if key is None or key.old(desk.at):
        key = FormKey(drawn, desk.at)
    written = write_key(desk.secret, key.made_at, key.drawn)
    there = arrived(key, desk.secret, reception.files)
    place = max(there, default=-1) + 1
    form = upload_form(key, place, network, reception, desk, back(written)) if place < MOST_FILES else None
    return Upload(written, there, form)
