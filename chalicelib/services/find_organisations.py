"""Find organisations by words, level, subject and municipality, and what to use instead of one that cannot be asked."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.article import Level
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.municipalities import municipality_of
from chalicelib.domain.organisation import Organisation
from chalicelib.errors import Rejected

if TYPE_CHECKING:
    from chalicelib.stores.organisations import OrganisationStore

MOST: Final = 25
DEEPEST: Final = 10  # parents above each other, successors after each other


def find_organisations(
    words: str,
    store: "OrganisationStore",
    at: datetime,
    *,
    level: Level | None = None,
    subject: str = "",
    municipality: str = "",
) -> tuple[Organisation, ...]:
    """The organisations that fit, MOST at most, those that are no more last.

    `words`: the beginnings of words of a name, or a code; `subject`: a theme's code; `municipality`: its name, NIS code
    or a postal code as somebody typed it. Raises Rejected where it is no municipality that we know, and Busy.
    """
    nis = ""
    if municipality.strip():
        known = municipality_of(municipality)
        if known is None:
            raise Rejected({"municipality": "desk_org.error.municipality"})
        nis = known.nis
    found = store.find(words, level=level, subject=subject, municipality=nis, limit=MOST)
    return tuple(sorted(found, key=lambda one: one.over(at.astimezone(BRUSSELS).date())))


def nearest_with_address(organisation: Organisation, store: "OrganisationStore") -> Organisation | None:
    """The nearest organisation above this one that referrals can be sent to; None where there is none."""
    seen, parent = {organisation.code}, organisation.parent
    while parent and parent not in seen and len(seen) <= DEEPEST:
        seen.add(parent)
        above = store.get(parent)
        if above is None or above.email:
            return above
        parent = above.parent
    return None


def last_successor(organisation: Organisation, store: "OrganisationStore") -> Organisation | None:
    """Who does now what this organisation did; None where it goes on, or nobody is known to."""
    seen, found = {organisation.code}, None
    following = organisation.successor
    while following and following not in seen and len(seen) <= DEEPEST:
        seen.add(following)
        following_one = store.get(following)
        if following_one is None:
            break
        found, following = following_one, following_one.successor
    return found
