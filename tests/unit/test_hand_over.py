"""The stream hands over ids to queues, and the sweeper what the stream missed."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.outbox import Template
from chalicelib.jobs.hand_over import CLOCKS_DIFFER, hand_over
from chalicelib.services.answer_case import UNDO
from chalicelib.services.snooze_case import snooze_case
from chalicelib.services.sweep_outbox import AGAIN, sweep_outbox
from chalicelib.services.wake_cases import wake_cases
from chalicelib.stores.queues import Queue
from chalicelib.stores.values import item_to_dynamo
from tests.bench.events import stream
from tests.mail_out_house import AN, AT, LATER, FakeSqs, House


@dataclass
class Queues:
    """Both queues, of a service that remembers."""

    outbox: FakeSqs = field(default_factory=FakeSqs)
    words: FakeSqs = field(default_factory=FakeSqs)

    def take(self, house: House, at: datetime = AT) -> Any:
        """Hand over all that is new in the house's table."""
        items = [item_to_dynamo(item) for item in house.table.items.values()]
        opened = (lambda: Queue(self.outbox, "outbox"), lambda: Queue(self.words, "words"))
        return hand_over(stream(items)["Records"], *opened, at)


def test_ids_and_nothing_else() -> None:
    """A notice and a contact go to their queues as ids; nobody's address or words do."""
    house, queues = House(), Queues()
    receipt = house.register()
    assert queues.take(house) == {"batchItemFailures": []}
    (notice,), (contact,) = (one.entries for one in (queues.outbox, queues.words))
    both = {"case": receipt.case, "correlation": "request-1"}
    assert json.loads(notice["MessageBody"]) == {**both, "notice": house.notice(receipt.case).id}
    assert json.loads(contact["MessageBody"]) == {**both, "contact": receipt.contact}


def test_many() -> None:
    """More than one call takes are all handed over."""
    house, queues = House(), Queues()
    for number in range(23):
        house.register(key=f"key-{number}")
    queues.take(house)
    assert [len(queues.outbox.entries), len(queues.words.entries)] == [23, 23]


def test_an_answer_waits() -> None:
    """What can still be taken back is not received before that is over."""
    house, queues = House(), Queues()
    house.answer(house.register(tell=None).case)
    queues.take(house, AT + timedelta(seconds=3))
    (entry,) = queues.outbox.entries
    assert entry["DelaySeconds"] == UNDO.seconds - 3 + CLOCKS_DIFFER


def test_what_no_queue_took() -> None:
    """Records that a queue did not take are told, and only these."""
    house, queues = House(), Queues()
    receipt = house.register()
    queues.outbox.lose = 1
    places = [sk for _, sk in house.table.items]
    failed = str(places.index(f"O#{receipt.contact}-copy"))
    assert queues.take(house) == {"batchItemFailures": [{"itemIdentifier": failed}]}
    queues.outbox.away = True
    assert queues.take(house) == {"batchItemFailures": [{"itemIdentifier": failed}]}


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
