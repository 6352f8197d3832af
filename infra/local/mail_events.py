"""What became of a mail, as SES tells it to an SNS topic ("Contents of event data that Amazon SES publishes")."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from infra.local.aws import ACCOUNT, REGION, client
from infra.local.deploy import STACK
from infra.local.sent import SentMail

# What an address says of itself before the @: a person can try everything without a mailbox that really refuses.
FATES: Final[Mapping[str, tuple[str, ...]]] = {
    "bounce": ("Bounce",),
    "complain": ("Delivery", "Complaint"),
    "complaint": ("Delivery", "Complaint"),
    "delay": ("DeliveryDelay", "Delivery"),
}


def fate_of(mail: SentMail) -> tuple[str, ...]:
    """The events that follow a mail: a delivery, where its address does not ask for another fate."""
    return FATES.get(mail.to[0].partition("@")[0].lower() if mail.to else "", ("Delivery",))


def publish(engine: str, topic: str, kind: str, mail: SentMail) -> None:
    """Tell the topic that this happened to a mail."""
    client("sns", engine).publish(TopicArn=topic, Message=json.dumps(event(kind, mail, _now())))


def event(kind: str, mail: SentMail, at: str) -> dict[str, Any]:
    """One event of SES. Raises KeyError for a kind that is not made here."""
    name, details = _DETAILS[kind]
    return {"eventType": kind, "mail": _mail(mail), name: details(mail, at)}


def _mail(mail: SentMail) -> dict[str, Any]:
    own = [("From", mail.sender), ("To", ", ".join(mail.to)), ("Subject", mail.subject), ("MIME-Version", "1.0")]
    headers = [{"name": name, "value": value} for name, value in [*own, *mail.headers]]
    return {
        "timestamp": mail.at,
        "source": mail.sender,
        "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{mail.sender.rpartition('@')[2].rstrip('>')}",
        "sendingAccountId": ACCOUNT,
        "messageId": mail.id,
        "destination": list(mail.to),
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": {"from": [mail.sender], "to": list(mail.to), "messageId": mail.id, "subject": mail.subject},
        "tags": {
            "ses:operation": ["SendEmail"],
            "ses:configuration-set": [STACK],
            **{name: [value] for name, value in mail.tags},
        },
    }


def _delivery(mail: SentMail, at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "processingTimeMillis": 500,
        "recipients": list(mail.to),
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "local.smtp-out.amazonses.com",
    }


def _bounce(mail: SentMail, at: str) -> dict[str, Any]:
    failed = {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
    return {
        "feedbackId": str(uuid4()),
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": one, **failed} for one in mail.to],
        "timestamp": at,
        "reportingMTA": "dsn; local.smtp-out.amazonses.com",
    }


def _complaint(mail: SentMail, at: str) -> dict[str, Any]:
    return {
        "complainedRecipients": [{"emailAddress": one} for one in mail.to],
        "timestamp": at,
        "feedbackId": str(uuid4()),
        "complaintSubType": None,
        "userAgent": "local mailbox",
        "complaintFeedbackType": "abuse",
        "arrivalDate": at,
    }


def _delay(mail: SentMail, at: str) -> dict[str, Any]:
    late = {"status": "4.4.1", "diagnosticCode": "smtp; 421 4.4.1 Unable to connect to remote host"}
    return {
        "timestamp": at,
        "delayType": "TransientCommunicationFailure",
        "expirationTime": at,
        "delayedRecipients": [{"emailAddress": one, **late} for one in mail.to],
        "reportingMTA": "local.smtp-out.amazonses.com",
    }


_DETAILS: Final[Mapping[str, tuple[str, Callable[[SentMail, str], dict[str, Any]]]]] = {
    "Delivery": ("delivery", _delivery),
    "Bounce": ("bounce", _bounce),
    "Complaint": ("complaint", _complaint),
    "DeliveryDelay": ("deliveryDelay", _delay),
}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
