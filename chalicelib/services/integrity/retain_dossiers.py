"""Dossiers past their day are erased, and it is counted what is left past it: the proof that this works is a zero."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.errors import Busy, ChangedMeanwhile, NotFound, NotPossibleNow
from chalicelib.services.integrity.erase_dossier import erase_dossier

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.services.integrity.seal_file import Cellar


def retain_dossiers(cellar: "Cellar", at: "datetime", go_on: Callable[[], bool]) -> tuple[int, int]:
    """How many were erased, and how many should have been and were not. `go_on`: whether there is time for one more."""
    erased = 0
    for head in cellar.dossiers.past(at):
        if not go_on():
            break
        try:
            erase_dossier(head.id, cellar)
            erased += 1
        except (Busy, ChangedMeanwhile, NotFound, NotPossibleNow):
            continue  # tomorrow; until then it is counted
    return erased, len(cellar.dossiers.past(at))
