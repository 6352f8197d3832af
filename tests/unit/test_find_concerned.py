"""A report about an investigator never comes before that investigator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.integrity.access import Investigator, sees
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Facts, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.services.integrity.find_concerned import find_concerned, find_free_service
from chalicelib.services.integrity.find_service import find_service
from chalicelib.services.integrity.keep_out_named import keep_out_named
from chalicelib.services.integrity.run_dossier import Stop, act_at
from tests.integrity_house import AT, ConfidentialHouse
from tests.unit.test_dossier_acts import BOB, ILSE, NUMBER


def about(text: str) -> DossierFile:
    """A dossier whose report says this."""
    file = ConfidentialHouse().registered()
    facts = Facts(text, level="municipal")
    return replace(file, entries=tuple(replace(entry, facts=facts) for entry in file.entries))


def audit(service: str) -> tuple[Investigator, ...]:
    return tuple(one for one in (ILSE, BOB) if one.service == service)


@pytest.mark.parametrize(
    "text",
    ["Ilse Maes nam geld aan.", "Het gaat over ILSE MAES, van de dienst", "ilse   maes"],
)
def test_named(text: str) -> None:
    """Whose whole name stands in a report is kept out, however it is written; a first name alone is nobody's."""
    assert find_concerned(about(text), "audit-vlaanderen", audit) == ("ilse",)


@given(st.sampled_from(["Ilse", "Maes", "Ilse van de balie en Piet Maes", "Ilsemaes", "niemand"]))
def test_not_named(text: str) -> None:
    """Part of a name is no name: nobody is kept out of work by chance."""
    assert find_concerned(about(text), "audit-vlaanderen", audit) == ()


def test_everybody_is_concerned() -> None:
    """A service in which everybody is named does not get it; where no other is left, the chosen one is as it was."""
    file = about("Ilse Maes en Bob Wuyts delen het geld.")
    first = find_service(file)
    assert first == "audit-vlaanderen"
    assert find_free_service(file, audit) != first

    def everywhere(_: str) -> tuple[Investigator, ...]:
        return (ILSE, BOB)

    assert find_free_service(file, everywhere) == first


def test_out_from_the_first_moment() -> None:
    """When a dossier reaches a service, whom it names does not see it, and the colleagues do."""
    house = ConfidentialHouse()
    house.registered()
    house.did(
        NUMBER,
        Act.TELL,
        Actor.REPORTER,
        AT + timedelta(seconds=1),
        facts=Facts("Ilse Maes is haar zus.", level="municipal"),
    )
    house.did(NUMBER, Act.ACKNOWLEDGE, Actor.MACHINE)
    head = house.dossiers.head(NUMBER)
    stop = Stop(NUMBER, head.run, head.phase.value, len(head.stays))
    act_at(
        stop,
        house.dossiers,
        house.at(AT),
        lambda file: find_free_service(file, audit),
        lambda file, service: find_concerned(file, service, audit),
    )
    head = house.dossiers.head(NUMBER)
    assert (head.phase, head.service) == (Phase.FORWARDED, "audit-vlaanderen")
    assert not sees(ILSE, head)
    assert sees(BOB, head)


def test_named_later() -> None:
    """Whom the reporter names in a later message is kept out before the service hears of it, once; who leads it is not, as a
    reporter may call her by her name, and what colleagues write themselves keeps nobody out."""
    house = ConfidentialHouse()
    house.accepted()
    bob, ilse = (
        Investigator("bob", "Bob Wuyts", "audit-vlaanderen"),
        Investigator("ilse", "Ilse Maes", "audit-vlaanderen"),
    )

    def people(_service: str) -> tuple[Investigator, ...]:
        return (bob, ilse)

    house.did(NUMBER, Act.NOTE, text="Bob Wuyts kijkt mee.", what=What.NOTE)
    keep_out_named(NUMBER, house.dossiers, people)
    assert sees(bob, house.dossiers.head(NUMBER))
    house.did(NUMBER, Act.TELL, Actor.REPORTER, text="Beste Ilse Maes, Bob Wuyts deed mee.", what=What.MESSAGE)
    for _ in range(2):
        keep_out_named(NUMBER, house.dossiers, people)
    head = house.dossiers.head(NUMBER)
    assert (head.excluded, head.lead) == (("bob",), "ilse")
    assert not sees(bob, head)
