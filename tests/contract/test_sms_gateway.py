"""What every gateway of SMS does: the fake, and AWS's behind its client, whose answers are those of the service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import Busy, SmsRefused
from chalicelib.stores.fake_sms import FakeSms
from chalicelib.stores.sms_gateway import EndUserMessaging, SmsGateway

GOOD, WRONG, AWAY = "+32470123456", "+32470000008", "+32470000009"


@dataclass
class Service:
    """End User Messaging by its own interface."""

    taken: list[dict[str, Any]] = field(default_factory=list)

    def send_text_message(self, **asked: Any) -> dict[str, str]:
        codes = {WRONG: "ValidationException", AWAY: "ThrottlingException"}
        if code := codes.get(asked["DestinationPhoneNumber"]):
            raise ClientError({"Error": {"Code": code, "Message": asked["DestinationPhoneNumber"]}}, "SendTextMessage")
        self.taken.append(asked)
        return {"MessageId": f"m-{len(self.taken)}"}


@dataclass(frozen=True)
class Kind:
    """A gateway, and what it was given: pairs of number and text."""

    gateway: SmsGateway
    taken: Callable[[], list[tuple[str, str]]]


def _fake() -> Kind:
    gateway = FakeSms(refuses={WRONG}, away={AWAY})
    return Kind(gateway, lambda: [(one.to, one.text) for one in gateway.sent])


def _aws() -> Kind:
    service = Service()
    gateway = EndUserMessaging(service, "+32460001700", "contact1700")
    return Kind(gateway, lambda: [(one["DestinationPhoneNumber"], one["MessageBody"]) for one in service.taken])


@pytest.fixture(params=[_fake, _aws], ids=["memory", "aws"])
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param()
    return made


def test_it_gives_an_id_of_each(kind: Kind) -> None:
    """Each message is taken as it is, and known by an id of its own."""
    ids = [kind.gateway.send(GOOD, text, context={"case": "1"}) for text in ("één", "twee")]
    assert kind.taken() == [(GOOD, "één"), (GOOD, "twee")]
    assert len(set(ids)) == 2
    assert all(ids)


def test_it_refuses(kind: Kind) -> None:
    """What never goes is refused for good, what cannot go now is not; of both nothing was taken, and no number is told."""
    for number, error in ((WRONG, SmsRefused), (AWAY, Busy)):
        with pytest.raises(error) as told:
            kind.gateway.send(number, "Dag", context={})
        assert number not in str(told.value)
    assert kind.taken() == []
