"""Delete the files of forms that were never sent: nobody will ever ask for them, and nobody may keep things here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chalicelib.services.erase_case import Shelves
    from chalicelib.stores.loose_files import LooseFiles

FIRST: Final = 2  # days ago: a form lives for one
LAST: Final = 14  # what several nights could not do
A_TIME: Final = 200


def drop_loose_files(shelves: "Shelves", loose: "LooseFiles", at: datetime, go_on: Callable[[], bool]) -> int:
    """How many files were deleted. `go_on`: whether there is time for more. Raises Busy; what is left goes the next time."""
    dropped = 0
    for ago in range(LAST, FIRST - 1, -1):
        day = (at - timedelta(days=ago)).date()
        while prefixes := loose.of_day(day, limit=A_TIME):
            for prefix in prefixes:
                if not go_on():
                    return dropped
                dropped += _drop(shelves, prefix)
                loose.done(prefix, day)
    return dropped


def _drop(shelves: "Shelves", prefix: str) -> int:
    unasked = [key for key, _ in shelves.files.under(prefix) if not shelves.scans.places(key)]
    for key in unasked:
        shelves.files.delete(key)
    return len(unasked)
