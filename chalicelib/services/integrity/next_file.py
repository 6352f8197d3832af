"""Files of a mailbox one after another, for a browser without script: what has arrived, and a form for the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.integrity.uploads import MOST_FILES
from chalicelib.services.integrity.collect_evidence import arrived
from chalicelib.services.integrity.offer_file import Wish, upload_form

if TYPE_CHECKING:
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.limits import Limits


@dataclass(frozen=True, slots=True)
class Upload:
    """`key`: of the form that the files belong to, as pages hold it; `there`: the size of each file that arrived, by its
    place; `form`: for the next file, None where there are enough."""

    key: str
    there: dict[int, int]
    form: dict[str, Any] | None


def next_file(
    text: str,
    drawn: str,
    network: str,
    files: "FileStore",
    limits: "Limits",
    house: "House",
    back: Callable[[str], str],
) -> Upload:
    """Go on with the form whose key `text` is, or begin one with `drawn` where it is none of ours or too old.

    `back`: the address to which S3 sends the browser afterwards, made of the key. Raises TooMany, Busy.
    """
    key = read_key(house.secret, text)
    if key is None or key.old(house.at):
        key = FormKey(drawn, house.at)
    written = write_key(house.secret, key.made_at, key.drawn)
    there = arrived(key, files, house)
    place = max(there, default=-1) + 1
    wish = Wish(place, "", 0, network, back(written))
    form = upload_form(key, wish, files, limits, house) if place < MOST_FILES else None
    return Upload(written, there, form)
