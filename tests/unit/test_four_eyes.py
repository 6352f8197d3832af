"""Who reports is seen by nobody alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.form_key import FormKey
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.four_eyes import OPEN_FOR, WAITS_FOR, Purpose, Standing, asks
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.reading import looks
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow, Rejected
from chalicelib.services.integrity.answer_four_eyes import answer_four_eyes
from chalicelib.services.integrity.ask_four_eyes import ask_four_eyes
from chalicelib.services.integrity.open_identity import open_identity
from tests.integrity_house import AT, WHO, ConfidentialHouse
from tests.unit.test_dossier_acts import BOB, CHIEF, ILSE, NUMBER, STRANGER, a_key

MINUTE = timedelta(minutes=1)


def asked(house: ConfidentialHouse, who: Investigator = ILSE, key: FormKey | None = None, minute: int = 0) -> str:
    """The id of an ask to see who reports."""
    at = house.at(AT + minute * MINUTE)
    ask_four_eyes(NUMBER, Purpose.IDENTITY, "Ik moet bellen.", key or a_key(), who, house.dossiers, at)
    return next(one.id for one in asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY) if one.by == who.id)


def answered(house: ConfidentialHouse, ask: str, who: Investigator, *, agree: bool = True, minute: int = 1) -> None:
    at = house.at(AT + minute * MINUTE)
    answer_four_eyes(NUMBER, ask, who, house.dossiers, at, agree=agree)


def test_open_for_an_hour() -> None:
    """After a colleague's yes who asked sees it for an hour, no longer; each look is kept; the colleague sees nothing."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    answered(house, asked(house), BOB)
    assert open_identity(NUMBER, ILSE, house.dossiers, house.at(AT + 60 * MINUTE)) == WHO
    for who, minute in ((BOB, 2), (CHIEF, 2), (ILSE, 62)):
        with pytest.raises(NotAllowed):
            open_identity(NUMBER, who, house.dossiers, house.at(AT + minute * MINUTE))
    seen = [(look.by, look.seen) for look in looks(house.dossiers.open(NUMBER).entries)]
    assert seen == [("ilse", "identity")]


def test_nobody_agrees_with_himself() -> None:
    """One's own yes opens nothing."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    with pytest.raises(NotAllowed):
        answered(house, asked(house), ILSE)
    with pytest.raises(NotAllowed):
        open_identity(NUMBER, ILSE, house.dossiers, house.at())


def test_only_a_colleague_agrees() -> None:
    """Another service cannot agree, nor see that somebody asked."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    with pytest.raises(NotFound):
        answered(house, asked(house), STRANGER)


@given(agree=st.booleans(), then=st.booleans())
def test_the_first_answer_counts(agree: bool, then: bool) -> None:
    """After one colleague's answer another one's changes nothing; the same one's comes twice unharmed."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    ask = asked(house)
    answered(house, ask, BOB, agree=agree)
    answered(house, ask, BOB, agree=agree, minute=2)
    with pytest.raises(NotPossibleNow):
        answered(house, ask, CHIEF, agree=then, minute=3)
    (one,) = asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY)
    assert one.standing(AT + 4 * MINUTE) is (Standing.OPEN if agree else Standing.REFUSED)


@given(minutes=st.integers(0, 60 * 24 * 10))
def test_open_only_within_its_hour(minutes: int) -> None:
    """At whatever moment: it is open exactly from the yes until an hour after it."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    answered(house, asked(house), BOB)
    (one,) = asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY)
    moment = AT + MINUTE + minutes * MINUTE
    assert (one.standing(moment) is Standing.OPEN) == (minutes * MINUTE < OPEN_FOR)


def test_an_ask_is_not_for_ever() -> None:
    """An ask that nobody answered is over after a week, and can be asked anew; before that there is one at a time."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    key = a_key()
    ask = asked(house, key=key)
    assert asked(house, key=key, minute=1) == ask
    with pytest.raises(NotPossibleNow):
        asked(house, minute=2)
    late = int(WAITS_FOR / MINUTE) + 1
    with pytest.raises(NotPossibleNow):
        answered(house, ask, BOB, minute=late)
    at = AT + late * MINUTE
    ask_four_eyes(NUMBER, Purpose.IDENTITY, "Nog eens.", FormKey("f" * 32, at), ILSE, house.dossiers, house.at(at))
    assert len(asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY)) == 2


def test_a_yes_is_for_one_thing() -> None:
    """A yes to a new receipt code opens nobody's name."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    ask_four_eyes(NUMBER, Purpose.CODE, "Zij kwam langs.", a_key(), ILSE, house.dossiers, house.at())
    (ask,) = asks(house.dossiers.open(NUMBER).entries, Purpose.CODE)
    answered(house, ask.id, BOB)
    with pytest.raises(NotAllowed):
        open_identity(NUMBER, ILSE, house.dossiers, house.at(AT + 2 * MINUTE))


def test_no_ask_without_a_reason() -> None:
    """Who gives no reason asks nothing."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    with pytest.raises(Rejected) as refused:
        ask_four_eyes(NUMBER, Purpose.IDENTITY, "", a_key(), ILSE, house.dossiers, house.at())
    assert set(refused.value.fields) == {"identity"}


def test_another_service() -> None:
    """What was asked in one service is over in the next one: nobody there can agree to it."""
    house = ConfidentialHouse()
    house.accepted(at=AT - MINUTE)
    asked(house)
    assert asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY)
    house.did(NUMBER, Act.SEND_ON, at=AT + MINUTE)
    house.did(NUMBER, Act.FORWARD, Actor.MACHINE, AT + 2 * MINUTE, service="vlaamse-ombudsdienst")
    assert asks(house.dossiers.open(NUMBER).entries, Purpose.IDENTITY) == ()
