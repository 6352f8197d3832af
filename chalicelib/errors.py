"""The one tree of errors.

ContactPointError
├── ForSender               whoever asked must change something; trying again unchanged never helps
│   ├── Rejected            fields are missing or wrong: which, and the message for each
│   ├── NotFound            there is no such thing, or not for you
│   ├── LinkNotValid        a secret link is wrong, expired or revoked: says nothing about the case
│   ├── NotLoggedIn         who are you
│   ├── NotAllowed          you may not
│   ├── NotPossibleNow      the case's state does not allow this action (the table of transitions)
│   ├── ChangedMeanwhile    somebody else changed it first: read it again
│   ├── KeyReused           an idempotency key came back with another body
│   └── TooMany             a limit was passed: later
├── AlreadyKept             an event that came twice: what it says is kept, nothing is done
└── ForOperator             nothing the sender can do
    ├── Busy                a later try can succeed (throttled, away); retried by queues
    ├── MailRefused         the mail service will never take this mail
    ├── SmsRefused          no network will ever take this SMS
    └── Misconfigured       settings are wrong: all of them together
"""

from collections.abc import Mapping
from typing import ClassVar


class ContactPointError(Exception):
    """Base of all. `status`: HTTP status; `retry`: whether the same again can succeed; `slug`: key in the catalogue."""

    status: ClassVar[int] = 500
    retry: ClassVar[bool] = False
    slug: ClassVar[str] = "broken"


class ForSender(ContactPointError):
    """Whoever asked must change something."""

    status = 400
    slug = "wrong"


class Rejected(ForSender):
    """`fields`: name of the field -> key of the message in the catalogue (`form.email_missing`)."""

    status = 422
    slug = "rejected"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {key}" for field, key in fields.items()))
        self.fields = dict(fields)


class NotFound(ForSender):
    status = 404
    slug = "not_found"


class LinkNotValid(ForSender):
    status = 410
    slug = "link_not_valid"


class NotLoggedIn(ForSender):
    status = 401
    slug = "not_logged_in"


class NotAllowed(ForSender):
    status = 403
    slug = "not_allowed"


class NotPossibleNow(ForSender):
    status = 409
    slug = "not_possible_now"


class ChangedMeanwhile(ForSender):
    status = 409
    slug = "changed_meanwhile"


class KeyReused(ForSender):
    status = 422
    slug = "key_reused"


class TooMany(ForSender):
    """`seconds`: after how long it may be tried again, where that is known."""

    status = 429
    slug = "too_many"

    def __init__(self, seconds: int = 0) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class AlreadyKept(ContactPointError):
    """An event that came twice."""


class ForOperator(ContactPointError):
    """Nothing the sender can do."""


class Busy(ForOperator):
    status = 503
    retry = True
    slug = "busy"


class MailRefused(ForOperator):
    """The mail service will never take this mail; the message is its code, never an address."""


class SmsRefused(ForOperator):
    """No network will ever take this SMS; the message is the service's code, never a number."""


class Misconfigured(ForOperator):
    slug = "broken"
