"""The road that a citizen chose: by it an answer goes, also where an agent is the one who brings it, and by another where
it fails."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.case import Answer, Case, CaseFile, Level, Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Kind, Person, Requester, Way
from chalicelib.domain.facts import LONGEST, Fault, facts_of, faults, person_of
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import LETTER, MAIL, PHONE, SMS, Notice, State
from chalicelib.domain.own_view import said_in
from chalicelib.domain.ways import other_roads, roads_to, ways_to
from chalicelib.domain.worklist import Worklist
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.pages.paper import paper_of
from chalicelib.services.answer_case import UNDO, Draft, answer_case
from chalicelib.services.bring_answer import bring_answer
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.send_answer_again import send_answer_again
from chalicelib.services.send_notice import send_notice
from chalicelib.services.take_back_answer import take_back
from chalicelib.services.take_delivery_event import DeliveryEvent, take_delivery_event
from chalicelib.stores.case_items import list_of
from tests.mail_out_house import AN, AT, LATER, SECRET, House
from tests.unit.test_hand_over import Queues

ALL = {"email": "ann@burger.test", "phone": "0470 12 34 56", "address": "Dorp 1\nbus 2", "postal_code": "9000"}
WAYS = [MAIL, SMS, PHONE, LETTER]


class Asked(House):
    """A house with one question, of somebody who can be reached by every road."""

    def __init__(self, prefers: Way | None = None, **more: Any) -> None:
        super().__init__()
        person = Person(name="Ann Peeters", prefers=prefers, **{**ALL, **more})
        self.number = self.register(tell=None, sender=person).case
        self.calendar = self.post.calendar

    @property
    def head(self) -> Case:
        return self.cases.head(self.number)

    @property
    def file(self) -> CaseFile:
        return self.cases.open(self.number)

    @property
    def given(self) -> Answer:
        return self.file.answers[-1]

    def sends(self, notice: Notice) -> Notice | None:
        return send_notice(self.number, notice.id, self.post, LATER)

    def bounces(self, message_id: str, permanent: bool = True) -> None:
        event = DeliveryEvent(message_id, State.BOUNCED, LATER, "Permanent/General", permanent)
        take_delivery_event(event, self.outbox, self.cases, self.calendar, LATER)

    def brings(self, notice: str, reached: bool = True) -> None:
        bring_answer(self.head, notice, reached, AN, self.cases, self.calendar, LATER)

    def again(self, by: str) -> Notice:
        send_answer_again(self.head, self.given.id, by, AN, self.cases, SECRET, LATER)
        return next(one for one in self.file.notices if one.by == by)


@pytest.mark.parametrize("prefers", [None, *Way])
@pytest.mark.parametrize("channel", [Channel.FORM, Channel.SMS])
def test_the_preferred_road_comes_first(prefers: Way | None, channel: Channel) -> None:
    """What somebody prefers comes before all; what no machine can do is no road for what is sent by itself."""
    house = House()
    person = Person(prefers=prefers, **ALL)
    case = house.cases.head(house.register(tell=None, channel=channel, sender=person).case)
    usual = [SMS, MAIL, PHONE, LETTER] if channel is Channel.SMS else WAYS
    expected = [prefers.value, *(one for one in usual if one != prefers)] if prefers else usual
    assert list(roads_to(case)) == expected
    assert list(ways_to(case)) == [one for one in expected if one in (MAIL, SMS)]


@pytest.mark.parametrize(
    ("person", "roads"),
    [
        (Person(email="a@b.test", prefers=Way.SMS), [MAIL]),
        (Person(phone="022345678", prefers=Way.SMS), [PHONE]),
        (Person(phone="8850"), []),
        (Person(address="Dorp 1"), [LETTER]),
    ],
)
def test_only_roads_that_lead_somewhere(person: Person, roads: list[str]) -> None:
    """A wish for a road that is not there changes nothing; a landline is called, a service's number is not."""
    house = House()
    assert list(roads_to(house.cases.head(house.register(tell=None, sender=person).case))) == roads


