"""Which organisations are suggested for a question, and why."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.article import Article, Level, Source, Theme
from chalicelib.domain.case import CaseFile
from chalicelib.domain.case import Level as CaseLevel
from chalicelib.domain.contact import Person
from chalicelib.domain.likely import Reason, Why, same_word
from chalicelib.domain.organisation import Organisation
from chalicelib.services.suggest_organisations import MOST, suggest_organisations
from chalicelib.stores.organisations import OrganisationStore
from tests.unit.desk_house import AT, House

GENT = Organisation("OVO1", "Gent", Level.LOKAAL, municipality="44021")
WELFARE = Organisation("OVO2", "OCMW Gent", Level.LOKAAL, municipality="44021", subjects=("WelzijnGezondheid",))
TAXES = Organisation("OVO3", "Vlaamse Belastingdienst", Level.VLAAMS, subjects=("EconomieWerk",))
JUSTICE = Organisation("OVO4", "Federale Overheidsdienst Justitie", Level.FEDERAAL, also=("FOD Justitie",))
MELLE = Organisation("OVO5", "Melle", Level.LOKAAL, ended="2025-01-01", successor="OVO6", municipality="44040")
FUSED = Organisation("OVO6", "Merelbeke-Melle", Level.LOKAAL, municipality="44088")
ALL = (GENT, WELFARE, TAXES, JUSTICE, MELLE, FUSED)


def article(
    title: str, source: str, *levels: Level, themes: tuple[Theme, ...] = (), administration: str = ""
) -> Article:
    """An article that was consulted."""
    return Article("a", title, "", (), levels, themes, (), Source(source, ""), date(2026, 1, 1), (), administration)


def suggested(text: str, *articles: Article, sender: Person | None = None, **head: object) -> list[tuple[str, Reason]]:
    """Codes and reasons for a question with this text, from this sender, about this."""
    house = House()
    store = OrganisationStore(house.table)
    store.keep(ALL)
    case = house.register(text=text, subject="", sender=sender)
    file = house.cases.open(case.id)
    file = replace(file, case=replace(file.case, **head))
    return [(one.code, reason) for one, reason in suggest_organisations(file, articles, store, AT)]


def test_words_of_the_question() -> None:
    """A question that names what an organisation is called, in another form too, leads to it."""
    assert suggested("Ik kreeg een brief over mijn belastingen.") == [("OVO3", Reason(Why.WORDS, "belastingen"))]
    assert suggested("Wat is dat?") == []


def test_where_the_sender_lives() -> None:
    """The municipality of the sender's postal code, or else of the address, comes before its other services."""
    by_code = suggested("Een losse stoeptegel.", sender=Person(postal_code="9000"))
    assert by_code == [("OVO1", Reason(Why.MUNICIPALITY, "Gent")), ("OVO2", Reason(Why.MUNICIPALITY, "Gent"))]
    assert suggested("Een losse stoeptegel.", sender=Person(address="Veldstraat 1, Gent")) == by_code
    assert suggested("Een losse stoeptegel.", sender=Person(postal_code="4000")) == []


def test_another_level_counts_less() -> None:
    """Where an agent said of which level the question is, organisations of that level come first."""
    text, sender = "Over mijn belastingen.", Person(postal_code="9000")
    assert next(code for code, _ in suggested(text, sender=sender)) == "OVO3"
    assert next(code for code, _ in suggested(text, sender=sender, level=CaseLevel.MUNICIPAL)) == "OVO1"


def test_behind_an_article() -> None:
    """Who published an article that was consulted comes first, by the name that people know it by too."""
    consulted = article("Uw strafregister", "FOD Justitie", Level.FEDERAAL)
    assert suggested("Kan dat?", consulted)[0] == ("OVO4", Reason(Why.ARTICLE, "Uw strafregister"))
    own = article("Parkeren", "Stad", Level.LOKAAL, administration="Gent")
    assert suggested("Kan dat?", own)[0] == ("OVO1", Reason(Why.ARTICLE, "Parkeren"))


def test_level_and_theme() -> None:
    """Level and theme of the case, or else of an article, lead to who deals with that."""
    reason = Reason(Why.SUBJECT, "EconomieWerk")
    assert suggested("Kan dat?", level=CaseLevel.FLEMISH, theme="EconomieWerk") == [("OVO3", reason)]
    consulted = article("Premie", "", Level.VLAAMS, themes=(Theme.ECONOMIE_WERK,))
    assert suggested("Kan dat?", consulted) == [("OVO3", reason)]
    assert suggested("Kan dat?", level=CaseLevel.FEDERAL, theme="EconomieWerk") == []


def test_each_article_for_itself() -> None:
    """The theme of one article is not looked for at the level of another."""
    about_work = article("Premie", "", Level.FEDERAAL, themes=(Theme.ECONOMIE_WERK,))
    flemish = article("Asbest", "", Level.VLAAMS)
    assert suggested("Kan dat?", about_work, flemish) == []


def test_who_follows() -> None:
    """What is no more is never suggested: who follows it is."""
    assert suggested("Mijn paspoort in Melle.") == [("OVO6", Reason(Why.WORDS, "melle"))]


def test_called_just_that() -> None:
    """Of those whose names hold a word of the question, the one that is called just that comes first."""
    assert [code for code, _ in suggested("Een tegel ligt los in Gent.")] == ["OVO1", "OVO2"]


def test_one_of_a_name() -> None:
    """Of organisations with one name and level the one that can be asked is suggested, else the first."""
    house = House()
    store = OrganisationStore(house.table)
    twins = [Organisation(f"OVO1{n}", "Aalst", Level.LOKAAL, email="a@b.test" if n == 2 else "") for n in range(3)]
    store.keep(twins)
    file = house.cases.open(house.register(text="Een put in Aalst", subject="").id)
    assert [one.code for one, _ in suggest_organisations(file, (), store, AT)] == ["OVO12"]


@pytest.mark.parametrize(
    ("asked", "found", "same"),
    [
        ("belastingen", "belastingdienst", True),
        ("studietoelage", "studietoelagen", True),
        ("bossen", "bos", False),
        ("nieuw", "nieuwpoort", False),
        ("weten", "wetenschap", False),
        ("scholen", "schole", True),
    ],
)
def test_same_word(asked: str, found: str, same: bool) -> None:
    """A plural is the same word, and a long word may begin a compound; a short one only looks alike."""
    assert same_word(asked, found) is same


def test_not_too_many() -> None:
    """A word that very many share says nothing, and the list stays short."""
    house = House()
    store = OrganisationStore(house.table)
    zones = [Organisation(f"OVO1{n:02}", f"Politiezone {n}", Level.LOKAAL) for n in range(60)]
    schools = [Organisation(f"OVO2{n:02}", f"School {n}", Level.LOKAAL) for n in range(20)]
    store.keep([*zones, *schools])
    file: CaseFile = house.cases.open(house.register(text="Politiezone en school", subject="").id)
    found = suggest_organisations(file, (), store, AT)
    assert len(found) == MOST
    assert {one.name.split()[0] for one, _ in found} == {"School"}
