"""A sealed file is opened: only one that a scanner found clean."""

from typing import TYPE_CHECKING

from chalicelib.domain.integrity.entry import Evidence, Sealing
from chalicelib.errors import NotPossibleNow

if TYPE_CHECKING:
    from chalicelib.stores.integrity.house_files import HouseFiles
    from chalicelib.stores.integrity.sealing import Keys

LINK_SECONDS = 60
COPIES = "open/"  # what lies there goes by itself


def open_file(number: str, file: Evidence, keys: "Keys", files: "HouseFiles") -> bytes:
    """What was sealed. Raises NotPossibleNow where it is not clean, NotFound where the dossier's key is gone, Busy."""
    if file.sealing is not Sealing.CLEAN:
        raise NotPossibleNow(file.id)
    return keys.box(number).open(file.key, files.get(file.key))


def lend_file(number: str, file: Evidence, drawn: str, keys: "Keys", files: "HouseFiles") -> str:
    """An address that downloads it for a minute. `drawn`: chance, under which a copy lies until a job deletes it. Raises as
    open_file does."""
    copy = f"{COPIES}f-{drawn}"
    body = open_file(number, file, keys, files)
    return files.lend(copy, body, name=file.name, type_=file.type, seconds=LINK_SECONDS)
