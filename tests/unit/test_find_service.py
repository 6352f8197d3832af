"""The competent service of a dossier: by what it is about, never one that had it, never one that it is about."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.case import Level
from chalicelib.domain.contact import Channel
from chalicelib.domain.facts import is_email
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Breach, Dossier, Matter
from chalicelib.domain.integrity.entry import Entry, Facts, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.domain.integrity.services import FALLBACKS, services
from chalicelib.services.integrity.find_service import address_of, find_service
from tests.integrity_house import AT

CODES = sorted(services())
NAMES = sorted(name for one in services().values() for name in {one.name, *one.names})


def told(
    organisation: str = "",
    level: str = "",
    who: str = "",
    *,
    matter: Matter = Matter.REPORT,
    breach: Breach = Breach.OTHER,
    tried: tuple[str, ...] = (),
) -> DossierFile:
    """A dossier about an organisation."""
    head = Dossier("I1", 1, Phase.ACKNOWLEDGED, matter, Channel.FORM, AT, "l", "", breach=breach, tried=tried)
    facts = Facts("Iets", organisation=organisation, level=level, who=who)
    return DossierFile(head, (Entry("report", AT, What.REPORT, Actor.REPORTER, facts=facts),))


def back(file: DossierFile, by: str, better: str, minutes: int = 1) -> DossierFile:
    """After a service gave it back."""
    entry = Entry(f"b{minutes}", AT + timedelta(minutes=minutes), What.ACT, Actor.SERVICE, act=Act.GIVE_BACK)
    head = replace(file.dossier, tried=(*file.dossier.tried, by))
    return replace(file, dossier=head, entries=(*file.entries, replace(entry, about=better)))


@pytest.mark.parametrize(
    ("file", "service"),
    [
        (told("stad Gent", "municipal"), "audit-vlaanderen"),
        (told("een agentschap", "flemish"), "audit-vlaanderen"),
        (told("een agentschap", "flemish", matter=Matter.QUESTION), "integriteitsambtenaar"),
        (told("een agentschap", "flemish", breach=Breach.LEAK), "gegevensbescherming"),
        (told("het Vlaams  Parlement", "flemish"), "vlaams-parlement"),
        (told("FOD Financiën", "federal"), "federale-ombudsman"),
        (told("de Commissie", "european"), "olaf"),
        (told("wie weet"), "vlaamse-ombudsdienst"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_by_what_it_is_about(file: DossierFile, service: str) -> None:
    """Organisation, level, kind of breach, and whether it is a question say who is competent; the most particular is."""
    assert find_service(file) == service


def test_better_one() -> None:
    """The service that gives it back may name a better one, which gets it; the last word counts."""
    once = back(told("stad Gent", "municipal"), "audit-vlaanderen", "olaf")
    assert find_service(once) == "olaf"
    assert find_service(back(once, "olaf", "federale-ombudsman", 2)) == "federale-ombudsman"
    assert find_service(back(once, "olaf", "audit-vlaanderen", 2)) == "vlaamse-ombudsdienst"


def test_said_later() -> None:
    """What the reporter corrects counts, and a service stays shut out that the first report was about."""
    file = told("Audit Vlaanderen", "flemish")
    more = Entry("more", AT, What.REPORT, Actor.REPORTER, facts=Facts("Iets", organisation="Gent", level="municipal"))
    assert find_service(replace(file, entries=(*file.entries, more))) == "vlaamse-ombudsdienst"


@given(
    organisation=st.sampled_from([*NAMES, "stad Gent", ""]),
    who=st.sampled_from([*(f"een inspecteur van de {name.upper()}." for name in NAMES), "het diensthoofd"]),
    level=st.sampled_from(["", *Level]),
    matter=st.sampled_from(Matter),
    breach=st.sampled_from(Breach),
    tried=st.lists(st.sampled_from(CODES), max_size=9).map(tuple),
    better=st.sampled_from(["", "nonsense", *CODES]),
)
def test_never_the_one_it_is_about(
    organisation: str, who: str, level: str, matter: Matter, breach: Breach, tried: tuple[str, ...], better: str
) -> None:
    """Whatever is told: there is a service, it is not one that the report is about, and only where all that are part of no
    government were tried does one get it twice."""
    file = back(told(organisation, level, who, matter=matter, breach=breach, tried=tried), "", better)
    found = find_service(file)
    facts = file.entries[0].facts
    assert facts and not services()[found].concerns(facts)
    assert found not in tried or {code for code in FALLBACKS if not services()[code].concerns(facts)} <= set(tried)


def test_table() -> None:
    """The table holds the services that can always be asked, competent for levels and breaches that exist; each can be told."""
    assert set(FALLBACKS) <= set(services())
    for one in services().values():
        assert is_email(one.mail) and one.levels <= set(Level) and one.breaches <= set(Breach)
        assert one.matters <= set(Matter)
        assert address_of(one.code) == one.mail
    assert address_of("") == address_of(FALLBACKS[0])
