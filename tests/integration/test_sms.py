"""SMS through the deployed functions: from a handset to a case and back, with what networks say of it."""

import itertools
from datetime import UTC, datetime

import pytest

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile
from chalicelib.domain.case_states import Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.ids import citizen_hash
from chalicelib.domain.outbox import State, Template
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.conversations import Conversations
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.secret import read_secret
from tests.deployment import Deployment, eventually

LONG = "Ik heb een vraag over mijn premie voor het isoleren van het dak van mijn huis. " * 5
number = itertools.count(1)


class Handset:
    """One telephone, and what became of what it sent."""

    def __init__(self, deployment: Deployment, ending: str = "") -> None:
        self.deployment = deployment
        self.number = f"+3247{next(number)}{ending or '123456'}"
        table = DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"])
        self.cases, self.talks = CaseStore(table), Conversations(table)
        self.secret = read_secret(deployment.client("secretsmanager"), deployment.outputs["SecretName"])
        self.who = citizen_hash(self.secret, self.number)

    def send(self, text: str, **how: bool) -> str:
        return self.deployment.running.network.bring(self.number, text, **how)

    def case(self, contacts: int = 1) -> CaseFile:
        """The case that is talked about, once it holds so many contacts."""
        case = eventually(lambda: self.talks.look(self.who, datetime.now(UTC)).case)
        eventually(lambda: len(self.cases.open(case).contacts) >= contacts)
        return self.cases.open(case)

    def answered(self, case: str, text: str) -> None:
        """An agent answers; what must be sent can no longer be taken back."""
        head = self.cases.head(case)
        answer_case(head, Draft(head.version, text), Agent("an", "An"), self.cases, self.secret, datetime.now(UTC))


def _answer_state(handset: Handset, case: str) -> State:
    return next(one.state for one in handset.cases.open(case).notices if one.template is Template.ANSWER)


def test_there_and_back(deployment: Deployment) -> None:
    """A question by SMS becomes a case; the answer comes on the handset, its receipt on the case; the reply joins it."""
    handset = Handset(deployment)
    handset.send("Hoe vraag ik een premie aan?")
    case = handset.case().case.id
    handset.answered(case, "Dat kan op “Mijn premies” – bij uw gemeente.")
    texts = deployment.texts(handset.number)
    answers = [one.text for one in texts if "premies" in one.text] or [
        one.text for one in deployment.texts(handset.number, 2) if "premies" in one.text
    ]
    assert answers == ['Dat kan op "Mijn premies" - bij uw gemeente.']
    eventually(lambda: _answer_state(handset, case) is State.DELIVERED)
    handset.send("Bedankt")
    assert handset.case(contacts=2).case.status is Status.REOPENED


@pytest.mark.parametrize("how", [{"parts": True}, {"parts": True, "backwards": True}])
def test_a_long_one(deployment: Deployment, how: dict[str, bool]) -> None:
    """A long SMS that comes part by part, in any order, is one contact."""
    handset = Handset(deployment)
    handset.send(LONG, **how)
    assert [one.text for one in handset.case().contacts] == [LONG.strip()]


def test_an_answer_that_does_not_arrive(deployment: Deployment) -> None:
    """A handset out of reach: the case waits for us again, with a sign."""
    handset = Handset(deployment, "000001")
    handset.send("Hoe vraag ik een premie aan?")
    case = handset.case().case.id
    handset.answered(case, "Bij uw gemeente.")
    eventually(lambda: _answer_state(handset, case) is State.BOUNCED)
    head = handset.cases.head(case)
    assert head.status is Status.REOPENED
    assert Flag.BOUNCED in head.flags


def test_an_answer_too_long(deployment: Deployment) -> None:
    """An answer that takes too many SMS is a short one with a link, which opens the question."""
    handset = Handset(deployment)
    handset.send("Hoe vraag ik een premie aan?")
    handset.answered(handset.case().case.id, LONG * 4)
    texts = eventually(lambda: [one.text for one in deployment.texts(handset.number) if "te lang" in one.text])
    assert f"{deployment.url}/vraag/openen?sleutel=" in texts[0]


def test_stop_is_confirmed(deployment: Deployment) -> None:
    """STOP is confirmed in Dutch, and opens no case."""
    handset = Handset(deployment)
    handset.send("Stop")
    assert [one.text for one in deployment.texts(handset.number)] == [
        "U krijgt geen sms meer van 1700. Wilt u dat toch weer? Stuur AAN, of stel een vraag."
    ]
    assert not handset.talks.look(handset.who, datetime.now(UTC)).case


def test_with_its_own_policies(guarded: Deployment) -> None:
    """The functions may do what an SMS asks of them, and it comes back answered."""
    handset = Handset(guarded)
    handset.send(LONG, parts=True)
    case = handset.case().case.id
    handset.answered(case, "Bij uw gemeente.")
    eventually(lambda: _answer_state(handset, case) is State.DELIVERED)
