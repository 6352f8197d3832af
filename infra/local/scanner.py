"""In GuardDuty's place on one machine: new objects of the files bucket, and what is posted to the confidential
house, go to clamd, and its verdict onto the event bus.

New objects are told by EventBridge on a queue of our own, which keeps them while no clamd runs: their files wait, and are
scanned when there is one. The event has the shape of GuardDuty Malware Protection for S3; its source is ours, because
AWS alone may send from aws.*.
"""

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from botocore.exceptions import ClientError

from infra.local.aws import client, listening
from infra.local.deploy import SCAN_SOURCE

QUEUE: Final = "local-scanner"
DETAIL: Final = "GuardDuty Malware Protection Object Scan Result"
SOCKETS: Final = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/tmp/clamd.socket")  # noqa: S108  # Debian's, clamd's own
PORT: Final = 3310
ASKED_AGAIN: Final = 10  # seconds between looks for a clamd that is not there
PATIENCE: Final = 120  # seconds that clamd may take for one file
REMEMBERED: Final = 14 * 24 * 3600  # seconds, the most that a queue can: so long files wait for a clamd
MOST_TRIES: Final = 5
POSTED: Final = "upload/"  # where browsers post to in the house's bucket, as GuardDuty's plan has it in infra/edge.yaml
CLEAN: Final = "NO_THREATS_FOUND"
# What clamd calls a find though it could not look: a password, or more than its settings let it open.
NOT_OPENED: Final = ("Heuristics.Encrypted", "Heuristics.Limits")
ERASED: Final = frozenset({"NoSuchKey", "NoSuchVersion", "404"})
HOW_TO: Final = (
    "No clamd runs here: files that people send stay unscanned. To scan them: apt-get install clamav-daemon, "
    "then start clamd; CLAMD= names another socket or host:port."
)


class Scanner:
    """Scans in a thread of its own. `house`: the confidential house's bucket, of which only what was just posted is scanned;
    `where`: clamd's socket or host:port; empty: wherever one is found. `again`: seconds
    until what failed is tried again."""

    def __init__(self, url: str, bucket: str, where: str = "", again: int = ASKED_AGAIN, house: str = "") -> None:
        self._again = again
        self._buckets, self._house = [one for one in (bucket, house) if one], house
        self._where = where or os.environ.get("CLAMD", "")
        self._sqs, self._s3, self._events = client("sqs", url), client("s3", url), client("events", url)
        keep = {"MessageRetentionPeriod": str(REMEMBERED), "VisibilityTimeout": str(PATIENCE + 30)}
        self._queue = self._sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
        self._sqs.set_queue_attributes(QueueUrl=self._queue, Attributes=keep)  # also of one that an earlier run made
        self._listen()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def ready(self) -> bool:
        """Whether a clamd answers; else HOW_TO says what to do."""
        return self._clamd() is not None

    def _listen(self) -> None:
        pattern = {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {"bucket": {"name": self._buckets}},
        }
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        self._events.put_rule(Name=QUEUE, EventPattern=json.dumps(pattern))
        self._events.put_targets(Rule=QUEUE, Targets=[{"Id": "queue", "Arn": arn}])

    def _run(self) -> None:
        while not self._ended.is_set():
            clamd = self._clamd()
            if clamd is None:
                self._ended.wait(self._again)
                continue
            with contextlib.suppress(Exception):  # the engine or clamd went away: the message comes again
                self._round(clamd)

    def _round(self, clamd: Any) -> None:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue,
            MaxNumberOfMessages=1,  # one after another: what waits behind a slow one must not come twice
            WaitTimeSeconds=1,
            AttributeNames=["ApproximateReceiveCount"],
        )
        for message in answer.get("Messages", []):
            try:
                detail = json.loads(message["Body"])["detail"]
                self._look(clamd, detail["bucket"]["name"], detail["object"], _tries(message))
            except Exception:
                self._sqs.change_message_visibility(
                    QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=self._again
                )
                raise
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])

    def _look(self, clamd: Any, bucket: str, object_: dict[str, Any], tries: int) -> None:
        """Scan one object and tell. Raises whatever went wrong, until it was tried often enough: then that is told."""
        if bucket == self._house and not object_["key"].startswith(POSTED):
            return
        version = {"VersionId": object_["version-id"]} if object_.get("version-id") else {}
        try:
            body = self._s3.get_object(Bucket=bucket, Key=object_["key"], **version)["Body"]
            said, threat = verdict(clamd, body)
        except ClientError as error:
            if error.response["Error"]["Code"] in ERASED:
                return
            raise
        except Exception:
            if tries < MOST_TRIES:
                raise
            said, threat = "FAILED", ""
        self._tell(bucket, object_, said, threat)

    def _tell(self, bucket: str, object_: dict[str, Any], said: str, threat: str) -> None:
        file = {"bucketName": bucket, "objectKey": object_["key"], "eTag": object_.get("etag", "")}
        detail = {
            "schemaVersion": "1.0",
            "scanStatus": "FAILED" if said == "FAILED" else "COMPLETED",
            "resourceType": "S3_OBJECT",
            "s3ObjectDetails": {**file, "versionId": object_.get("version-id", ""), "s3Throttled": False},
            "scanResultDetails": {"scanResultStatus": said, "threats": [{"name": threat}] if threat else None},
        }
        entry = {"Source": SCAN_SOURCE, "DetailType": DETAIL, "Detail": json.dumps(detail)}
        self._events.put_events(Entries=[entry])

    def _clamd(self) -> Any | None:
        return clamd_at(self._where)


