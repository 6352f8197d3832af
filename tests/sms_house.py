"""A house for tests of SMS: stores over a table in memory, a gateway that takes or refuses, and messages that come in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.case import CaseFile
from chalicelib.domain.phones import sender_of
from chalicelib.domain.sms_arrival import Arrival, Part, Word
from chalicelib.services.register_contact import Desk
from chalicelib.services.take_sms import Stores, Taken, take_late_parts, take_sms
from chalicelib.stores.idempotency import Idempotency
from chalicelib.stores.limits import Limits
from chalicelib.stores.sms_parts import SmsParts
from tests.mail_out_house import SECRET, default_calendar
from tests.mail_out_house import House as Sending

OPEN = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday morning
NIGHT = datetime(2026, 11, 23, 22, tzinfo=UTC)
ANN, OWN = "+32470123456", "+32460001700"


class House(Sending):
    """Everything that an SMS touches. `replies`: words that were answered, and to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.stores = Stores(
            cases=self.cases,
            outbox=self.outbox,
            limits=Limits(self.table),
            idempotency=Idempotency(self.table),
            talks=self.talks,
            parts=SmsParts(self.table),
            reply=self._reply,
            own=OWN,
        )

    def _reply(self, word: Word, number: str) -> None:
        self.gateway.send(number, word.value, context={})

    @property
    def replies(self) -> list[tuple[str, str]]:
        return [(one.text, one.to) for one in self.gateway.sent if one.text in list(Word)]

    def arrival(self, text: str, *, at: datetime = OPEN, sender: str = ANN, **more: Any) -> Arrival:
        """An SMS: each comes a little later than the one before."""
        self.number += 1
        at += timedelta(milliseconds=self.number)
        return Arrival(**{"id": f"in-{self.number}", "sender": sender_of(sender), "text": text, "at": at, **more})

    def take(self, arrival: Arrival, *, at: datetime | None = None) -> Taken:
        return take_sms(arrival, self.stores, Desk(SECRET, default_calendar(), at or arrival.at))

    def says(self, text: str, *, at: datetime = OPEN, sender: str = ANN, **more: Any) -> Taken:
        """Somebody sends an SMS."""
        return self.take(self.arrival(text, at=at, sender=sender, **more))

    def minute_later(self, group: str, at: datetime = OPEN) -> Taken:
        """Parts have waited long enough."""
        return take_late_parts(group, self.stores, Desk(SECRET, default_calendar(), at + timedelta(minutes=1)))

    def case(self, taken: Taken) -> CaseFile:
        return self.cases.open(taken.receipts[0].case)

    def all_cases(self) -> list[CaseFile]:
        heads = [pk for pk, sk in self.table.items if sk == "#META"]
        return [self.cases.open(pk.removeprefix("CASE#")) for pk in sorted(heads)]


def part(number: int, total: int, reference: str = "a1") -> Part:
    return Part(reference, number, total)
