"""The address of an organisation that somebody enters and somebody else confirms."""

import pytest

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.article import Level
from chalicelib.domain.organisation import Organisation
from chalicelib.errors import ChangedMeanwhile, NotAllowed, NotPossibleNow, Rejected
from chalicelib.services.confirm_address import confirm_address, refuse_address, take_back_address
from chalicelib.services.propose_address import propose_address
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.organisations import OrganisationStore
from tests.unit.desk_house import AN, AT, SAM

FOREST = Organisation("OVO1", "Natuur en Bos", Level.VLAAMS)
TAXES = Organisation("OVO2", "Belastingdienst", Level.VLAAMS, email="loket@belasting.test")
GONE = Organisation("OVO3", "Borsbeek", Level.LOKAAL, ended="2025-01-01")
BO = Agent("bo", "Bo Smet", frozenset({Role.AGENT, Role.SUPERVISOR}))
ADDRESS = "bos@natuur.test"


@pytest.fixture
def store() -> OrganisationStore:
    """A store with an organisation that has no address, one that has, and one that is no more."""
    kept = OrganisationStore(FakeTable())
    kept.keep([FOREST, TAXES, GONE])
    return kept


def propose(store: OrganisationStore, email: str = ADDRESS, code: str = "OVO1", agent: Agent = AN) -> None:
    propose_address(store.head(code), email, agent, store, "1700.test", AT)


def test_two_people(store: OrganisationStore) -> None:
    """An address counts after one person entered it and another confirmed it, never by one alone."""
    propose(store, agent=SAM)
    assert store.head("OVO1").email == ""
    with pytest.raises(NotAllowed):
        confirm_address("OVO1", ADDRESS, SAM, store, AT)
    confirm_address("OVO1", ADDRESS, BO, store, AT)
    assert store.head("OVO1").email == ADDRESS
    with pytest.raises(ChangedMeanwhile):
        confirm_address("OVO1", ADDRESS, BO, store, AT)


def test_better_address(store: OrganisationStore) -> None:
    """An address that turns out wrong is replaced in the same way; until then the old one counts."""
    propose(store, "nieuw@belasting.test", "OVO2")
    assert store.head("OVO2").email == "loket@belasting.test"
    confirm_address("OVO2", "nieuw@belasting.test", SAM, store, AT)
    assert store.head("OVO2").email == "nieuw@belasting.test"


def test_not_as_shown(store: OrganisationStore) -> None:
    """What was corrected after it was shown is not confirmed, and not refused, unread."""
    propose(store)
    propose(store, "woud@natuur.test")
    for act in (
        lambda: confirm_address("OVO1", ADDRESS, SAM, store, AT),
        lambda: refuse_address("OVO1", ADDRESS, store),
        lambda: take_back_address("OVO1", ADDRESS, AN, store),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert store.head("OVO1").proposed == "woud@natuur.test"


def test_refused_and_taken_back(store: OrganisationStore) -> None:
    """A refused address is gone, and so is one that its author took back; a colleague's is not taken back."""
    propose(store)
    refuse_address("OVO1", ADDRESS, store)
    propose(store)
    with pytest.raises(NotAllowed):
        take_back_address("OVO1", ADDRESS, SAM, store)
    take_back_address("OVO1", ADDRESS, AN, store)
    assert store.head("OVO1") == FOREST


@pytest.mark.parametrize("email", ["", "geen adres", "a@b", "a b@c.test", "vraag@1700.test", "VRAAG@1700.TEST"])
def test_wrong_address(store: OrganisationStore, email: str) -> None:
    """What is no address is refused, and so is one of our own, where a referral would come back as a question."""
    with pytest.raises(Rejected):
        propose(store, email)
    assert store.proposals() == ()


def test_nothing_to_do(store: OrganisationStore) -> None:
    """The address that is there already is told as such; who is no more gets none; a colleague's waits first."""
    with pytest.raises(Rejected):
        propose(store, "LOKET@belasting.test", "OVO2")
    with pytest.raises(NotPossibleNow):
        propose(store, code="OVO3")
    propose(store)
    with pytest.raises(ChangedMeanwhile):
        propose(store, "woud@natuur.test", agent=SAM)
