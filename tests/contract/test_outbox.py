"""The outbox over every table: one sender at a time, nothing lost, nothing taken back that is certain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.outbox import LEASE, TRANSITIONS, Notice, State, Template
from chalicelib.errors import Busy
from chalicelib.stores.case_items import notice_item
from chalicelib.stores.outbox import OutboxStore
from chalicelib.stores.table import Delete, Put, Table
from tests.contract.tables import engine_url, table

__all__ = ["engine_url", "table"]

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
CASE = "26000000019"
SECOND = timedelta(seconds=1)


@pytest.fixture
def outbox(table: Table) -> OutboxStore:
    return OutboxStore(table)


def queued(table: Table, **more: object) -> Notice:
    notice = Notice("1-copy", CASE, "1", Template.COPY, "ann@burger.test", AT, link="token")
    notice = replace(notice, **more)  # type: ignore[arg-type]
    table.write(Put(notice_item(notice)))
    return notice


def claimed(outbox: OutboxStore, at: datetime = AT) -> Notice:
    notice = outbox.claim(CASE, "1-copy", at)
    assert notice
    return notice


def test_one_sender_at_a_time(table: Table, outbox: OutboxStore) -> None:
    """Who comes second waits until the first one's lease has ended."""
    queued(table)
    assert claimed(outbox).attempts == 1
    with pytest.raises(Busy):
        outbox.claim(CASE, "1-copy", AT + LEASE - SECOND)
    assert claimed(outbox, AT + LEASE + SECOND).attempts == 2


def test_not_before_its_time(table: Table, outbox: OutboxStore) -> None:
    """A notice is not sent while it can be taken back, and is from that moment on."""
    queued(table, not_before=AT + SECOND)
    with pytest.raises(Busy):
        outbox.claim(CASE, "1-copy", AT)
    assert claimed(outbox, AT + SECOND)


def test_taken_back(table: Table, outbox: OutboxStore) -> None:
    """Of a notice that is gone nothing is sent."""
    notice = queued(table)
    table.write(Delete(f"CASE#{notice.case}", f"O#{notice.id}"))
    assert outbox.claim(CASE, "1-copy", AT) is None


def test_sent_once(table: Table, outbox: OutboxStore) -> None:
    """What is sent is not claimed again, forgets its link, is found by SES's id, and is nothing for the sweeper."""
    queued(table)
    outbox.sent(claimed(outbox), "ses-1", AT)
    assert outbox.claim(CASE, "1-copy", AT + LEASE * 2) is None
    found = outbox.by_message_id("ses-1")
    assert found
    assert (found.state, found.link, found.message_id) == (State.SENT, "", "ses-1")
    assert outbox.due(AT + timedelta(days=1), limit=9) == []


def test_sent_twice(table: Table, outbox: OutboxStore) -> None:
    """Where a slow sender was overtaken, a reply to either mail finds the notice."""
    queued(table)
    slow = claimed(outbox)
    outbox.sent(claimed(outbox, AT + LEASE * 2), "ses-2", AT)
    outbox.sent(slow, "ses-1", AT)
    one, two = outbox.by_message_id("ses-1"), outbox.by_message_id("ses-2")
    assert one == two is not None


def test_given_back(table: Table, outbox: OutboxStore) -> None:
    """A try that failed can be repeated at once by the queue; the sweeper waits longer."""
    queued(table)
    outbox.give_back(claimed(outbox), AT)
    assert outbox.due(AT + timedelta(minutes=20), limit=9) == []
    assert [one.id for one in outbox.due(AT + timedelta(minutes=31), limit=9)] == ["1-copy"]
    assert claimed(outbox, AT + SECOND).attempts == 2


def test_given_up(table: Table, outbox: OutboxStore) -> None:
    """A notice that was given up is left alone by the sweeper and can be sent by an operator."""
    queued(table)
    outbox.give_up(claimed(outbox), AT, "tries")
    assert outbox.due(AT + timedelta(days=9), limit=9) == []
    again = claimed(outbox, AT + LEASE * 2)
    assert again.detail == "tries"
    outbox.give_back(again, AT)
    assert outbox.due(AT + timedelta(days=9), limit=9)


def test_handed_over(table: Table, outbox: OutboxStore) -> None:
    """What was put on the queue again comes to the sweeper only after a while."""
    notice = queued(table)
    assert outbox.due(AT, limit=9) == []
    assert outbox.due(AT + SECOND, limit=9) == [notice]
    outbox.handed_over(notice, AT + timedelta(minutes=20))
    assert outbox.due(AT + SECOND, limit=9) == []


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("said", [State.DELIVERED, State.BOUNCED, State.COMPLAINED])
def test_told(table: Table, outbox: OutboxStore, before: State, said: State) -> None:
    """What SES says is kept exactly where the table of transitions allows it."""
    notice = queued(table, state=before)
    told = outbox.told(notice, said, AT, "detail")
    assert (told is not None) is (said in TRANSITIONS[before])
    if told:
        assert (told.state, told.detail) == (said, "detail")
