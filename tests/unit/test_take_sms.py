"""An SMS comes in: one conversation is one case, long ones are joined, words steer, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import SMS, Template
from chalicelib.domain.sms import split
from chalicelib.errors import Busy
from tests.mail_out_house import SECRET
from tests.sms_house import ANN, NIGHT, OPEN, OWN, House, part

DAY = timedelta(days=1)
LONG = "Ik heb een vraag over mijn premie voor het isoleren van het dak van mijn huis. " * 5


@pytest.fixture
def house() -> House:
    return House()


def test_a_question_becomes_a_case(house: House) -> None:
    """A first SMS opens a case of its number, and nothing is sent while 1700 is open."""
    file = house.case(house.says("Hoe vraag ik een premie aan?"))
    assert (file.case.channel, file.case.sender.phone, file.case.subject) == (
        Channel.SMS,
        ANN,
        "Hoe vraag ik een premie aan?",
    )
    assert not file.notices
    assert not file.case.reference_told


def test_a_conversation_is_one_case(house: House) -> None:
    """What the same number says within 14 days comes on the same case, which waits for us again."""
    first = house.says("Hoe vraag ik een premie aan?")
    house.answer(first.receipts[0].case, at=OPEN + DAY)
    again = house.says("En hoe lang duurt dat?", at=OPEN + 13 * DAY)
    file = house.case(again)
    assert again.receipts[0].case == first.receipts[0].case
    assert [one.text for one in file.contacts] == ["Hoe vraag ik een premie aan?", "En hoe lang duurt dat?"]
    assert file.case.status is Status.REOPENED


def test_long_silence_begins_anew(house: House) -> None:
    """After 14 days without a word another question is another case."""
    first = house.says("Hoe vraag ik een premie aan?")
    assert house.says("Waar is het park?", at=OPEN + 15 * DAY).receipts[0].case != first.receipts[0].case


def test_other_numbers_are_other_people(house: House) -> None:
    """Two numbers never share a conversation, however the network writes them."""
    one = house.says("Vraag een", sender="0470 12 34 56")
    same = house.says("Vraag twee", sender="32470123456")
    other = house.says("Vraag drie", sender="+32470123457")
    assert one.receipts[0].case == same.receipts[0].case != other.receipts[0].case


def test_delivered_five_times(house: House) -> None:
    """The same SMS five times, later each time, is one contact on one case."""
    arrival = house.arrival("Hoe vraag ik een premie aan?")
    took = [house.take(arrival, at=OPEN + n * timedelta(minutes=1)) for n in range(5)]
    assert len({one.receipts[0].case for one in took}) == 1
    assert len(house.case(took[0]).contacts) == 1
    assert [one.receipts[0].repeated for one in took] == [False, True, True, True, True]


def test_five_at_the_same_moment(house: House) -> None:
    """Five first messages at once open one case; who must wait is told to come again, and then finds it."""
    waiting = [house.arrival(f"Vraag {n}") for n in range(5)]
    for _ in range(10):
        with ThreadPoolExecutor(5) as pool:
            results = list(pool.map(lambda one: _try(house, one), waiting))
        waiting = [one for one, done in zip(waiting, results, strict=True) if not done]
    assert not waiting
    (file,) = house.all_cases()
    assert {one.text for one in file.contacts} == {f"Vraag {n}" for n in range(5)}


def test_an_answer_to_our_sms_knows_its_case(house: House) -> None:
    """Where the network says which SMS of ours is answered, that case it is, also after a newer conversation."""
    old = house.says("Vraag over mijn belasting").receipts[0].case
    notice = house.answer(old)
    house.outbox.sent(notice, "sms-77", OPEN)
    house.talks.goes_on(_hash(ANN), house.says("Vraag", sender="+32470999999").receipts[0].case, OPEN)
    assert house.says("Bedankt", answers="sms-77").receipts[0].case == old
    # Somebody else who names it is somebody else.
    assert house.says("Bedankt", answers="sms-77", sender="+33612345678").receipts[0].case != old


def test_an_erased_case_is_not_talked_about(house: House) -> None:
    """After a citizen had the case erased, the next SMS opens another one."""
    from dataclasses import replace

    from chalicelib.domain.agent import CITIZEN
    from chalicelib.domain.case import Change, audited
    from chalicelib.domain.case_states import Action

    first = house.says("Vraag")
    case = house.case(first).case
    after, event = audited(replace(case.after(Action.ERASE, OPEN)), OPEN, CITIZEN, "erased")
    house.cases.keep(Change(after, (event,)))
    assert house.says("Nog iets").receipts[0].case != case.id
    assert house.says("STOP").word


# --- Long messages ------------------------------------------------------------------------------------------------


@given(st.permutations(range(3)), st.data())
def test_parts_in_any_order(order: list[int], data: Any) -> None:
    """Three parts in any order, some of them twice, are one contact with the whole text; nothing has to wait after it."""
    house = House()
    texts = split(LONG)
    arrivals = [house.arrival(text, part=part(n, 3)) for n, text in enumerate(texts, 1)]
    again = data.draw(st.lists(st.sampled_from(range(3)), max_size=4))
    took = [house.take(arrivals[n]) for n in [*order, *again]]
    (file,) = house.all_cases()
    assert [one.text for one in file.contacts] == [LONG.strip()]
    assert Flag.PART_MISSING not in file.contacts[0].flags
    assert [bool(one.receipts) for one in took[:3]] == [False, False, True]
    group = took[0].wait
    assert house.minute_later(group).receipts[0].repeated
    assert len(house.case(took[2]).contacts) == 1


@given(st.integers(0, 2))
def test_a_part_that_does_not_come(missing: int) -> None:
    """After a minute what there is becomes a contact, with a gap and a sign; the late part then comes beside it."""
    house = House()
    arrivals = [house.arrival(text, part=part(n, 3)) for n, text in enumerate(split(LONG), 1)]
    took = [house.take(one) for n, one in enumerate(arrivals) if n != missing]
    assert not any(one.receipts for one in took)
    told = house.minute_later(took[0].wait)
    (contact,) = house.case(told).contacts
    assert Flag.PART_MISSING in contact.flags
    assert "[…]" in contact.text
    assert house.minute_later(took[0].wait).receipts[0].repeated
    late = house.take(arrivals[missing], at=OPEN + timedelta(minutes=3))
    texts = [one.text for one in house.case(late).contacts]
    assert len(texts) == 2
    assert arrivals[missing].text.strip() in texts


def test_parts_of_two_messages(house: House) -> None:
    """Two long messages of one number, mixed, stay two; those of two numbers under one reference too."""
    for number, sender in ((1, ANN), (2, "+32470999999")):
        for reference in ("01", "02"):
            house.says(f"A{reference}{sender[-1]} ", part=part(number, 2, reference), sender=ANN)
            house.says(f"B{reference}{sender[-1]} ", part=part(number, 2, reference), sender="+33612345678")
    texts = sorted(contact.text for file in house.all_cases() for contact in file.contacts)
    assert texts == ["A016 A019", "A026 A029", "B016 B019", "B026 B029"]


def test_a_reference_that_comes_round(house: House) -> None:
    """Phones count their long messages round: the same reference an hour later is another message."""
    for hour in range(2):
        for number in (1, 2):
            house.says(f"{hour}.{number} ", part=part(number, 2), at=OPEN + hour * timedelta(hours=1))
    (file,) = house.all_cases()
    assert [one.text for one in file.contacts] == ["0.1 0.2", "1.1 1.2"]


def test_another_text_under_the_same_number(house: House) -> None:
    """Two different parts that claim the same place are both kept."""
    for text in ("een ", "ander "):
        house.says(text, part=part(1, 2))
    house.says("twee", part=part(2, 2))
    texts = [contact.text for file in house.all_cases() for contact in file.contacts]
    assert sorted(texts) == ["ander", "een twee"]


def test_parts_without_a_header(house: House) -> None:
    """A network that gives parts without saying so: one that is full waits a minute, and what follows belongs to it."""
    first, second, third = split(LONG)
    took = [house.says(text, at=OPEN + timedelta(seconds=n)) for n, text in enumerate((first, second, third))]
    assert [bool(one.receipts) for one in took] == [False, False, True]
    (file,) = house.all_cases()
    assert [one.text for one in file.contacts] == [LONG.strip()]
    assert house.says("Nog iets", at=OPEN + timedelta(seconds=5)).receipts
    assert len(house.case(took[2]).contacts) == 2


def test_a_full_message_alone(house: House) -> None:
    """A message that happens to be as long as a part is kept after a minute, as it is, without a sign."""
    text = "a" * 153
    took = house.says(text)
    assert took.wait
    assert not took.receipts
    (contact,) = house.case(house.minute_later(took.wait)).contacts
    assert contact.text == text
    assert Flag.PART_MISSING not in contact.flags


# --- Words --------------------------------------------------------------------------------------------------------


def test_stop_and_start(house: House) -> None:
    """STOP ends what we send, is shown on the case, and does not make it wait for us; AAN takes it back."""
    case = house.says("Vraag over mijn premie").receipts[0].case
    house.answer(case)
    house.says("STOP")
    head = house.cases.head(case)
    assert head.status is Status.ANSWERED
    assert Flag.STOPPED in head.flags
    assert house.talks.stopped(_hash(ANN))
    assert house.replies == [("stop", ANN)]
    house.says("aan")
    assert Flag.STOPPED not in house.cases.head(case).flags
    assert not house.talks.stopped(_hash(ANN))
    assert {one.text for one in house.cases.open(case).contacts} == {"Vraag over mijn premie", "STOP", "aan"}


def test_what_comes_again_undoes_nothing(house: House) -> None:
    """An old STOP, AAN or question that a network delivers once more changes nothing about what was said after it."""
    question, stop, start = (house.arrival(text) for text in ("Vraag over mijn premie", "STOP", "aan"))
    house.take(question)
    house.take(stop)
    for again in (question, stop):
        house.take(again, at=OPEN + timedelta(hours=1))
        assert house.talks.stopped(_hash(ANN))
    house.take(start)
    for again in (stop, question, start):
        house.take(again, at=OPEN + timedelta(hours=2))
        assert not house.talks.stopped(_hash(ANN))


def test_a_question_that_begins_with_stop(house: House) -> None:
    """ "Stop de boete?" is a question, and whoever asks one wants to be answered."""
    house.says("STOP")
    assert not house.all_cases()
    file = house.case(house.says("Stop de boete?"))
    assert file.contacts[0].text == "Stop de boete?"
    assert not house.talks.stopped(_hash(ANN))


def test_help_opens_no_case(house: House) -> None:
    """HELP is answered, and nobody else is bothered; the same message again is not answered again."""
    arrival = house.arrival("Help")
    for _ in range(5):
        house.take(arrival)
    assert house.replies == [("help", ANN)]
    assert not house.all_cases()


def test_two_programs_come_to_an_end(house: House) -> None:
    """No more than five words a day are answered to one number."""
    for _ in range(20):
        house.says("info")
    assert len(house.replies) == 5


def test_a_word_while_the_gateway_is_away(house: House) -> None:
    """The answer to a word comes with a later try, once."""
    house.gateway.away.add(ANN)
    arrival = house.arrival("STOP")
    with pytest.raises(Busy):
        house.take(arrival)
    house.gateway.away.clear()
    house.take(arrival)
    house.take(arrival)
    assert house.replies == [("stop", ANN)]
    assert house.talks.stopped(_hash(ANN))


# --- Outside opening hours ----------------------------------------------------------------------------------------


def test_closed(house: House) -> None:
    """At night one line says when it will be read: once a day, and with no number or link."""
    first = house.says("Vraag", at=NIGHT)
    house.says("Nog iets", at=NIGHT)
    (notice,) = house.case(first).notices
    assert (notice.template, notice.by, notice.to, notice.link) == (Template.SMS_CLOSED, SMS, ANN, "")
    text = house.short_texts.write(notice, house.case(first))
    assert text == (
        "1700 is nu gesloten. Wij lezen uw sms op dinsdag 24 november vanaf 9 uur. Is het dringend? Bij gevaar belt u 112."
    )
    house.says("En nu?", at=NIGHT + DAY)
    assert len(house.case(first).notices) == 2


@pytest.mark.parametrize("sender", ["8850", "bpost", "", OWN, "022345678"])
def test_nobody_to_tell(house: House, sender: str) -> None:
    """A service, a name, nobody, ourselves, a landline: kept, and nothing is sent to them."""
    taken = house.says("Uw pakje is onderweg", at=NIGHT, sender=sender)
    file = house.case(taken)
    assert file.contacts[0].text == "Uw pakje is onderweg"
    assert not file.notices
    house.says("info", at=NIGHT, sender=sender)
    assert not house.gateway.sent


# --- What comes in all the same -----------------------------------------------------------------------------------


def test_from_nobody(house: House) -> None:
    """An SMS without a number is kept with a sign; two of them are no conversation."""
    one, two = house.says("Vraag", sender=""), house.says("Vraag", sender=" ")
    assert one.receipts[0].case != two.receipts[0].case
    assert Flag.NO_SENDER in house.case(one).contacts[0].flags
    assert not house.case(one).case.citizen


@pytest.mark.parametrize("text", ["\x00\x01\x07", "", "   ", "\x1b[31m"])
def test_control_characters(house: House, text: str) -> None:
    """Characters that steer a screen go; where nothing is left, the case says that the message was empty."""
    (contact,) = house.case(house.says(text)).contacts
    assert not any(ord(one) < 32 for one in contact.text)
    assert (Flag.EMPTY in contact.flags) is (not contact.text)


def test_halves_of_characters(house: House) -> None:
    """Half an emoji, as some gateways cut it, does not lose the message."""
    (contact,) = house.case(house.says("Ja \ud83d")).contacts
    assert contact.text == "Ja \ufffd"


def test_a_landline(house: House) -> None:
    """An SMS from a landline is kept with a sign: an SMS back would not arrive."""
    (contact,) = house.case(house.says("Vraag", sender="022345678")).contacts
    assert Flag.LANDLINE in contact.flags
    assert contact.sender.phone == "+3222345678"


def _try(house: House, arrival: Any) -> bool:
    try:
        house.take(arrival)
    except Busy:
        return False
    return True


def _hash(number: str) -> str:
    from chalicelib.domain.ids import citizen_hash

    return citizen_hash(SECRET, number)
