"""Contacts that an agent takes by voice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Level, Outcome, Source
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Kind, Requester
from chalicelib.domain.ids import shown_reference
from chalicelib.domain.outbox import Template
from chalicelib.errors import Rejected
from chalicelib.services.close_case import Ending
from chalicelib.services.register_at_desk import Said, Taken, register_at_desk
from tests.unit.desk_house import AN, AT, House

TAKEN = Taken(
    key="desk:an:1",
    made_at=AT,
    channel=Channel.PHONE,
    kind=Kind.QUESTION,
    requester=Requester.CITIZEN,
    facts={"text": "Wanneer is het containerpark open?"},
    received_at=AT,
)
SAID = Said("Morgen om 9 uur.", Ending(Outcome.ANSWERED, "MilieuEnergie", Level.MUNICIPAL), (Source("a", "Park", "u"),))


def test_call_without_a_name() -> None:
    """Who calls need not say who he is: the contact waits in the worklist, and the trail names the agent."""
    house = House()
    receipt = register_at_desk(TAKEN, AN, house.cases, house.desk())
    file = house.cases.open(receipt.case)
    assert (file.case.status, file.case.channel, file.case.due_at is not None) == (Status.NEW, Channel.PHONE, True)
    assert file.case.subject == "Wanneer is het containerpark open?"
    assert [(one.actor, one.what) for one in file.audit] == [(AN.id, "opened")]
    assert file.notices == ()


def test_answered_at_once() -> None:
    """A contact that was answered at once is kept with its answer, sources and end, in one transaction."""
    house = House()
    house.table.calls.clear()
    receipt = register_at_desk(replace(TAKEN, said=SAID), AN, house.cases, house.desk())
    assert house.table.calls == ["transact"]
    file = house.cases.open(receipt.case)
    assert (file.case.status, file.case.outcome, file.case.level) == (Status.CLOSED, Outcome.ANSWERED, Level.MUNICIPAL)
    assert file.case.erase_after
    (answer,) = file.answers
    assert (answer.text, answer.by_phone, answer.sources, answer.author) == (SAID.text, True, SAID.sources, AN.id)
    assert [one.what for one in file.audit] == ["opened", "answered"]
    assert first_break(file.audit) is None
    assert file.notices == ()


@pytest.mark.parametrize("said", [None, SAID])
def test_twice(said: Said | None) -> None:
    """The same form sent twice is one contact, and its second sending is told the same."""
    house = House()
    taken = replace(TAKEN, said=said)
    first = register_at_desk(taken, AN, house.cases, house.desk())
    later = replace(taken, received_at=AT + timedelta(seconds=5))
    again = register_at_desk(later, AN, house.cases, house.desk(house.soon(5)))
    assert (again.case, again.repeated) == (first.case, True)
    assert len(house.cases.open(first.case).contacts) == 1


@pytest.mark.parametrize("said", [None, SAID])
def test_known_case(said: Said | None) -> None:
    """A caller with a reference adds to that case; answered at once, it ends there too, once."""
    house = House()
    case = house.register()
    taken = replace(TAKEN, case=shown_reference(case.id), said=said)
    receipt = register_at_desk(taken, AN, house.cases, house.desk(house.soon()))
    register_at_desk(taken, AN, house.cases, house.desk(house.soon(9)))
    file = house.cases.open(receipt.case)
    assert receipt.case == case.id
    assert len(file.contacts) == 2
    assert (file.case.status, len(file.answers)) == ((Status.CLOSED, 1) if said else (Status.NEW, 0))


@pytest.mark.parametrize("said", [None, SAID])
def test_copy(said: Said | None) -> None:
    """Who wants a copy and gives an address gets one, also where the case ended at once."""
    house = House()
    facts = {**TAKEN.facts, "email": "jan@voorbeeld.be"}
    receipt = register_at_desk(replace(TAKEN, facts=facts, copy=True, said=said), AN, house.cases, house.desk())
    (notice,) = house.cases.open(receipt.case).notices
    assert (notice.template, notice.to) == (Template.COPY, "jan@voorbeeld.be")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"facts": {}}, {"text"}),
        ({"facts": {"text": "x" * 10_001}}, {"text"}),
        ({"facts": {"text": "x", "email": "geen adres", "phone": "bel mij"}}, {"email", "phone"}),
        ({"kind": Kind.COMPLAINT}, {"name", "address"}),
        ({"kind": Kind.DOCUMENT}, {"document"}),
        ({"kind": None, "channel": None, "requester": None}, {"kind", "channel", "requester"}),
        ({"channel": Channel.MAIL}, {"channel"}),
        ({"requester": Requester.COMPANY}, {"organisation"}),
        ({"subject": "x" * 121}, {"subject"}),
        ({"received_at": AT + timedelta(hours=1)}, {"moment"}),
        ({"received_at": AT - timedelta(days=31)}, {"moment"}),
        ({"copy": True}, {"email"}),
        ({"case": "1700-26-0000-0000-1"}, {"case"}),
        ({"said": Said(" ", Ending(Outcome.INFORMED))}, {"answer", "theme", "level"}),
        ({"said": Said("x" * 20_001, Ending(None))}, {"answer", "outcome"}),
    ],
)
def test_wrong(change: dict[str, Any], wrong: set[str]) -> None:
    """Every wrong field is told at once, and nothing is kept."""
    house = House()
    with pytest.raises(Rejected) as rejected:
        register_at_desk(replace(TAKEN, **change), AN, house.cases, house.desk())
    assert set(rejected.value.fields) == wrong
    assert not house.table.items
