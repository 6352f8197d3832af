"""Who is who in government, in the table."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.article import Level
from chalicelib.domain.municipalities import (
    municipalities,
    municipality_in,
    municipality_of,
    municipality_of_postal_code,
)
from chalicelib.domain.organisation import Organisation, Proposal
from chalicelib.errors import ChangedMeanwhile, NotFound, Rejected
from chalicelib.services.find_organisations import find_organisations, last_successor, nearest_with_address
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.organisations import OrganisationStore

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
GENT = Organisation("OVO1", "Gent", Level.LOKAAL, municipality="44021", email="gent@diensten.test")
TAXES = Organisation("OVO2", "Vlaamse Belastingdienst", Level.VLAAMS, also=("VLABEL",), parent="OVO4")
ELIA = Organisation("OVO3", "Één Loket", Level.FEDERAAL, subjects=("EconomieWerk",))
FINANCE = Organisation("OVO4", "Departement Financiën", Level.VLAAMS, email="fin@diensten.test")
ALL = (GENT, TAXES, ELIA, FINANCE)


@pytest.fixture
def store() -> OrganisationStore:
    """A store with four organisations."""
    kept = OrganisationStore(FakeTable())
    kept.keep(ALL)
    return kept


# --- Keeping and finding ---


def test_found_by_words(store: OrganisationStore) -> None:
    """An organisation is found by the beginnings of words of its names, in any order, capitals and accents aside."""
    assert store.find("vlaamse BEL") == (TAXES,)
    assert store.find("belast vlaam") == (TAXES,)
    assert store.find("vlabel") == (TAXES,)
    assert store.find("een lok") == (ELIA,)
    assert store.find("financien") == (FINANCE,)
    assert store.find("", limit=2) == (FINANCE, ELIA)
    assert store.find("vlaamse vlaggen") == ()


def test_found_by_code(store: OrganisationStore) -> None:
    """A code finds its organisation, whole or begun, and gets it."""
    assert store.find("ovo1") == (GENT,)
    assert store.get("OVO1") == GENT
    assert store.get("OVO9") is None
    with pytest.raises(NotFound):
        store.head("OVO9")


def test_found_by_level_subject_and_municipality(store: OrganisationStore) -> None:
    """Level, subject and municipality each find, alone and together with words."""
    assert store.find(level=Level.VLAAMS) == (FINANCE, TAXES)
    assert store.find(subject="EconomieWerk") == (ELIA,)
    assert store.find(municipality="44021") == (GENT,)
    assert store.find(municipality="44021", level=Level.VLAAMS) == ()
    assert store.find("loket", level=Level.LOKAAL) == ()
    assert store.find("g", level=Level.LOKAAL) == (GENT,)


def test_the_same_name_comes_first() -> None:
    """Of many whose names hold a word, the one with that very name is the first."""
    store = OrganisationStore(FakeTable())
    others = [Organisation(f"OVO1{n}", f"{word} Gent", Level.LOKAAL) for n, word in enumerate(("AGB", "Zorg", "Haven"))]
    store.keep([*others, GENT])
    assert [one.name for one in store.find("gent")] == ["Gent", "AGB Gent", "Haven Gent", "Zorg Gent"]


def test_nothing_scans() -> None:
    """Finding takes one query per word, and one per organisation that is shown."""
    table = FakeTable()
    store = OrganisationStore(table)
    store.keep(ALL)
    table.calls.clear()
    store.find("vlaamse belasting")
    assert table.calls == ["query"] * 3


def test_kept_again() -> None:
    """A new register changes names, adds, and removes what is not in it; twice is once, and nothing lies about."""
    table, fresh = FakeTable(), FakeTable()
    store = OrganisationStore(table)
    store.keep(ALL)
    renamed = Organisation("OVO1", "Stad Gent aan de Leie", Level.LOKAAL)
    assert store.keep([renamed, ELIA]) == 2
    assert store.keep([renamed, ELIA]) == 0
    assert store.find("leie") == store.find("gent") == (renamed,)
    assert store.find(municipality="44021") == store.find("belasting") == ()
    OrganisationStore(fresh).keep([renamed, ELIA])
    assert table.items == fresh.items


NAMES = st.lists(st.text("abcdé -", min_size=1, max_size=12).filter(str.strip), max_size=6)


@given(NAMES, NAMES)
def test_any_register_after_any_other(first: list[str], second: list[str]) -> None:
    """Whatever was there before, the table holds what the last register says, as if it were the first."""

    def of(names: list[str]) -> list[Organisation]:
        return [Organisation(f"OVO{n}", name, Level.LOKAAL) for n, name in enumerate(names)]

    table, fresh = FakeTable(), FakeTable()
    OrganisationStore(table).keep(of(first))
    OrganisationStore(table).keep(of(second))
    OrganisationStore(fresh).keep(of(second))
    assert table.items == fresh.items


# --- Addresses that people enter ---

PROPOSAL = Proposal("OVO2", "loket@belasting.test", "an", "An Peeters")


def test_address_waits_and_counts(store: OrganisationStore) -> None:
    """An address that was entered waits; confirmed it counts, also after the register is loaded again."""
    store.propose(PROPOSAL)
    store.propose(PROPOSAL)
    found = store.head("OVO2")
    assert (found.email, found.proposed, found.proposed_name) == ("", PROPOSAL.email, "An Peeters")
    assert store.proposals() == (PROPOSAL,) == (store.proposal("OVO2"),)
    store.confirm(PROPOSAL, "sam", AT)
    store.keep(ALL)
    found = store.head("OVO2")
    assert (found.email, found.proposed) == (PROPOSAL.email, "")
    assert store.proposals() == ()


def test_register_knows_better(store: OrganisationStore) -> None:
    """A confirmed address counts until the register itself has another one."""
    store.propose(PROPOSAL)
    store.confirm(PROPOSAL, "sam", AT)
    newer = Organisation("OVO2", TAXES.name, TAXES.level, email="nieuw@belasting.test")
    store.keep([newer])
    assert store.head("OVO2").email == "nieuw@belasting.test"


def test_nothing_waits_for_who_is_gone(store: OrganisationStore) -> None:
    """Of an organisation that is in no register any more no address waits; one that was confirmed is known again with it."""
    store.propose(PROPOSAL)
    store.keep([GENT])
    assert store.proposals() == ()
    store.keep(ALL)
    assert store.head("OVO2") == TAXES
    store.propose(PROPOSAL)
    store.confirm(PROPOSAL, "sam", AT)
    store.keep([GENT])
    store.keep(ALL)
    assert store.head("OVO2").email == PROPOSAL.email


def test_one_address_waits(store: OrganisationStore) -> None:
    """Who entered an address may correct it; another's waits first, and what was corrected is not confirmed unread."""
    store.propose(PROPOSAL)
    with pytest.raises(ChangedMeanwhile):
        store.propose(Proposal("OVO2", "ander@belasting.test", "bo", "Bo"))
    corrected = Proposal("OVO2", "loket@vlabel.test", "an", "An Peeters")
    store.propose(corrected)
    with pytest.raises(ChangedMeanwhile):
        store.confirm(PROPOSAL, "sam", AT)
    store.refuse(corrected)
    with pytest.raises(ChangedMeanwhile):
        store.refuse(corrected)
    assert (store.head("OVO2"), store.proposals()) == (TAXES, ())


