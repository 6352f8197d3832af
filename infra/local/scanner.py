"""In GuardDuty's place on one machine: new objects of the files bucket go to clamd, and its verdict onto the event bus.

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
from typing import Any, Final

from infra.local.aws import client, listening
from infra.local.deploy import SCAN_SOURCE

QUEUE: Final = "local-scanner"
DETAIL: Final = "GuardDuty Malware Protection Object Scan Result"
SOCKETS: Final = ("/run/clamav/clamd.ctl", "/var/run/clamav/clamd.ctl", "/tmp/clamd.socket")  # noqa: S108  # Debian's, clamd's own
PORT: Final = 3310
ASKED_AGAIN: Final = 30  # seconds between looks for a clamd that is not there
HOW_TO: Final = (
    "No clamd runs here: files that people send stay unscanned. To scan them: apt-get install clamav-daemon, "
    "then start clamd; CLAMD= names another socket or host:port."
)


class Scanner:
    """Scans in a thread of its own. `where`: clamd's socket or host:port; empty: wherever one is found."""

    def __init__(self, url: str, bucket: str, where: str = "") -> None:
        self._bucket, self._where = bucket, where or os.environ.get("CLAMD", "")
        self._sqs, self._s3, self._events = client("sqs", url), client("s3", url), client("events", url)
        self._queue = self._sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
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
            "detail": {"bucket": {"name": [self._bucket]}},
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
                self._ended.wait(ASKED_AGAIN)
                continue
            with contextlib.suppress(Exception):  # the engine or clamd went away: the message comes again
                self._round(clamd)

    def _round(self, clamd: Any) -> None:
        answer = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            object_ = json.loads(message["Body"])["detail"]["object"]
            self._tell(object_["key"], object_, self._verdict(clamd, object_))
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])

    def _verdict(self, clamd: Any, object_: dict[str, Any]) -> str:
        version = {"VersionId": object_["version-id"]} if object_.get("version-id") else {}
        try:
            body = self._s3.get_object(Bucket=self._bucket, Key=object_["key"], **version)["Body"]
        except self._s3.exceptions.ClientError:
            return ""  # erased already
        found, name = clamd.instream(body)["stream"]
        if found == "OK":
            return "NO_THREATS_FOUND"
        return "UNSUPPORTED" if found == "ERROR" or str(name).startswith("Heuristics.Encrypted") else "THREATS_FOUND"

    def _tell(self, key: str, object_: dict[str, Any], said: str) -> None:
        if not said:
            return
        file = {"bucketName": self._bucket, "objectKey": key, "eTag": object_.get("etag", "")}
        detail = {
            "schemaVersion": "1.0",
            "scanStatus": "COMPLETED",
            "resourceType": "S3_OBJECT",
            "s3ObjectDetails": {**file, "versionId": object_.get("version-id", ""), "s3Throttled": False},
            "scanResultDetails": {"scanResultStatus": said, "threats": None},
        }
        entry = {"Source": SCAN_SOURCE, "DetailType": DETAIL, "Detail": json.dumps(detail)}
        self._events.put_events(Entries=[entry])

    def _clamd(self) -> Any | None:
        """A clamd that answers, or None."""
        import clamd

        for one in _places(self._where):
            host, _, port = one.rpartition(":")
            with contextlib.suppress(clamd.ClamdError, OSError, ValueError):
                found = clamd.ClamdNetworkSocket(host, int(port)) if host else clamd.ClamdUnixSocket(one)
                found.ping()
                return found
        return None


@contextlib.contextmanager
def scanning(url: str, bucket: str, where: str = "") -> Iterator[Scanner]:
    """Scan the files bucket of the engine at `url` until the block ends."""
    scanner = Scanner(url, bucket, where)
    scanner.start()
    try:
        yield scanner
    finally:
        scanner.stop()


def _places(where: str) -> Iterator[str]:
    if where:
        yield where
        return
    yield from (socket for socket in SOCKETS if Path(socket).exists())
    if listening(PORT):
        yield f"127.0.0.1:{PORT}"
