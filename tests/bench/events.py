"""Events as AWS makes them: of API Gateway, of the table's stream, of a queue, of a bucket."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from chalicelib.domain.form_key import write_key

TEXT = """Goedendag

Ik wil een oude kastanjeboom in mijn voortuin omhakken, want hij staat te dicht bij het huis en de takken raken het dak.
Heb ik daar een vergunning voor nodig, en waar vraag ik die aan? Mijn gemeente stuurde mij door naar u.

Alvast bedankt voor uw hulp, ik hoor het graag voor het einde van de maand."""


def rest(method: str, path: str, resource: str = "", body: str = "", **headers: str) -> dict[str, Any]:
    """An event of the REST API (Lambda proxy integration)."""
    resource = resource or path
    parts = zip(resource.split("/"), path.split("/"), strict=True)
    parameters = {name.strip("{}"): value for name, value in parts if name.startswith("{")}
    types = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    all_headers = {"Host": "1700.test", **types, **headers}
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": all_headers,
        "multiValueHeaders": {name: [value] for name, value in all_headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "requestId": "bench-request",
            "stage": "v1",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": body,
        "isBase64Encoded": False,
    }


def form(secret: bytes, number: int, text: str = TEXT) -> dict[str, Any]:
    """Somebody sends the mail form; each number is another person at another address."""
    return rest("POST", "/mail", body=form_body(secret, number, text), **{"X-Viewer-Address": address(number)})


def form_body(secret: bytes, number: int, text: str = TEXT) -> str:
    key = write_key(secret, datetime.now(UTC) - timedelta(seconds=20), f"{number:032x}")
    fields = {
        "key": key,
        "kind": "question",
        "requester": "citizen",
        "name": "Ann Peeters",
        "email": f"ann.{number}@burger.test",
        "text": text,
    }
    return urlencode(fields)


def case_of(answer: dict[str, Any]) -> str:
    """The case that a sent form opened, of the cookie that came with the answer."""
    cookie = answer["multiValueHeaders"]["Set-Cookie"][0]
    return str(cookie.partition("=")[2].partition(".")[0])


def address(number: int) -> str:
    """A network address; the limits of one are not what is measured."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def stream(items: list[dict[str, Any]]) -> dict[str, Any]:
    """New items, in DynamoDB's own form, as the table's stream brings them."""
    return {"Records": [_record(place, item) for place, item in enumerate(items)]}


def _record(place: int, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "eventID": str(place),
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:000000000000:table/contacts/stream/1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1,
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "NewImage": item,
            "SequenceNumber": str(place),
            "SizeBytes": 1000,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }


def queue(*bodies: Any) -> dict[str, Any]:
    """Messages of a queue."""
    return {
        "Records": [
            {"messageId": str(place), "receiptHandle": "handle", "body": json.dumps(body), "eventSource": "aws:sqs"}
            for place, body in enumerate(bodies)
        ]
    }


def object_created(bucket: str, key: str) -> dict[str, Any]:
    """A bucket tells EventBridge of a new object."""
    return {
        "version": "0",
        "id": "1",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "000000000000",
        "time": "2026-11-23T10:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {"bucket": {"name": bucket}, "object": {"key": key, "size": 1000}},
    }
