"""SMS out: what they say, by which road an answer goes, and what happens where it does not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import MAIL, SMS, Notice, State, Template
from chalicelib.domain.sms import GSM, GSM_LONG, size_of
from chalicelib.domain.ways import roads_to, ways_to
from chalicelib.errors import Busy, Rejected, SmsRefused
from chalicelib.pages.catalogue import messages, t
from chalicelib.pages.short_texts import MOST_PARTS
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.send_notice import send_notice
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event
from chalicelib.stores.sms_gateway import EndUserMessaging
from tests.mail_out_house import AT, LATER, SECRET, default_calendar
from tests.sms_house import ANN, House

AN = Agent("an", "An Peeters")


def answered(house: House, case: str, text: str = "Bij uw gemeente.", **more: Any) -> Notice:
    head = house.cases.head(case)
    given = answer_case(head, Draft(head.version, text, **more), AN, house.cases, SECRET, AT)
    return next(one for one in house.cases.open(case).notices if one.entry == given.id)


@pytest.fixture
def house() -> House:
    return House()


def test_an_answer_goes_back_by_sms(house: House) -> None:
    """Who asked by SMS is answered by SMS: the agent's text as it is, and the id of the network on the notice."""
    case = house.says("Waar vraag ik een premie aan?").receipts[0].case
    notice = answered(house, case, "Dat kan “online” – bij uw gemeente…")
    done = send_notice(case, notice.id, house.post, LATER)
    assert done
    assert [(one.to, one.text) for one in house.gateway.sent] == [(ANN, 'Dat kan "online" - bij uw gemeente...')]
    assert house.gateway.sent[0].context == {"case": case, "notice": notice.id}
    kept = next(one for one in house.cases.open(case).notices if one.id == notice.id)
    assert (kept.by, kept.state, kept.message_id) == (SMS, State.SENT, "sms-1")
    assert not house.ses.mails


def test_too_long(house: House) -> None:
    """An answer that takes more parts than people read becomes one with a secret link."""
    case = house.says("Vraag").receipts[0].case
    notice = answered(house, case, "Dit is een lange uitleg over uw premie. " * 30)
    send_notice(case, notice.id, house.post, LATER)
    (sent,) = house.gateway.sent
    assert f"https://1700.test/vraag/openen?sleutel={notice.link}" in sent.text
    assert size_of(sent.text).parts <= 2


@pytest.mark.parametrize("letters", [152 * MOST_PARTS, 153 * MOST_PARTS, 153 * MOST_PARTS + 1])
def test_as_long_as_can_be(house: House, letters: int) -> None:
    """Up to the last letter that fits, the answer itself is sent."""
    case = house.says("Vraag").receipts[0].case
    notice = answered(house, case, "a" * letters)
    send_notice(case, notice.id, house.post, LATER)
    assert (house.gateway.sent[0].text == "a" * letters) is (letters <= 153 * MOST_PARTS)


def test_who_did_not_ask_by_sms(house: House) -> None:
    """An answer by SMS to a question of the form says what it is about."""
    case = house.register(tell=None, sender=Person(email="ann@burger.test", phone="0470 12 34 56")).case
    notice = answered(house, case, by=SMS)
    send_notice(case, notice.id, house.post, LATER)
    assert house.gateway.sent[0].text == '1700 over "Een boom omhakken": Bij uw gemeente.'
    assert house.gateway.sent[0].to == ANN


@pytest.mark.parametrize(
    ("channel", "person", "ways"),
    [
        (Channel.FORM, Person(email="a@b.test", phone="0470123456"), [MAIL, SMS]),
        (Channel.SMS, Person(email="a@b.test", phone="0470123456"), [SMS, MAIL]),
        (Channel.PHONE, Person(phone="0470123456"), [SMS]),
        (Channel.PHONE, Person(phone="022345678"), []),  # a landline
        (Channel.SMS, Person(phone="8850"), []),
        (Channel.SMS, Person(name="bpost"), []),
        (Channel.SMS, Person(phone="+33612345678"), [SMS]),
    ],
)
def test_ways(house: House, channel: Channel, person: Person, ways: list[str]) -> None:
    """The roads to a citizen, the one by which he came first; no SMS where none arrives."""
    case = house.cases.head(house.register(tell=None, channel=channel, sender=person).case)
    assert list(ways_to(case)) == ways
    if not roads_to(case):
        with pytest.raises(Rejected):
            answered(house, case.id)


def test_a_way_that_is_not_there(house: House) -> None:
    """An answer never leaves by a road that the case does not have."""
    case = house.says("Vraag").receipts[0].case
    with pytest.raises(Rejected):
        answered(house, case, by=MAIL)


def test_stopped_meanwhile(house: House) -> None:
    """Who said STOP gets nothing; the case waits for us again, and says why."""
    case = house.says("Vraag").receipts[0].case
    notice = answered(house, case, outcome=Outcome.ANSWERED, theme="wonen", level="flemish")
    house.says("STOP")
    house.gateway.sent.clear()
    done = send_notice(case, notice.id, house.post, LATER)
    assert done
    assert not house.gateway.sent
    file = house.cases.open(case)
    assert [(one.state, one.detail) for one in file.notices] == [(State.FAILED, "stopped")]
    assert (file.case.status, file.case.closed_at, file.case.outcome) == (Status.REOPENED, None, None)
    assert {Flag.STOPPED, Flag.BOUNCED} <= file.case.flags
    assert file.case.due_at
    assert "sms_refused" in [one.what for one in file.audit]


