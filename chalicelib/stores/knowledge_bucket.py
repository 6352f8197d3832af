"""The file of the embedded index in S3: put there whole, and looked at again now and then."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, Generic, TypeVar
from weakref import finalize

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy
from chalicelib.stores.knowledge_file import unpack

KEY: Final = "knowledge.tar"
LOOK_AGAIN: Final = 30  # seconds
Opened = TypeVar("Opened")


def put_file(client: Any, bucket: str, file: bytes, built: datetime) -> None:
    """Put a new file in place of the old one: S3 shows either the one or the other. Raises Busy."""
    try:
        client.put_object(Bucket=bucket, Key=KEY, Body=file, Metadata={"built": built.isoformat()})
    except (BotoCoreError, ClientError) as error:
        raise _away(error) from error


def _away(error: Exception) -> Busy:
    """What an operator needs to know of it: AWS's code, or the kind of failure."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
    return Busy(f"the knowledge bucket cannot be used: {code}")


class KnowledgeBucket(Generic[Opened]):
    """The newest file of a bucket, unpacked in a folder of its own and opened there."""

    def __init__(
        self, client: Any, bucket: str, clock: Callable[[], float], open_folder: Callable[[Path], Opened]
    ) -> None:
        self._client, self._bucket, self._clock, self._open = client, bucket, clock, open_folder
        self._forget: Callable[[], Any] | None = None  # removes the folder of what is open
        self._opened: Opened | None = None
        self._tag, self._looked = "", -float(LOOK_AGAIN)

    def newest(self) -> Opened | None:
        """The file, loaded again where a newer one was put there; None where there never was one. Raises Busy.

        Once a file is open, it goes on serving when S3 cannot be reached.
        """
        if self._clock() - self._looked >= LOOK_AGAIN:
            try:
                self._look()
            except Busy:
                if self._opened is None:
                    raise
            self._looked = self._clock()
        return self._opened

    def _look(self) -> None:
        wanted = {"IfNoneMatch": self._tag} if self._tag else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=KEY, **wanted)
            file = answer["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("304", "NotModified", "NoSuchKey", "404"):
                return
            raise _away(error) from error
        except BotoCoreError as error:
            raise _away(error) from error
        folder = Path(tempfile.mkdtemp(prefix="knowledge-"))
        unpack(file, folder)
        self._opened, forget_before = self._open(folder), self._forget
        self._forget, self._tag = finalize(self, rmtree, folder, ignore_errors=True), answer["ETag"]
        if forget_before:
            forget_before()  # what is open of it stays readable: the files are mapped
