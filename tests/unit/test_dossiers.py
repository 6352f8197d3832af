"""Dossiers are kept sealed, change one after another, and open for nobody once their key is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.entry import Entry, Evidence, Facts, What
from chalicelib.domain.integrity.phases import MAY, PHASES, Act, Actor, Phase
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotAllowed, NotFound, NotPossibleNow
from chalicelib.services.integrity.step_dossier import Deed, step_dossier
from tests.integrity_house import AT, FACTS, WHO, ConfidentialHouse

NUMBER = "I26123456789"


def test_kept_and_opened() -> None:
    """What was reported, and by whom, comes back as it was."""
    house = ConfidentialHouse()
    opened = house.registered()
    assert opened.entries[0].facts == FACTS
    assert house.dossiers.identity(NUMBER) == WHO
    assert house.dossiers.by_locator(f"locator-{NUMBER}") == opened.dossier


def test_nothing_in_the_clear() -> None:
    """No word of a report, and nobody's name or address, stands readable in the table."""
    house = ConfidentialHouse()
    house.registered()
    for word in (WHO.name, WHO.email, WHO.safely, FACTS.text, FACTS.who):
        assert word not in str(house.table.items)
        assert word.encode() not in b"".join(item.get("sealed", b"") for item in house.table.items.values())


@given(text=st.text(alphabet=st.characters(codec="utf-16-le"), min_size=1, max_size=200))
def test_every_text_comes_back(text: str) -> None:
    """Whatever somebody writes is read as it was written."""
    house = ConfidentialHouse()
    file = house.registered()
    long = Entry("more", AT, What.MESSAGE, Actor.REPORTER, text=text, facts=Facts(text * 20))
    house.dossiers.keep(Change(file.dossier, (long,)))
    assert next(one for one in house.dossiers.open(NUMBER).entries if one.id == "more") == long


def test_two_hundred_thousand_characters() -> None:
    """A report that is longer than an item holds comes back whole."""
    house = ConfidentialHouse()
    file = house.registered()
    text = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(200_000))
    house.dossiers.keep(Change(file.dossier, (Entry("long", AT, What.MESSAGE, Actor.REPORTER, text=text),)))
    assert {one.text for one in house.dossiers.open(NUMBER).entries} >= {text}
    assert sum(key[1].startswith("E#") for key in house.table.items) > 2


def test_another_place() -> None:
    """What is sealed for one dossier or place opens in no other."""
    house = ConfidentialHouse()
    box, other = house.keys.new("one"), house.keys.new("other")
    sealed = box.seal("E#1", b"secret")
    assert box.open("E#1", sealed) == b"secret"
    for wrong, place in ((box, "E#2"), (other, "E#1")):
        with pytest.raises(NotFound):
            wrong.open(place, sealed)


def test_erased_is_unreadable() -> None:
    """After erasing, the head is left, and even a copy of the table from before opens for nobody."""
    house = ConfidentialHouse()
    house.registered()
    backup = dict(house.table.items)
    house.dossiers.purge(NUMBER)
    assert {key[1] for key in house.table.items} == {"#HEAD"}
    house.table.items = backup
    with pytest.raises(NotFound):
        house.dossiers.open(NUMBER)
    house.dossiers.purge(NUMBER)


def test_the_same_report_twice() -> None:
    """A number that is taken is told, and its first dossier stays as it was."""
    house = ConfidentialHouse()
    first = house.registered()
    with pytest.raises(AlreadyKept):
        house.registered()
    assert house.dossiers.open(NUMBER) == first


def test_two_at_once() -> None:
    """Of two who change what they read at the same moment, the second is told."""
    house = ConfidentialHouse()
    read = house.registered()
    house.did(NUMBER, Act.ACKNOWLEDGE, Actor.MACHINE)
    with pytest.raises(ChangedMeanwhile):
        house.dossiers.keep(Change(replace(read.dossier, escalated=True)))


def test_one_act_twice() -> None:
    """The same act by the same form counts once."""
    house = ConfidentialHouse()
    file = house.accepted()
    note = Deed(Act.NOTE, Actor.SERVICE, "key", by="ilse", text="gebeld", what=What.NOTE)
    house.dossiers.keep(step_dossier(file, note, house.at()))
    with pytest.raises(AlreadyKept):
        step_dossier(house.dossiers.open(NUMBER), note, house.at(AT + timedelta(hours=1)))


def test_whom_it_concerns() -> None:
    """An investigator whom a dossier concerns can do nothing to it."""
    house = ConfidentialHouse()
    file = house.accepted()
    concerned = replace(file, dossier=replace(file.dossier, excluded=("ilse",)))
    with pytest.raises(NotAllowed):
        step_dossier(concerned, Deed(Act.NOTE, Actor.SERVICE, "key", by="ilse"), house.at())


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("actor", Actor)
def test_only_what_the_table_says(phase: Phase, act: Act, actor: Actor) -> None:
    """Nobody does anything in a phase for which the table has no such step by this actor."""
    house = ConfidentialHouse()
    dossier = replace(house.registered().dossier, phase=phase)
    if (phase, act) in PHASES and act in MAY[actor]:
        assert dossier.after(act, actor).phase is PHASES[phase, act]
    else:
        with pytest.raises(NotPossibleNow):
            dossier.after(act, actor)


def test_a_file_is_found_by_its_object() -> None:
    """From an object's key it is known which file of which dossier it is, and what became of it is kept."""
    house = ConfidentialHouse()
    file = house.registered()
    sent = Evidence("f1", "bewijs.pdf", "application/pdf", 12, "upload/x/0", AT, "")
    house.dossiers.keep(Change(file.dossier, files=(sent,)))
    assert house.dossiers.file_of("upload/x/0") == (NUMBER, "f1")
    house.dossiers.keep_file(NUMBER, replace(sent, key=f"sealed/{NUMBER}/f1", sha256="ab"))
    assert house.dossiers.open(NUMBER).files[0].sha256 == "ab"