def test_a_refused_mail_waits_for_us_too(house: House) -> None:
    """The same holds for an answer by mail that is refused; a copy that is refused leaves the case as it stands."""
    case = house.register(tell=Template.COPY).case
    copy = house.notice(case)
    house.ses.fail = ["MessageRejected", "MessageRejected"]
    send_notice(case, copy.id, house.post, LATER)
    assert house.cases.head(case).status is Status.NEW
    notice = answered(house, case)
    send_notice(case, notice.id, house.post, LATER)
    assert house.cases.head(case).status is Status.REOPENED


def test_what_the_network_says(house: House) -> None:
    """Delivered, then not after all: each once; an answer that does not arrive opens the case anew."""
    case = house.says("Vraag").receipts[0].case
    notice = answered(house, case)
    send_notice(case, notice.id, house.post, LATER)
    took = []
    for state in (State.DELIVERED, State.DELIVERED, State.BOUNCED, State.BOUNCED):
        event = DeliveryEvent("sms-1", state, LATER, "UNREACHABLE")
        took.append(take_delivery_event(event, house.outbox, house.cases, default_calendar(), LATER).taken)
    assert took == [Taken.KEPT, Taken.KNOWN, Taken.KEPT, Taken.KNOWN]
    file = house.cases.open(case)
    assert file.case.status is Status.REOPENED
    assert file.audit[-1].what == "sms_bounced"


def test_what_is_said_next_belongs_to_it(house: House) -> None:
    """Who is answered by SMS on a question of the form, and replies by SMS, adds to that question."""
    case = house.register(tell=None, sender=Person(email="ann@burger.test", phone=ANN)).case
    notice = answered(house, case, by=SMS)
    send_notice(case, notice.id, house.post, LATER)
    assert house.says("Bedankt", at=LATER + timedelta(hours=1)).receipts[0].case == case


def test_gateway_away(house: House) -> None:
    """A gateway that takes nothing now is tried again."""
    case = house.says("Vraag").receipts[0].case
    notice = answered(house, case)
    house.gateway.away.add(ANN)
    with pytest.raises(Busy):
        send_notice(case, notice.id, house.post, LATER)
    house.gateway.away.clear()
    send_notice(case, notice.id, house.post, LATER)
    assert len(house.gateway.sent) == 1


@pytest.mark.parametrize("key", [key for key in messages("sms") if key != "answer_about"])
def test_our_own_texts_are_short(key: str) -> None:
    """What we say ourselves is in the 7-bit alphabet, and one SMS where it holds no link."""
    link = "https://1700.vlaanderen.test/vraag/openen?sleutel=" + "26000000019." + "x" * 43
    told = {"link": link, "names": "Stad Gent", "name": "Stad Gent", "text": "Ja."}
    text = t(f"sms.{key}", day="donderdag 24 september", hour=9, opens=9, closes=19, **told)
    assert set(text) <= GSM | GSM_LONG
    assert size_of(text).parts <= (2 if "{link}" in messages("sms")[key] else 1)


class Client:
    """The service's own interface: what it was asked, and what it answers."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.asked = error, {}

    def send_text_message(self, **asked: Any) -> dict[str, str]:
        self.asked = asked
        if self.error:
            raise self.error
        return {"MessageId": "m-1"}


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "+32470123456"}}, "SendTextMessage")


def test_gateway_of_aws() -> None:
    """AWS is asked for a message that it may keep trying for three days, with ids that come back in its events."""
    client = Client()
    gateway = EndUserMessaging(client, "+32460001700", "contact1700")
    assert gateway.send(ANN, "Dag", context={"case": "1"}) == "m-1"
    assert client.asked == {
        "DestinationPhoneNumber": ANN,
        "OriginationIdentity": "+32460001700",
        "MessageBody": "Dag",
        "MessageType": "TRANSACTIONAL",
        "ConfigurationSetName": "contact1700",
        "TimeToLive": 259_200,
        "Context": {"case": "1"},
    }


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_error("ValidationException"), SmsRefused),
        (_error("ConflictException"), SmsRefused),
        (_error("ThrottlingException"), Busy),
        (_error("ServiceQuotaExceededException"), Busy),  # the month's limit: an operator can raise it
        (_error("InternalServerException"), Busy),
        (EndpointConnectionError(endpoint_url="https://sms.test"), Busy),
    ],
)
def test_what_aws_refuses(error: Exception, told: type[Exception]) -> None:
    """What never goes is told apart from what may go later, and no number is in the error."""
    with pytest.raises(told) as raised:
        EndUserMessaging(Client(error), "+32460001700", "contact1700").send(ANN, "Dag", context={})
    assert ANN not in str(raised.value)


def test_without_a_number() -> None:
    """Where no number of ours is set, nothing is tried."""
    with pytest.raises(SmsRefused):
        EndUserMessaging(Client(), "", "contact1700").send(ANN, "Dag", context={})


def test_the_model_takes_it() -> None:
    """What the gateway asks is what botocore's model of the service knows."""
    from botocore.session import get_session
    from botocore.validate import validate_parameters

    client = get_session().create_client("pinpoint-sms-voice-v2", region_name="eu-central-1")
    asked = Client()
    EndUserMessaging(asked, "+32460001700", "contact1700").send(ANN, "Dag", context={"case": "1"})
    validate_parameters(asked.asked, client.meta.service_model.operation_model("SendTextMessage").input_shape)
