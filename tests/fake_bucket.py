"""A bucket in memory that answers as S3 does: whole objects, entity tags, 304 where nothing changed."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError


class FakeBucket:
    """The part of an S3 client that the knowledge index and the confidential house use. `away`: S3 cannot be reached;
    `now`: when what is put now was put."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.since: dict[tuple[str, str], datetime] = {}
        self.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
        self.read = 0
        self.away = False

    def put_object(self, *, Bucket: str, Key: str, Body: Any, **_: Any) -> dict[str, Any]:
        self._reach("PutObject")
        self.objects[Bucket, Key] = Body if isinstance(Body, bytes) else Body.read()
        self.since[Bucket, Key] = self.now
        return {"ETag": _tag(self.objects[Bucket, Key])}

    def get_object(self, *, Bucket: str, Key: str, IfNoneMatch: str = "", IfMatch: str = "") -> dict[str, Any]:
        self._reach("GetObject")
        if (Bucket, Key) not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        body = self.objects[Bucket, Key]
        if IfNoneMatch == _tag(body):
            raise ClientError({"Error": {"Code": "304"}}, "GetObject")
        if IfMatch and IfMatch.strip('"') != _tag(body).strip('"'):
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "GetObject")
        self.read += 1
        return {"Body": io.BytesIO(body), "ETag": _tag(body)}

    def delete_object(self, *, Bucket: str, Key: str) -> None:
        self._reach("DeleteObject")
        self.objects.pop((Bucket, Key), None)

    def list_objects_v2(self, *, Bucket: str, Prefix: str) -> dict[str, Any]:
        self._reach("ListObjectsV2")
        found = sorted(key for bucket, key in self.objects if bucket == Bucket and key.startswith(Prefix))
        lines = [
            {"Key": key, "Size": len(self.objects[Bucket, key]), "LastModified": self.since[Bucket, key]}
            for key in found
        ]
        return {"Contents": lines} if lines else {}

    def generate_presigned_url(self, _operation: str, *, Params: dict[str, Any], ExpiresIn: int) -> str:
        return f"https://s3.test/{Params['Key']}?seconds={ExpiresIn}"

    def _reach(self, _operation: str) -> None:
        if self.away:
            raise EndpointConnectionError(endpoint_url="https://s3.test")


def _tag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
