"""The gate of the confidential house, from outside: what is asked, what comes back, and what breaks."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.domain.agent import Agent
from chalicelib.domain.contact import Channel
from chalicelib.domain.form_key import FormKey
from chalicelib.errors import Busy, ChangedMeanwhile, NotFound, NotPossibleNow, Rejected, TooMany
from chalicelib.services.hand_in_integrity import Told, hand_in_integrity, known_of, move_to_integrity
from chalicelib.stores.integrity_gate import IntegrityGate

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
AN = Agent("an", "An Peeters")
CLOCK = {"name": "acknowledge", "due_at": "2026-12-01T10:00:00+00:00"}
KNOWN = {"number": "I26123456789", "clocks": [CLOCK]}


@dataclass
class FakeLambda:
    """Lambda by its own interface. `says`: the next answers; an exception is raised."""

    says: list[Any]
    broken: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        assert FunctionName == "take-in"
        self.asked.append(json.loads(Payload))
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return {"Payload": io.BytesIO(body), **({"FunctionError": "Unhandled"} if self.broken else {})}


def told(channel: Channel | None = Channel.PHONE) -> Told:
    return Told(FormKey("ab" * 16, AT), channel, {"text": "Mijn diensthoofd neemt smeergeld aan."})


def test_handed_in() -> None:
    """A report is handed in under a key of its form and its agent, and number, clocks and code come back."""
    client = FakeLambda([{**KNOWN, "locator": "batterij tekst onweer", "secret": "bus lijst gang druppel ski"}])
    known = hand_in_integrity(told(), AN, IntegrityGate(client, "take-in"), AT)
    assert (known.number, [one.name for one in known.terms]) == ("I26123456789", ["acknowledge"])
    assert known.code
    assert len(known.code.words) == 8
    assert client.asked[0]["key"] == f"desk:an:{'ab' * 16}"


def test_a_channel_that_is_none() -> None:
    """A mail is not told to an agent: it moves. Nothing is asked of the house."""
    client = FakeLambda([])
    for channel in (None, Channel.MAIL):
        with pytest.raises(Rejected):
            hand_in_integrity(told(channel), AN, IntegrityGate(client, "take-in"), AT)
    assert client.asked == []


@pytest.mark.parametrize("error", [NotFound, NotPossibleNow, ChangedMeanwhile, TooMany, Busy])
def test_what_the_house_refuses(error: type[Exception]) -> None:
    """What the house refuses, the desk hears as the same error."""
    client = FakeLambda([{"error": error.slug, "fields": {}}])  # type: ignore[attr-defined]
    with pytest.raises(error):
        move_to_integrity("26123456789", 1, {}, IntegrityGate(client, "take-in"))


def test_wrong_fields() -> None:
    """Every wrong field comes back with its message."""
    client = FakeLambda([{"error": "rejected", "fields": {"name": "desk_integrity.error_name_missing"}}])
    with pytest.raises(Rejected) as rejected:
        hand_in_integrity(told(), AN, IntegrityGate(client, "take-in"), AT)
    assert rejected.value.fields == {"name": "desk_integrity.error_name_missing"}


@pytest.mark.parametrize(
    "said",
    [
        ClientError({"Error": {"Code": "TooManyRequestsException", "Message": ""}}, "Invoke"),
        ReadTimeoutError(endpoint_url="https://lambda.test"),
        b"not json",
    ],
)
def test_a_house_that_does_not_answer(said: Any) -> None:
    """Where the house does not answer, the agent is told to try again."""
    with pytest.raises(Busy):
        known_of("I26123456789", IntegrityGate(FakeLambda([said]), "take-in"))


def test_a_house_that_breaks() -> None:
    """Where the house breaks, what it says of it is shown to nobody."""
    with pytest.raises(Busy):
        known_of("I26123456789", IntegrityGate(FakeLambda([KNOWN], broken=True), "take-in"))