def test_an_answer_by_telephone_is_a_task() -> None:
    """The case stays in the worklist, due when it was, until an agent ticked off that she called; no machine sends it."""
    house = Asked(Way.PHONE)
    due = house.head.due_at
    notice = house.answer(house.number)
    assert (notice.by, notice.state, notice.to, notice.link) == (PHONE, State.TO_DO, "0470 12 34 56", "")
    assert (house.head.status, house.head.by_hand, house.head.due_at) == (Status.ANSWERED, (PHONE,), due)
    assert list_of(house.head) is Worklist.TODO
    queues = Queues()
    queues.take(house)
    assert queues.outbox.entries == []
    assert house.outbox.due(LATER + timedelta(days=9), limit=9) == []
    assert house.sends(notice) is None
    house.brings(notice.id)
    assert list_of(house.head) is Worklist.WAITING
    assert (house.head.by_hand, house.head.due_at) == ((), None)
    assert [(one.state, one.state_at) for one in house.file.notices] == [(State.SENT, LATER)]
    with pytest.raises(NotPossibleNow):
        house.brings(notice.id)


def test_a_letter_of_an_ended_case() -> None:
    """An answer that also ends its case leaves the letter in the worklist; posted, the case stands with the ended ones."""
    house = Asked(Way.LETTER)
    ending = {"outcome": Outcome.ANSWERED, "theme": "BouwenWonen", "level": Level.FLEMISH}
    notice = house.answer(house.number, **ending)
    assert (house.head.status, list_of(house.head)) == (Status.CLOSED, Worklist.TODO)
    assert house.head.due_at
    house.brings(notice.id)
    assert (house.head.status, list_of(house.head)) == (Status.CLOSED, Worklist.ENDED)


def test_not_reached() -> None:
    """Nobody picks up the telephone: the case waits for us again, and the same answer can go by the other roads."""
    house = Asked(Way.PHONE)
    notice = house.answer(house.number)
    house.brings(notice.id, reached=False)
    assert (house.head.status, house.head.by_hand) == (Status.REOPENED, ())
    assert Flag.BOUNCED in house.head.flags
    assert house.head.due_at
    assert list(other_roads(house.head, house.file.notices)) == [MAIL, SMS, LETTER]


@pytest.mark.parametrize("road", [SMS, PHONE, LETTER])
def test_another_road(road: str) -> None:
    """A mail that came back: the very same answer goes by another road, and the case is answered again."""
    house = Asked()
    sent = house.sends(house.answer(house.number))
    assert sent
    assert other_roads(house.head, house.file.notices) == {}
    house.bounces(sent.message_id)
    assert house.head.status is Status.REOPENED
    text = house.given.text
    second = house.again(road)
    assert (second.entry, house.given.text, len(house.file.answers)) == (sent.entry, text, 1)
    assert (house.head.status, Flag.BOUNCED in house.head.flags) == (Status.ANSWERED, False)
    if road == SMS:
        done = house.sends(second)
        assert done
        assert done.message_id
        assert "Ja, bij uw gemeente." in house.gateway.sent[-1].text
    else:
        assert (second.state, house.head.by_hand) == (State.TO_DO, (road,))
    assert other_roads(house.head, house.file.notices) == {}
    with pytest.raises(NotPossibleNow):
        house.again(MAIL)


def test_every_road_failed() -> None:
    """Where all roads were tried none is offered, and the case still waits for us."""
    house = Asked(phone="", address="")
    sent = house.sends(house.answer(house.number))
    assert sent
    house.bounces(sent.message_id)
    assert other_roads(house.head, house.file.notices) == {}
    assert list_of(house.head) is Worklist.TODO


def test_two_who_send_it_again() -> None:
    """Two agents who press the button at once send one answer."""
    house = Asked()
    sent = house.sends(house.answer(house.number))
    assert sent
    house.bounces(sent.message_id)
    seen = house.head
    send_answer_again(seen, house.given.id, SMS, AN, house.cases, SECRET, LATER)
    with pytest.raises((ChangedMeanwhile, NotPossibleNow)):
        send_answer_again(seen, house.given.id, PHONE, AN, house.cases, SECRET, LATER)
    assert [one.by for one in house.file.notices] == [MAIL, SMS]


