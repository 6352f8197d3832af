"""An organisation changes while it is asked: it gets another name, or is no more and another one does its work."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.referral import Referral

if TYPE_CHECKING:
    from chalicelib.stores.organisations import OrganisationStore


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of it. `name`: its new one, or ""; `ended`: from which day it is no more; `heir`: who does its work now,
    where that is known."""

    name: str = ""
    ended: date | None = None
    heir: Organisation | None = None


def follow_organisation(referral: Referral, organisations: "OrganisationStore", at: datetime) -> Fate | None:
    """What became of a referral's organisation since it was asked; None where nothing did. Raises Busy."""
    found = organisations.get(referral.organisation)
    return fate_of(referral, found, organisations, at) if found else None


def fate_of(referral: Referral, found: Organisation, organisations: "OrganisationStore", at: datetime) -> Fate | None:
    """The same for an organisation that was read before. Raises Busy."""
    if found.over(at.astimezone(BRUSSELS).date()):
        from chalicelib.services.find_organisations import last_successor  # few organisations end while they are asked

        return Fate(ended=date.fromisoformat(found.ended), heir=last_successor(found, organisations))
    return Fate(name=found.name) if found.name != referral.name else None
