"""Find a case again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.contact import Person
from chalicelib.domain.ids import shown_reference
from chalicelib.domain.phones import is_number, same_number
from chalicelib.domain.words import findable
from chalicelib.services.find_cases import MOST, find_cases
from tests.unit.desk_house import AT, SECRET, House


def found(house: House, query: str) -> list[str]:
    return [case.id for case in find_cases(query, house.cases, house.words, SECRET)]


def house_with_two() -> tuple[House, str, str]:
    house = House()
    jan = Person(name="Jan Janssens", email="Jan@Voorbeeld.be", phone="0470 12 34 56")
    one = house.register(1, sender=jan, subject="Vergunning veranda", text="Hoe vraag ik een vergunning aan?")
    two = house.register(
        2, sender=Person(name="Fatima El Amrani", phone="+32 (0)470/98.76.54"), subject="Rijbewijs kwijt"
    )
    return house, one.id, two.id


@pytest.mark.parametrize(
    "way", [shown_reference, lambda id_: id_, lambda id_: f"  1700 {id_} ", lambda id_: f"1700-{id_}"]
)
def test_reference(way: object) -> None:
    """A reference finds its case, however it is typed."""
    house, one, _ = house_with_two()
    assert found(house, way(one)) == [one]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("jan@voorbeeld.be", 0),
        ("JAN@VOORBEELD.BE ", 0),
        ("0470123456", 0),
        ("+32470987654", 1),
        ("0470 98 76 54", 1),
        ("Janssens", 0),
        ("fatima amrani", 1),
        ("veranda", 0),
        ("vergunning VERANDA", 0),
        ("rijbewijs kwijt", 1),
    ],
)
def test_sender_subject_words(query: str, which: int) -> None:
    """An address, a number, a name or words of a message find the case, in capitals or not."""
    house, *both = house_with_two()
    assert found(house, query) == [both[which]]


LETTER = """Goedendag

Ik wil een oude kastanjeboom in mijn voortuin omhakken, want hij staat te dicht bij het huis en de takken raken het dak.
Heb ik daar een vergunning voor nodig, en waar vraag ik die aan? Mijn gemeente stuurde mij door naar u.

Alvast bedankt voor uw hulp, ik hoor het graag voor het einde van de maand."""


def test_a_letter_costs_little() -> None:
    """Of a letter only those words are kept that say what it is about; what everybody writes leads nowhere."""
    house = House()
    case = house.register(1, sender=Person(name="Sofie Bos", email="sofie@voorbeeld.be"), subject="Boom", text=LETTER)
    about = {"kastanjeboom", "voortuin", "omhakken", "takken", "dak", "vergunning", "gemeente"}
    assert about < set(findable(house.cases.open(case.id).contacts[0]))
    assert len([key for key in house.table.items if key[0].startswith("WORD#")]) < 20
    for query in ("kastanjeboom omhakken", "vergunning boom", "bos gemeente", "waar vraag ik een vergunning aan"):
        assert found(house, query) == [case.id]
    assert found(house, "alvast bedankt") == []


def test_a_name_that_means_something() -> None:
    """Somebody whose name is a word of every letter is found by it, and nobody else is."""
    house = House()
    case = house.register(1, sender=Person(name="Rik De Goede"), text="Tot morgen")
    house.register(2, sender=Person(name="Els Peeters"), text="Een goede dag")
    assert found(house, "goede") == found(house, "Rik de Goede") == [case.id]


@pytest.mark.parametrize(
    "query", ["", "  ", "?!", "niets@voorbeeld.be", "veranda rijbewijs", "1700-26-0000-0000-0", "aan"]
)
def test_nothing(query: str) -> None:
    """What fits no case finds none."""
    assert found(house_with_two()[0], query) == []


@given(some.text(max_size=200))
def test_any_query(query: str) -> None:
    """Whatever is typed, looking breaks nothing."""
    found(house_with_two()[0], query)


def test_latest_first() -> None:
    """Many cases of one sender come latest first, and no more than fit a page."""
    house = House()
    sender = Person(email="jan@voorbeeld.be")
    made = [house.register(n, at=AT + timedelta(minutes=n), sender=sender).id for n in range(MOST + 5)]
    assert found(house, "jan@voorbeeld.be") == made[::-1][:MOST]


def test_table_tells_nobody() -> None:
    """Words, addresses and numbers that lead to a case do not stand in the table as keys."""
    house, *_ = house_with_two()
    keys = " ".join(str(key) for key in house.table.items) + " ".join(
        str(item.get("words", "")) for item in house.table.items.values()
    )
    for plain in ("jan@voorbeeld.be", "470123456", "janssens", "veranda"):
        assert plain not in keys.lower()


@given(
    some.text("0123456789", min_size=8, max_size=9), some.lists(some.sampled_from(" ./-()"), max_size=8), some.data()
)
def test_number_is_a_number(digits: str, signs: list[str], data: some.DataObject) -> None:
    """A Belgian number is the same with its country or without, and with any signs between."""
    typed = "0" + digits.lstrip("0")
    expected = "+32" + typed[1:]
    for sign in signs:
        place = data.draw(some.integers(1, len(typed)))
        typed = typed[:place] + sign + typed[place:]
    if not is_number(expected):
        return
    assert same_number(typed.replace("(0)", "0")) == expected or "(0)" in typed
    assert same_number(expected) == expected
    assert same_number("00" + expected[1:]) == expected
