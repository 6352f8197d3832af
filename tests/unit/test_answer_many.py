"""One answer to many cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.case import Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Person
from chalicelib.domain.ids import shown_reference
from chalicelib.domain.standard_text import PLACEHOLDERS, filled, standard_texts, unknown_places, values_for
from chalicelib.errors import Rejected
from chalicelib.pages.catalogue import messages
from chalicelib.services.answer_case import UNDO, Draft
from chalicelib.services.answer_many import MOST, answer_many, take_back_many
from chalicelib.services.claim_case import claim_case
from tests.unit.desk_house import AN, AT, SAM, SECRET, House

TEXT = "{aanspreking}\n\nUw vraag {kenmerk} over {onderwerp}.\n\n{medewerker}"


def answered(house: House, chosen: list[tuple[str, int]], text: str = TEXT) -> list[tuple[str, str]]:
    results = answer_many(chosen, Draft(0, text), AN, "Dag", house.cases, SECRET, AT, "trace")
    return [(one.case.id, one.wrong) for one in results]


def test_each_its_own() -> None:
    """Each case gets the text with its own name and number, and one mail."""
    house = House()
    cases = [house.register(n) for n in range(3)]
    assert answered(house, [(one.id, one.version) for one in cases]) == [(one.id, "") for one in cases]
    for case in cases:
        file = house.cases.open(case.id)
        assert file.case.status is Status.ANSWERED
        expected = f"Dag Jan Janssens\n\nUw vraag {shown_reference(case.id)} over Studietoelage.\n\nAn Peeters"
        assert file.answers[0].text == expected
        assert [(one.to, one.correlation) for one in file.notices] == [(case.sender.email, "trace")]


def test_one_that_fails() -> None:
    """A case that a colleague changed, or whose sender has no address, spoils no other, and is told."""
    house = House()
    good, changed, silent = house.register(1), house.register(2), house.register(3, sender=Person(name="An"))
    claim_case(changed, SAM, house.cases, AT)
    told = answered(house, [(one.id, one.version) for one in (changed, good, silent)])
    assert told == [(changed.id, "changed_meanwhile"), (good.id, ""), (silent.id, "no_address")]
    assert house.cases.head(changed.id).status is Status.NEW


def test_twice() -> None:
    """The same answers sent twice are one answer each."""
    house = House()
    chosen = [(one.id, one.version) for one in (house.register(1), house.register(2))]
    answered(house, chosen)
    assert {wrong for _, wrong in answered(house, chosen)} == {"changed_meanwhile"}
    assert [len(house.cases.open(case).answers) for case, _ in chosen] == [1, 1]


def test_take_back() -> None:
    """Within seconds all of it can be taken back, and no longer."""
    house = House()
    chosen = [(one.id, one.version) for one in (house.register(1), house.register(2))]
    results = answer_many(chosen, Draft(0, TEXT), AN, "Dag", house.cases, SECRET, AT)
    pairs = [(one.case.id, one.answer) for one in results]
    assert {one.wrong for one in take_back_many(pairs[:1], AN, house.cases, AT)} == {""}
    assert {one.wrong for one in take_back_many(pairs[1:], AN, house.cases, AT + UNDO)} == {"not_possible_now"}
    assert [house.cases.head(case).status for case, _ in chosen] == [Status.NEW, Status.ANSWERED]
    assert house.cases.open(chosen[0][0]).notices == ()


@pytest.mark.parametrize(
    ("text", "many", "wrong"),
    [(" ", 1, {"text"}), ("Dag {nam}", 1, {"text"}), ("Dag", 0, {"cases"}), ("", MOST + 1, {"text", "cases"})],
)
def test_wrong(text: str, many: int, wrong: set[str]) -> None:
    """A text that cannot be an answer, or too many cases: all of it is refused before anything is sent."""
    house = House()
    case = house.register()
    with pytest.raises(Rejected) as rejected:
        answered(house, [(case.id, case.version)] * many, text)
    assert set(rejected.value.fields) == wrong
    assert house.cases.open(case.id).answers == ()


def test_ending_that_lacks_something() -> None:
    """Who closes all of them says for which government and about what, before anything is sent."""
    house = House()
    case = house.register()
    with pytest.raises(Rejected) as rejected:
        draft = Draft(0, "Dag", outcome=Outcome.ANSWERED)
        answer_many([(case.id, case.version)], draft, AN, "Dag", house.cases, SECRET, AT)
    assert set(rejected.value.fields) == {"theme", "level"}
    assert house.cases.open(case.id).answers == ()


@given(some.text(), some.text(max_size=50))
def test_filled(name: str, text: str) -> None:
    """What a citizen calls himself is never read as a placeholder, and a text without one stays as it is."""
    house = House()
    case = replace(house.register(), sender=Person(name=name))
    values = values_for(case, AN, "Dag")
    assert filled("{naam}", values) == name.strip()
    if "{" not in text:
        assert filled(text, values) == text


def test_standard_texts() -> None:
    """Every standard text has a title, and placeholders that we know."""
    texts = standard_texts(messages("standard_texts"))
    assert len({one.title for one in texts}) == len(texts) >= 5
    assert not [one.key for one in texts if unknown_places(one.text)]
    assert set(PLACEHOLDERS) >= {"aanspreking", "kenmerk"}
