"""Organisations over every implementation of the table: large registers, and addresses that two people decide on."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.article import Level
from chalicelib.domain.organisation import Organisation, Proposal
from chalicelib.errors import ChangedMeanwhile
from chalicelib.stores.organisations import OrganisationStore
from chalicelib.stores.table import Table
from tests.contract.tables import engine_url, table

__all__ = ["engine_url", "table"]
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
ZONES = [
    Organisation(f"OVO1{n:03}", f"Politiezone {n:03}", Level.LOKAAL, email=f"zone{n}@zones.test") for n in range(120)
]


def test_register(table: Table) -> None:
    """More organisations than one call takes are kept, found by each road, and replaced by a smaller register."""
    store = OrganisationStore(table)
    unnamed = Organisation("OVO9", "…", Level.FEDERAAL)
    assert store.keep([*ZONES, unnamed]) == 0
    assert store.get("OVO1007") == ZONES[7]
    assert store.find("politie 007") == (ZONES[7],)
    assert store.find("pol", level=Level.LOKAAL, limit=3) == tuple(ZONES[:3])
    assert store.find(level=Level.FEDERAAL) == store.find("ovo9") == (unnamed,)
    assert store.keep(ZONES[:2]) == 119
    assert store.find("politiezone") == store.find("") == tuple(ZONES[:2])
    assert store.find(level=Level.FEDERAAL) == ()


def test_address(table: Table) -> None:
    """An address is entered once, confirmed as it was shown, and counts from then on."""
    store = OrganisationStore(table)
    store.keep(ZONES[:1])
    first = Proposal("OVO1000", "a@zones.test", "an", "An")
    store.propose(first)
    with pytest.raises(ChangedMeanwhile):
        store.propose(Proposal("OVO1000", "b@zones.test", "bo", "Bo"))
    second = Proposal("OVO1000", "c@zones.test", "an", "An")
    store.propose(second)
    with pytest.raises(ChangedMeanwhile):
        store.confirm(first, "sam", AT)
    assert store.proposals() == (second,)
    store.confirm(second, "sam", AT)
    assert (store.head("OVO1000").email, store.proposals()) == ("c@zones.test", ())
