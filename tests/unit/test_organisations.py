"""Who is who in government, in the table."""

from chalicelib.domain.article import Level
from chalicelib.domain.organisation import Organisation
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.organisations import OrganisationStore

GENT = Organisation("OVO1", "Gent", Level.LOKAAL)
TAXES = Organisation("OVO2", "Vlaamse Belastingdienst", Level.VLAAMS)
ELIA = Organisation("OVO3", "Één Loket", Level.FEDERAAL)


def test_found_by_name() -> None:
    """An organisation is found by the beginning of its name, capitals and accents aside, and by its code."""
    store = OrganisationStore(FakeTable())
    store.keep([GENT, TAXES, ELIA])
    assert store.find("vlaamse BEL") == (TAXES,)
    assert store.find("een") == (ELIA,)
    assert store.find("", limit=2) == (ELIA, GENT)
    assert store.get("OVO1") == GENT
    assert store.get("OVO9") is None


def test_kept_again() -> None:
    """A new register changes names, adds, and removes what is not in it; twice is once."""
    store = OrganisationStore(FakeTable())
    store.keep([GENT, TAXES])
    renamed = Organisation("OVO1", "Stad Gent", Level.LOKAAL)
    assert store.keep([renamed, ELIA]) == 1
    assert store.keep([renamed, ELIA]) == 0
    assert store.find("") == (ELIA, renamed)
    assert store.find("gent") == ()
