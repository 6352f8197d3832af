"""Sending a notice: once as far as that can be known, and nothing lost when something fails."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact import Person
from chalicelib.domain.outbox import LEASE, MOST_ATTEMPTS, Notice, State
from chalicelib.errors import Busy
from chalicelib.services.answer_case import UNDO
from chalicelib.services.send_notice import send_notice
from chalicelib.services.sweep_outbox import sweep_outbox
from chalicelib.services.take_back_answer import take_back
from tests.mail_out_house import AN, AT, LATER, House


def test_sent() -> None:
    """A notice becomes one mail, with the case and its own id as tags, and is marked with SES's id."""
    house = House()
    case = house.register().case
    notice = house.notice(case)
    done = send_notice(case, notice.id, house.post, LATER)
    assert done
    assert done.message_id == "ses-1"
    assert house.ses.mails[0]["EmailTags"] == [{"Name": "case", "Value": case}, {"Name": "notice", "Value": notice.id}]
    assert house.ses.mails[0]["FromEmailAddress"] == '"1700" <vraag@1700.test>'
    assert (house.notice(case).state, house.notice(case).message_id) == (State.SENT, "ses-1")


@pytest.mark.parametrize(
    ("email", "to"),
    [
        ("ann@burger.test", "ann@burger.test"),
        ("jan@münchen.example", "jan@xn--mnchen-3ya.example"),
        (f"jan@{'ü' * 70}.example", f"jan@{'ü' * 70}.example"),  # no such name can be: SES says so
    ],
)
def test_letters_of_a_domain(email: str, to: str) -> None:
    """A domain with letters that SES does not take is given to it in those that it does."""
    house = House()
    case = house.register(sender=Person(email=email)).case
    send_notice(case, house.notice(case).id, house.post, LATER)
    assert house.ses.mails[0]["Destination"] == {"ToAddresses": [to]}


def test_message_twice() -> None:
    """The same message twice is one mail."""
    house = House()
    case = house.register().case
    notice = house.notice(case).id
    send_notice(case, notice, house.post, LATER)
    assert send_notice(case, notice, house.post, LATER + LEASE * 2) is None
    assert len(house.ses.mails) == 1


def test_refused() -> None:
    """A mail that SES will never take is given up at once, and its case says with which code."""
    house = House()
    house.ses.fail = ["MessageRejected"]
    case = house.register().case
    done = send_notice(case, house.notice(case).id, house.post, LATER)
    assert done
    assert done.message_id == ""
    assert (house.notice(case).state, house.notice(case).detail) == (State.FAILED, "MessageRejected")


def test_throttled() -> None:
    """A mail that SES does not take now is tried again."""
    house = House()
    house.ses.fail = ["TooManyRequestsException"]
    case = house.register().case
    notice = house.notice(case).id
    with pytest.raises(Busy):
        send_notice(case, notice, house.post, LATER)
    assert house.notice(case).state is State.QUEUED
    send_notice(case, notice, house.post, LATER)
    assert house.notice(case).state is State.SENT


def test_given_up_and_sent_by_hand() -> None:
    """After the last try a notice is given up and shown; sent again by an operator it still goes out."""
    house = House()
    house.ses.fail = ["SendingPausedException"] * MOST_ATTEMPTS
    case = house.register().case
    notice = house.notice(case).id
    for _ in range(MOST_ATTEMPTS):
        assert house.notice(case).state is State.QUEUED
        with pytest.raises(Busy):
            send_notice(case, notice, house.post, LATER)
    assert (house.notice(case).state, house.notice(case).detail) == (State.FAILED, "tries")
    send_notice(case, notice, house.post, LATER)
    assert house.notice(case).state is State.SENT


def test_undo_wins() -> None:
    """An answer that was taken back in time is never sent, and one that was sent is never taken back."""
    house = House()
    case = house.register(tell=None).case
    notice = house.answer(case)
    with pytest.raises(Busy):
        send_notice(case, notice.id, house.post, AT + UNDO - timedelta(seconds=1))
    take_back(house.cases.head(case), notice.entry, AN, house.cases, AT + timedelta(seconds=1))
    assert send_notice(case, notice.id, house.post, AT + UNDO) is None
    assert house.ses.mails == []


def test_erased_meanwhile() -> None:
    """Of a case that was erased nothing is sent."""
    house = House()
    case = house.register().case
    notice = house.notice(case).id
    house.cases.purge(case)
    assert send_notice(case, notice, house.post, LATER) is None
    assert house.ses.mails == []


@given(st.lists(st.sampled_from(["", "TooManyRequestsException", "poison", "sweep", "wait"]), max_size=40))
def test_whatever_fails(events: list[str]) -> None:
    """Whatever fails in whatever order, the mail goes out once or waits where somebody sees it: it is never lost."""
    house = House()
    case = house.register().case
    notice = house.notice(case).id
    now = LATER

    def broken(_notice: Notice, _file: object) -> None:
        raise ValueError("poison")

    for event in events:
        now += timedelta(minutes=40)
        if event == "sweep":
            sweep_outbox(house.outbox, house.queue, now)
        elif event != "wait":
            house.ses.fail = [event] if event and event != "poison" else []
            post = house.post if event != "poison" else _with(house, broken)
            try:
                send_notice(case, notice, post, now)
            except (Busy, ValueError):
                continue
    state = house.notice(case).state
    assert len(house.ses.mails) == (1 if state is State.SENT else 0)
    assert state in (State.SENT, State.FAILED) or house.outbox.due(now + timedelta(days=1), limit=9)


def _with(house: House, write: object) -> object:
    from dataclasses import replace

    return replace(house.post, write=write)  # type: ignore[arg-type]