@contextlib.contextmanager
def scanning(url: str, bucket: str, where: str = "", again: int = ASKED_AGAIN, house: str = "") -> Iterator[Scanner]:
    """Scan the files bucket, and the house's, of the engine at `url` until the block ends."""
    scanner = Scanner(url, bucket, where, again, house)
    scanner.start()
    try:
        yield scanner
    finally:
        scanner.stop()


def clamd_at(where: str = "") -> Any | None:
    """A clamd that answers, or None. `where`: its socket or host:port; empty: wherever one is found."""
    found = (_client(one) for one in ([where] if where else _places()))
    return next((one for one in found if one and _answers(one)), None)


def _client(where: str) -> Any | None:
    import clamd

    host, _, port = where.rpartition(":")
    if not host:
        return clamd.ClamdUnixSocket(where, PATIENCE)
    return clamd.ClamdNetworkSocket(host, int(port), PATIENCE) if port.isdecimal() else None


def _answers(found: Any) -> bool:
    from clamd import ClamdError

    try:
        found.ping()
    except (ClamdError, OSError):
        return False
    finally:
        found.clamd_socket.close()  # which clamd's client leaves open where nobody listens
    return True


def verdict(clamd: Any, body: BinaryIO) -> tuple[str, str]:
    """What GuardDuty would say of a file, and the threat's name where there is one. Raises what clamd's client raises."""
    from clamd import BufferTooLongError, ResponseError

    try:
        found, name = clamd.instream(body)["stream"]
    except BufferTooLongError:
        return "UNSUPPORTED", ""
    except (BrokenPipeError, ConnectionResetError):
        clamd.ping()  # it is still there: so it hung up because the file is over its StreamMaxLength
        return "UNSUPPORTED", ""
    if found == "OK":
        return CLEAN, ""
    if found == "ERROR":
        raise ResponseError(name)
    if name.startswith(NOT_OPENED):
        return "UNSUPPORTED", ""
    return "THREATS_FOUND", name


def _tries(message: dict[str, Any]) -> int:
    return int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))


def _places() -> Iterator[str]:
    yield from (socket for socket in SOCKETS if Path(socket).exists())
    if listening(PORT):
        yield f"127.0.0.1:{PORT}"
