"""Looks for words in all that a deployment keeps, says or sends: every table, bucket, queue, log, mail, SMS and execution.

What was packed (zlib, gzip, zip) or written in base64 is unpacked first. What people may read inside the house, its uploads
and the copies that somebody opened, can be left out.
"""

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.types import Binary

from tests.deployment import Deployment

Found = Iterator[tuple[str, bytes]]  # a place, and what stands there
IN_THE_HOUSE = ("upload/", "open/")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def places_of(site: Deployment, words: tuple[str, ...], *, house: bool = False) -> set[str]:
    """Where one of these words stands, whatever its case. `house`: also in what is not sealed yet, or was lent."""
    asked = [word.lower().encode() for word in words]
    found = set()
    for place, body in everything(site, house=house):
        if any(word in one.lower() for one in unpacked(body) for word in asked):
            found.add(place)
    return found


def everything(site: Deployment, *, house: bool = False) -> Found:
    """All places and what stands there."""
    yield from _tables(site)
    yield from _objects(site, house=house)
    yield from _queues(site)
    yield from _logs(site)
    yield from _executions(site)
    for mail in site.running.sent.all():
        yield f"mail to {mail.to[0]}", repr(mail).encode()
    handsets = site.running.network.handsets
    for number in handsets.numbers():
        yield f"sms {number}", "\n".join(repr(one) for one in handsets.of(number)).encode()


def unpacked(body: bytes, depth: int = 0) -> Iterator[bytes]:
    """It, and what is packed or written in it."""
    yield body
    if depth > 2:
        return
    for unpack in (zlib.decompress, gzip.decompress, _zip):
        try:
            yield from unpacked(unpack(body), depth + 1)
        except (zlib.error, OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError):
            continue
    if len(body) < 2_000_000:
        for one in _BASE64.findall(body):
            whole = one.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
            yield base64.b64decode(whole[: len(whole) // 4 * 4])


def _zip(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"\n".join(parts.read(one) for one in parts.namelist()[:200])


def _tables(site: Deployment) -> Found:
    dynamodb = site.client("dynamodb")
    for table in dynamodb.list_tables()["TableNames"]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                place = f"table {table} {item['pk']['S']} {item.get('sk', {}).get('S', '')}"
                yield place, json.dumps(item, default=lambda _: "", ensure_ascii=False).encode()
                yield from ((place, one) for one in _binaries(item))


def _binaries(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes | Binary):
        yield bytes(value)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _binaries(one)


def _objects(site: Deployment, *, house: bool) -> Found:
    s3 = site.client("s3")
    for bucket in (one["Name"] for one in s3.list_buckets()["Buckets"]):
        of_house = bucket == site.outputs["IntegrityBucket"]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for one in page.get("Versions", []):
                if of_house and not house and one["Key"].startswith(IN_THE_HOUSE):
                    continue
                which = {} if one["VersionId"] == "null" else {"VersionId": one["VersionId"]}
                body = s3.get_object(Bucket=bucket, Key=one["Key"], **which)
                yield f"bucket {bucket} {one['Key']}", one["Key"].encode() + b"\n" + body["Body"].read()


def _queues(site: Deployment) -> Found:
    sqs = site.client("sqs")
    for queue in sqs.list_queues().get("QueueUrls", []):
        seen: set[str] = set()
        while True:  # looking changes nothing: each is visible again at once
            got = sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
            ).get("Messages", [])
            new = [one for one in got if one["MessageId"] not in seen]
            if not new:
                break
            seen |= {one["MessageId"] for one in new}
            yield from ((f"queue {queue}", json.dumps(one, default=str).encode()) for one in new)


def _logs(site: Deployment) -> Found:
    logs = site.client("logs")
    for group in (one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]):
        since = 0
        while events := logs.filter_log_events(logGroupName=group, startTime=since)["events"]:
            yield f"log {group}", "\n".join(one["message"] for one in events).encode()
            if len(events) < 10_000:
                break
            since = events[-1]["timestamp"] + 1


def _executions(site: Deployment) -> Found:
    states = site.client("stepfunctions")
    for machine in (one["stateMachineArn"] for one in states.list_state_machines()["stateMachines"]):
        for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine):
            for one in page["executions"]:
                arn = one["executionArn"]
                told = states.describe_execution(executionArn=arn)
                pages = states.get_paginator("get_execution_history").paginate(
                    executionArn=arn, includeExecutionData=True
                )
                yield f"execution {one['name']}", json.dumps([told, *pages], default=str).encode()
