"""A dossier is erased: its key first, so that nothing of it opens any more, wherever it still lies; then all that is left."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.services.integrity.seal_file import sealed_key

if TYPE_CHECKING:
    from chalicelib.services.integrity.seal_file import Cellar


def erase_dossier(number: str, cellar: "Cellar") -> None:
    """What stays is the head, as one line of the register: kind, service, phases, outcome; no code leads to it any more.

    Can be broken off anywhere and done again. Raises NotPossibleNow where it is not closed, ChangedMeanwhile, Busy.
    """
    head = cellar.dossiers.head(number)
    erased = head.after(Act.ERASE, Actor.MACHINE)
    cellar.keys.destroy(number)
    while lying := cellar.files.under(sealed_key(number, "")):
        for key, _ in lying:
            cellar.files.drop(key)
    cellar.dossiers.purge(number)
    nobody = replace(erased, locator="", code="", lead="", excluded=(), clocks=(), erase_after=None, unread=0)
    cellar.dossiers.keep(Change(nobody))
