"""For every group of rooms.py: a first event with all that it needs, and how its answer looks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench import events
from tests.bench.house import SECRET

CASE = "26000000019"
DOSSIER = "I26000000019"
FILE = {"bucketName": "files", "objectKey": "form/1", "versionId": "1"}
CLIENTS_OF_THE_WATCH = ("dynamodb", "kms", "s3", "secretsmanager", "sqs", "stepfunctions")
NOTICES = {"batchItemFailures": []}


@dataclass(frozen=True, slots=True)
class First:
    """`handler`: its name in app.py; `clients`: what it makes; `pages`: whether it makes a page."""

    what: str
    handler: str
    event: Any
    clients: tuple[str, ...]
    good: Callable[[Any], bool]
    pages: bool = False


def of_every_group() -> dict[str, First]:
    """One for each."""
    return {
        "public": First("form", "app", events.form(SECRET.encode(), 1), ("dynamodb", "secretsmanager"), _status(303)),
        "receive_mail": First(
            "mail",
            "receive_mail",
            events.object_created("mail", "inbound-mail/0107019a2b3c4d5e-8f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-000000"),
            ("dynamodb", "secretsmanager", "s3"),
            _nothing,
        ),
        "receive_sms": First(
            "an SMS",
            "receive_sms",
            events.queue(_sms()),
            ("dynamodb", "secretsmanager"),
            lambda answer: answer == NOTICES,
        ),
        "take_sms_event": First(
            "a delivery", "take_sms_event", events.queue(_sms_event()), ("dynamodb",), lambda answer: answer == NOTICES
        ),
        "api": First("health", "app", events.rest("GET", "/api/v1/health"), ("dynamodb", "s3"), _status(200)),
        "desk": First("to the login", "app", events.rest("GET", "/desk"), (), _status(303)),
        "department": First(
            "no link", "app", events.rest("GET", "/doorverwijzing"), ("secretsmanager",), _status(410), pages=True
        ),
        "hand_over_outbox": First(
            "a new notice", "hand_over_outbox", events.stream([_notice()]), ("sqs",), lambda answer: answer == NOTICES
        ),
        "send_outbox": First(
            "a notice",
            "send_outbox",
            events.queue({"case": CASE, "notice": "1-copy"}),
            ("dynamodb", "secretsmanager", "sesv2"),
            lambda answer: set(answer) == set(NOTICES),
        ),
        "sweep_outbox": First("a minute", "sweep_outbox", clock(), ("dynamodb", "sqs"), _nothing),
        "index_words": First(
            "a contact",
            "index_words",
            events.queue({"case": CASE, "contact": "1"}),
            ("dynamodb", "secretsmanager"),
            lambda answer: answer == NOTICES,
        ),
        "take_mail_event": First(
            "a delivery", "take_mail_event", events.queue(_delivery()), ("dynamodb",), lambda answer: answer == NOTICES
        ),
        "take_scan_result": First("a clean file", "take_scan_result", _scan(FILE), ("dynamodb",), _nothing),
        "remind": First("a quarter of an hour", "remind", clock(), ("dynamodb", "secretsmanager"), _nothing),
        "retain": First("a night", "retain", clock(), ("dynamodb", "s3"), _nothing),
        **_of_the_house(),
    }


def _of_the_house() -> dict[str, First]:
    """Of the confidential house."""
    asked = {"dossier": DOSSIER, "run": 1, "phase": "checking", "stay": 1, "token": "t"}
    return {
        "integrity": First("what it is", "app", events.rest("GET", "/integriteit"), (), _status(200), pages=True),
        "investigation": First("to the login", "app", events.rest("GET", "/onderzoek"), (), _status(303)),
        "take_in_integrity": First(
            "clocks of no dossier",
            "take_in_integrity",
            {"do": "clocks", "dossier": DOSSIER},
            ("dynamodb", "kms"),
            lambda answer: answer["error"] == "not_found",
        ),
        "run_dossier": First(
            "a dossier that is gone",
            "run_dossier",
            {"do": "wait", **asked},
            ("dynamodb", "kms", "stepfunctions"),
            lambda answer: answer == {},
        ),
        "run_errands": First(
            "an errand",
            "run_errands",
            events.queue({"dossier": DOSSIER, "errand": "1"}),
            ("dynamodb", "kms", "stepfunctions"),
            lambda answer: set(answer) == set(NOTICES),
        ),
        "watch_dossiers": First(
            "a minute",
            "watch_dossiers",
            clock(),
            ("dynamodb", "kms", "secretsmanager", "sqs", "stepfunctions"),
            _nothing,
        ),
        "take_dossier_scan": First(
            "a file of no dossier", "take_dossier_scan", _scan_of_the_house(), ("dynamodb", "kms", "s3"), _nothing
        ),
    }


def _nothing(answer: Any) -> bool:
    return answer is None


def _status(code: int) -> Callable[[Any], bool]:
    return lambda answer: bool(answer["statusCode"] == code)


def _notice() -> dict[str, Any]:
    return {"pk": {"S": f"CASE#{CASE}"}, "sk": {"S": "O#1-copy"}, "not_before": {"S": "2026-11-23T10:00:00.000000Z"}}


def clock() -> dict[str, Any]:
    """What the scheduler sends."""
    return {
        "version": "0",
        "id": "1",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": "2026-11-23T10:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {},
    }


def _delivery() -> dict[str, Any]:
    at = "2025-11-23T10:00:00.000Z"
    return {"eventType": "Delivery", "mail": {"timestamp": at, "messageId": "unknown"}, "delivery": {"timestamp": at}}


def _sms() -> dict[str, Any]:
    said = {
        "originationNumber": "+32470123456",
        "destinationNumber": "+32460001700",
        "messageKeyword": "KEYWORD_1700",
        "messageBody": "Heb ik een vergunning nodig om een boom om te hakken in mijn voortuin?",
        "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
    }
    return _notification(said)


def _sms_event() -> dict[str, Any]:
    at = 1763892000000  # long ago: what nobody knows by now is passed over
    said = {"eventType": "TEXT_DELIVERED", "eventTimestamp": at, "isFinal": True, "messageId": "unknown"}
    return _notification(said)


def _notification(said: dict[str, Any]) -> dict[str, Any]:
    """As SNS puts it on a queue."""
    note = {"Type": "Notification", "MessageId": "1", "Timestamp": "2026-11-23T10:00:00.000Z"}
    return {**note, "Message": json.dumps(said)}


def _scan_of_the_house() -> dict[str, Any]:
    return _scan({"bucketName": "integrity", "objectKey": "upload/1/0", "eTag": "e"})


def _scan(file: dict[str, str]) -> dict[str, Any]:
    result = {"scanResultStatus": "NO_THREATS_FOUND"}
    source = "GuardDuty Malware Protection Object Scan Result"
    return {**clock(), "detail-type": source, "detail": {"s3ObjectDetails": file, "scanResultDetails": result}}