# --- Finding as an agent does ---


def test_municipality_as_typed(store: OrganisationStore) -> None:
    """A municipality is told by its name, a postal code or its NIS code; one that we do not know is told as such."""
    for typed in ("Gent", " gent ", "9000", "9050", "44021"):
        assert find_organisations("", store, AT, municipality=typed) == (GENT,)
    with pytest.raises(Rejected):
        find_organisations("", store, AT, municipality="Atlantis")


def test_what_is_no_more_comes_last(store: OrganisationStore) -> None:
    """An organisation that is no more is still found, after those that are."""
    gone = Organisation("OVO5", "Aalst", Level.LOKAAL, ended="2025-01-01")
    ending = Organisation("OVO6", "Brugge", Level.LOKAAL, ended="2027-01-01")
    store.keep([gone, ending, GENT])
    assert find_organisations("", store, AT, level=Level.LOKAAL) == (ending, GENT, gone)


def test_nearest_parent_with_an_address(store: OrganisationStore) -> None:
    """An organisation without an address has the nearest one above it that has one; circles end."""
    part = Organisation("OVO7", "Dienst", Level.VLAAMS, parent="OVO2")
    circle = Organisation("OVO8", "Kring", Level.VLAAMS, parent="OVO9")
    back = Organisation("OVO9", "Rond", Level.VLAAMS, parent="OVO8")
    store.keep([*ALL, part, circle, back])
    assert nearest_with_address(part, store) == FINANCE
    assert nearest_with_address(circle, store) is None
    assert nearest_with_address(GENT, store) is None


def test_last_successor(store: OrganisationStore) -> None:
    """Who follows is the last of those that followed each other; a circle ends, and an unknown one is none."""
    first = Organisation("OVO7", "Eerst", Level.LOKAAL, successor="OVO8", ended="2025-01-01")
    second = Organisation("OVO8", "Dan", Level.LOKAAL, successor="OVO1", ended="2026-01-01")
    lost = Organisation("OVO9", "Weg", Level.LOKAAL, successor="OVO99")
    store.keep([*ALL, first, second, lost])
    assert last_successor(first, store) == GENT
    assert last_successor(lost, store) is None
    assert last_successor(GENT, store) is None


def test_over() -> None:
    """An organisation ends on its day, not before."""
    one = Organisation("OVO5", "Borsbeek", Level.LOKAAL, ended="2025-01-01")
    assert [one.over(date(2024, 12, 31)), one.over(date(2025, 1, 1)), GENT.over(date(2025, 1, 1))] == [
        False,
        True,
        False,
    ]


# --- Municipalities ---


def test_municipalities() -> None:
    """The list names each municipality, NIS code and postal code once, and all 285 of Flanders and 19 of Brussels."""
    every = municipalities()
    codes = [code for one in every for code in one.postal_codes]
    assert len(every) == len({one.nis for one in every}) == len({one.name for one in every}) == 304
    assert len(codes) == len(set(codes))
    assert all(len(code) == 4 and code.isdigit() for code in codes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kerkstraat 1, 9000 Gent", "Gent"),
        ("Sint-Pietersplein 3 in Merelbeke-Melle", "Merelbeke-Melle"),
        ("Markt 1, De Panne", "De Panne"),
        ("tussen Gent en Brugge", None),
        ("", None),
    ],
)
def test_municipality_in_an_address(text: str, name: str | None) -> None:
    """An address names its municipality by postal code or name; one that names two names none."""
    found = municipality_in(text)
    assert (found.name if found else None) == name


def test_postal_codes_as_people_write_them() -> None:
    """A postal code may have its country before it; one that is not in the list is nobody's."""
    written = [municipality_of_postal_code(code) for code in ("9000", "B-9000", "BE 9000", " 9000 ")]
    assert {one.name for one in written if one} == {"Gent"}
    assert municipality_of_postal_code("4000") is None
    assert municipality_of("4000") is None
