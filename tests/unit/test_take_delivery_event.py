"""What SES says of a mail reaches its notice and its case; twice, late and in any order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audit import first_break
from chalicelib.domain.case_states import Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import State, Template
from chalicelib.errors import Busy
from chalicelib.services.erase_case import blank
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.send_notice import send_notice
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event
from tests.mail_out_house import AN, AT, LATER, House

HOUR = timedelta(hours=1)


def say(house: House, state: State, *, mail: str = "ses-1", permanent: bool = True) -> Taken:
    event = DeliveryEvent(mail, state, LATER, "Permanent/General", permanent)
    return take_delivery_event(event, house.outbox, house.cases, default_calendar(), AT + HOUR).taken


def sent_copy(house: House) -> str:
    case = house.register().case
    send_notice(case, house.notice(case).id, house.post, LATER)
    return case


def sent_answer(house: House) -> str:
    case = house.register(tell=None).case
    send_notice(case, house.answer(case).id, house.post, LATER)
    return case


def test_delivered() -> None:
    """A delivery stands on the notice, and the case itself stays as it was."""
    house = House()
    case = sent_copy(house)
    before = house.cases.head(case)
    assert say(house, State.DELIVERED) is Taken.KEPT
    assert house.notice(case).state is State.DELIVERED
    assert house.cases.head(case) == before
    assert say(house, State.DELIVERED) is Taken.KNOWN


def test_lost_answer() -> None:
    """An answer that came back for good makes the case wait for us again, with a new term; telling it twice does no more."""
    house = House()
    case = sent_answer(house)
    assert say(house, State.BOUNCED) is Taken.KEPT
    after = house.cases.head(case)
    assert (after.status, after.due_at is not None) == (Status.REOPENED, True)
    assert Flag.BOUNCED in after.flags
    assert say(house, State.BOUNCED) is Taken.KNOWN
    assert house.cases.head(case) == after
    assert first_break(house.cases.open(case).audit) is None


def test_full_mailbox() -> None:
    """An answer that came back for now is a sign on the case, which stays answered."""
    house = House()
    case = sent_answer(house)
    say(house, State.BOUNCED, permanent=False)
    assert house.cases.head(case).status is Status.ANSWERED
    assert Flag.BOUNCED in house.cases.head(case).flags


def test_complaint() -> None:
    """A complaint about our mail is a sign on the case; a bounce that is told after it changes nothing."""
    house = House()
    case = sent_copy(house)
    say(house, State.COMPLAINED)
    assert say(house, State.BOUNCED) is Taken.KNOWN
    assert house.cases.head(case).flags == {Flag.COMPLAINED}


def test_quicker_than_us() -> None:
    """An event that comes before our own record of the mail comes again; of a mail that is not ours it is let go."""
    house = House()
    event = DeliveryEvent("ses-9", State.DELIVERED, AT)
    with pytest.raises(Busy):
        take_delivery_event(event, house.outbox, house.cases, default_calendar(), AT + timedelta(seconds=2))
    assert say(house, State.DELIVERED, mail="ses-9") is Taken.UNKNOWN


def test_merged_meanwhile() -> None:
    """A bounce of a case that was merged is a sign on the case that it became."""
    house = House()
    case = sent_copy(house)
    other = house.register(tell=None, key="two").case
    merge = Merge(house.cases.head(case), house.cases.head(other))
    merge_cases(merge, AN, house.cases, default_calendar(), LATER)
    say(house, State.BOUNCED)
    assert Flag.BOUNCED in house.cases.head(other).flags
    assert house.notice(case).state is State.BOUNCED


def test_nothing_of_an_address() -> None:
    """Neither notice nor audit trail takes over an address from an event."""
    house = House()
    case = sent_answer(house)
    say(house, State.BOUNCED)
    file = house.cases.open(case)
    assert "@" not in "".join(str(dict(event.detail)) for event in file.audit)
    assert "@" not in file.notices[0].detail


@given(st.lists(st.sampled_from([State.DELIVERED, State.BOUNCED, State.COMPLAINED]), max_size=8))
def test_any_order(events: list[State]) -> None:
    """In whatever order and however often events come, the strongest one stays and the audit trail holds."""
    house = House()
    case = sent_answer(house)
    for event in events:
        say(house, event)
    strongest = max(events, key=[State.DELIVERED, State.BOUNCED, State.COMPLAINED].index, default=State.SENT)
    notice = next(one for one in house.cases.open(case).notices if one.template is Template.ANSWER)
    assert notice.state is strongest
    assert first_break(house.cases.open(case).audit) is None


def test_blank_case_has_no_signs() -> None:
    """An erased case bears no sign of a bounce."""
    house = House()
    case = sent_copy(house)
    say(house, State.BOUNCED)
    assert blank(house.cases.head(case)).flags == frozenset()
