"""The stream hands over ids to queues, and the sweeper what the stream missed."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.outbox import Template
from chalicelib.jobs import hand_over
from chalicelib.services.snooze_case import snooze_case
from chalicelib.services.sweep_outbox import AGAIN, sweep_outbox
from chalicelib.services.wake_cases import wake_cases
from chalicelib.stores.queues import Queue
from chalicelib.stores.values import item_to_dynamo
from tests.bench.events import stream
from tests.bench.house import context
from tests.mail_out_house import AN, AT, LATER, FakeSqs, House


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeSqs, FakeSqs]:
    """Both queues, of a service that remembers; wiring gives them."""
    outbox, words = FakeSqs(), FakeSqs()
    monkeypatch.setattr(wiring, "outbox_queue", lambda: Queue(outbox, "outbox"))
    monkeypatch.setattr(wiring, "words_queue", lambda: Queue(words, "words"))
    return outbox, words


def take(house: House) -> Any:
    """Hand over all that is new in the house's table."""
    items = [item_to_dynamo(item) for item in house.table.items.values()]
    return hand_over.hand_over_outbox(stream(items), context())


def test_ids_and_nothing_else(queues: tuple[FakeSqs, FakeSqs]) -> None:
    """A notice and a contact go to their queues as ids; nobody's address or words do."""
    house = House()
    receipt = house.register()
    assert take(house) == {"batchItemFailures": []}
    (notice,), (contact,) = (one.entries for one in queues)
    both = {"case": receipt.case, "correlation": "request-1"}
    assert json.loads(notice["MessageBody"]) == {**both, "notice": house.notice(receipt.case).id}
    assert json.loads(contact["MessageBody"]) == {**both, "contact": receipt.contact}


def test_many(queues: tuple[FakeSqs, FakeSqs]) -> None:
    """More than one call takes are all handed over."""
    house = House()
    for number in range(23):
        house.register(key=f"key-{number}")
    take(house)
    assert [len(one.entries) for one in queues] == [23, 23]


def test_an_answer_waits(queues: tuple[FakeSqs, FakeSqs]) -> None:
    """What can still be taken back is not received before that is over."""
    house = House()
    case = house.register(tell=None).case
    house.answer(case, at=wiring.now())
    take(house)
    (entry,) = queues[0].entries
    assert 2 <= entry["DelaySeconds"] <= 11


def test_what_no_queue_took(queues: tuple[FakeSqs, FakeSqs]) -> None:
    """Records that a queue did not take are told, and only these."""
    house = House()
    receipt = house.register()
    queues[0].lose = 1
    places = [sk for _, sk in house.table.items]
    failed = str(places.index(f"O#{receipt.contact}-copy"))
    assert take(house) == {"batchItemFailures": [{"itemIdentifier": failed}]}
    queues[0].away = True
    assert take(house) == {"batchItemFailures": [{"itemIdentifier": failed}]}


def test_the_sweeper() -> None:
    """What the stream missed is put on the queue by the sweeper, once in a while and not every minute."""
    house = House()
    case = house.register().case
    assert sweep_outbox(house.outbox, house.queue, AT + timedelta(seconds=30)) == 0
    assert sweep_outbox(house.outbox, house.queue, AT + timedelta(seconds=90)) == 1
    assert sweep_outbox(house.outbox, house.queue, AT + timedelta(seconds=150)) == 0
    assert sweep_outbox(house.outbox, house.queue, AT + timedelta(seconds=151) + AGAIN) == 1
    assert json.loads(house.sqs.entries[0]["MessageBody"])["case"] == case


def test_the_sweeper_loses_nothing() -> None:
    """What the queue did not take is swept the next time."""
    house = House()
    house.register()
    house.sqs.lose = 1
    late = LATER + timedelta(minutes=5)
    assert sweep_outbox(house.outbox, house.queue, late) == 0
    assert sweep_outbox(house.outbox, house.queue, late) == 1


def test_snoozed_cases_wake() -> None:
    """A snoozed case waits for us again when its moment has come, and not before."""
    house = House()
    case = house.register(Template.COPY).case
    snooze_case(house.cases.head(case), AT + timedelta(days=1), AN, house.cases, AT)
    assert wake_cases(house.cases, AT + timedelta(hours=23)) == 0
    assert wake_cases(house.cases, AT + timedelta(hours=25)) == 1
    assert house.cases.head(case).snoozed_until is None
    assert wake_cases(house.cases, AT + timedelta(hours=26)) == 0
