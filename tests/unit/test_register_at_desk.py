"""Contacts that an agent takes by voice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Change, Level, Outcome, Source, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.contact import Channel, Kind, Requester
from chalicelib.domain.ids import shown_reference
from chalicelib.domain.outbox import Template
from chalicelib.errors import ChangedMeanwhile, Rejected
from chalicelib.services.answer_at_once import Said
from chalicelib.services.close_case import Ending
from chalicelib.services.register_at_desk import Taken, register_at_desk
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


def test_a_case_that_is_referred() -> None:
    """Who calls about a question that was referred and is answered at once has his answer: it is kept, and ends the case."""
    house = House()
    case = house.register()
    after, event = audited(case.after(Action.REFER, house.soon()), house.soon(), AN.id, "referred")
    house.cases.keep(Change(after, (event,)))
    register_at_desk(
        replace(TAKEN, case=shown_reference(case.id), said=SAID), AN, house.cases, house.desk(house.soon(2))
    )
    file = house.cases.open(case.id)
    assert (file.case.status, [one.text for one in file.answers]) == (Status.CLOSED, [SAID.text])


def test_a_case_that_is_kept_apart() -> None:
    """What was kept apart is let in before anything is added to it: the agent is told so, and nothing is kept."""
    house = House()
    case = house.register()
    after, event = audited(replace(case, apart="spam", version=2), AT, "system", "kept_apart")
    house.cases.keep(Change(after, (event,)))
    with pytest.raises(Rejected) as rejected:
        register_at_desk(replace(TAKEN, case=shown_reference(case.id), said=SAID), AN, house.cases, house.desk())
    assert rejected.value.fields == {"case": "desk.error.case_apart"}
    assert len(house.cases.open(case.id).contacts) == 1


def test_a_case_that_somebody_changes() -> None:
    """An answer at once on a case that a colleague changes in the same moment is kept, on what is there then."""
    house = House()
    case = house.register()
    keep, meanwhile = house.cases.keep, iter([1, 2])

    def changed(*changes: Change) -> None:
        if changes[0].answers and next(meanwhile, None):
            raise ChangedMeanwhile(case.id)
        keep(*changes)

    house.cases.keep = changed  # type: ignore[method-assign]
    register_at_desk(
        replace(TAKEN, case=shown_reference(case.id), said=SAID), AN, house.cases, house.desk(house.soon())
    )
    file = house.cases.open(case.id)
    assert (file.case.status, len(file.contacts), len(file.answers)) == (Status.CLOSED, 2, 1)


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
