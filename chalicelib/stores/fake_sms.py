"""A gateway in memory, for tests: it keeps what it was given, and refuses or is away where a number says so."""

from dataclasses import dataclass, field

from chalicelib.errors import Busy, SmsRefused


@dataclass(frozen=True, slots=True)
class SentSms:
    id: str
    to: str
    text: str
    context: dict[str, str]


@dataclass
class FakeSms:
    """Implements stores.sms_gateway.SmsGateway. `refuses`, `away`: numbers."""

    sent: list[SentSms] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)

    def send(self, to: str, text: str, *, context: dict[str, str]) -> str:
        if to in self.refuses:
            raise SmsRefused("ValidationException")
        if to in self.away:
            raise Busy("ThrottlingException")
        self.sent.append(SentSms(f"sms-{len(self.sent) + 1}", to, text, context))
        return self.sent[-1].id