def test_taken_back() -> None:
    """Within its seconds an answer by telephone is taken back with its task, and is no message of the citizen's page."""
    house = Asked(Way.PHONE)
    house.answer(house.number)
    assert [one.ours for one in said_in(house.file, AT)] == [False]
    take_back(house.head, house.given.id, AN, house.cases, AT + timedelta(seconds=3))
    assert (house.head.status, house.head.by_hand, house.file.notices) == (Status.NEW, (), ())
    house.answer(house.number)
    assert [one.ours for one in said_in(house.file, AT + UNDO)] == [False, True]


def test_merged() -> None:
    """A task of a case that is merged stands on the case that stays, and is ticked off there; sent again it is found too."""
    house = Asked(Way.PHONE)
    into = house.register(tell=None, key="two", sender=house.head.sender).case
    notice = house.answer(house.number)
    merge_cases(Merge(house.head, house.cases.head(into)), AN, house.cases, house.calendar, AT)
    assert house.cases.head(into).by_hand == (PHONE,)
    bring_answer(house.cases.head(into), notice.id, False, AN, house.cases, house.calendar, LATER)
    assert house.cases.head(into).by_hand == ()
    send_answer_again(house.cases.head(into), notice.entry, MAIL, AN, house.cases, SECRET, LATER)
    again = next(one for one in house.file.notices if one.by == MAIL)
    assert house.sends(again)
    assert "Ja, bij uw gemeente." in str(house.ses.mails[-1])


def test_on_paper() -> None:
    """The letter has the address line by line, the whole answer with its sources, the number, and how to react."""
    house = Asked(Way.LETTER)
    house.answer(house.number)
    letter = paper_of(house.head, house.given)
    assert letter.to.splitlines() == ["Ann Peeters", "Dorp 1", "bus 2", "9000"]
    for said in ("Dag Ann Peeters,", "Ja, bij uw gemeente.", "https://www.voorbeeld.be/kap", "1700-26-", "An Peeters"):
        assert said in letter.text
    assert "e-mail" not in letter.text


def test_no_road_by_that_name() -> None:
    """An answer does not go by a road that does not lead to its citizen."""
    house = Asked(phone="")
    with pytest.raises(Rejected):
        answer_case(house.head, Draft(house.head.version, "Ja.", by=PHONE), AN, house.cases, SECRET, AT)


FACTS = {"text": "Vraag", "name": "An", "email": "an@example.be"}


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"prefers": "mail"}, {}),
        ({"prefers": "sms"}, {"phone": Fault.MISSING}),
        ({"prefers": "sms", "phone": "02 234 56 78"}, {"phone": Fault.NO_SMS}),
        ({"prefers": "sms", "phone": "0470 12 34 56"}, {}),
        ({"prefers": "sms", "phone": "abc"}, {"phone": Fault.WRONG}),
        ({"prefers": "phone"}, {"phone": Fault.MISSING}),
        ({"prefers": "phone", "phone": "02 234 56 78"}, {}),
        ({"prefers": "letter"}, {"address": Fault.MISSING}),
        ({"prefers": "letter", "address": "Dorp 1"}, {}),
        ({"prefers": "duif"}, {"prefers": Fault.WRONG}),
    ],
)
def test_what_a_road_needs(told: dict[str, str], wrong: dict[str, Fault]) -> None:
    """Who wants an SMS or a call tells a number by which that can be, who wants a letter an address."""
    assert faults(Kind.QUESTION, Requester.CITIZEN, FACTS | told) == wrong


@given(
    kind=st.sampled_from(Kind),
    facts=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(["", "x"]) for name in LONGEST if name != "prefers"}
    ),
    prefers=st.sampled_from(["", *Way]),
)
def test_only_what_is_needed_is_kept(kind: Kind, facts: dict[str, str], prefers: str) -> None:
    """An address is kept of a complaint or for a letter alone, whatever was typed before the choice."""
    kept = facts_of(kind, {**facts, "prefers": prefers})
    person = person_of(Requester.CITIZEN, kept)
    if kind is not Kind.COMPLAINT and prefers != Way.LETTER:
        assert person.address == ""
    else:
        assert person.address == facts.get("address", "")
    assert (person.prefers or "") == prefers
