"""A bucket in memory that answers as S3 does: whole objects, entity tags, 304 where nothing changed."""

import hashlib
import io
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError


class FakeBucket:
    """The part of an S3 client that the knowledge index uses. `away`: S3 cannot be reached."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.read = 0
        self.away = False

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: Any) -> dict[str, Any]:
        self._reach("PutObject")
        self.objects[Bucket, Key] = Body
        return {"ETag": _tag(Body)}

    def get_object(self, *, Bucket: str, Key: str, IfNoneMatch: str = "") -> dict[str, Any]:
        self._reach("GetObject")
        if (Bucket, Key) not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        body = self.objects[Bucket, Key]
        if IfNoneMatch == _tag(body):
            raise ClientError({"Error": {"Code": "304"}}, "GetObject")
        self.read += 1
        return {"Body": io.BytesIO(body), "ETag": _tag(body)}

    def _reach(self, _operation: str) -> None:
        if self.away:
            raise EndpointConnectionError(endpoint_url="https://s3.test")


def _tag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
