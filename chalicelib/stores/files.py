"""Files of cases and raw mails, in S3. Keys hold ids only, never a name of a person or a file."""

from collections.abc import Iterator
from typing import IO, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy, NotFound

GONE = frozenset({"NoSuchKey", "404", "NoSuchVersion"})


class FileStore:
    """One bucket."""

    def __init__(self, client: Any, bucket: str, url: str = "") -> None:
        self._client, self._bucket, self._url = client, bucket, url

    def post_form(self, key: str, *, most_bytes: int, type_: str, seconds: int, then: str = "") -> dict[str, Any]:
        """Address and fields with which a browser posts one file to `key` (S3 POST policy: size, type, end of time).

        `then`: where S3 sends the browser after it (a page without script); else S3 answers 204. `type_` may end in `/`
        to allow all types that begin so. Gives {"url": .., "fields": {..}}.
        """
        fields = {"success_action_redirect": then} if then else {"success_action_status": "204"}
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions += [["content-length-range", 1, most_bytes], ["starts-with", "$Content-Type", type_]]
        form: dict[str, Any] = self._client.generate_presigned_post(
            self._bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return form | {"url": self._url or form["url"]}

    def put(self, key: str, body: bytes | IO[bytes], type_: str) -> None:
        """Keep bytes, or all of a file from where it is read; the same again is harmless. Raises Busy."""
        self._call("put_object", Key=key, Body=body, ContentType=type_)

    def get(self, key: str) -> bytes:
        """Raises NotFound, Busy."""
        body: bytes = self._call("get_object", Key=key)["Body"].read()
        return body

    def under(self, prefix: str) -> list[tuple[str, int]]:
        """Key and size of what lies under a prefix, 1,000 at most."""
        answer = self._call("list_objects_v2", Prefix=prefix)
        return [(one["Key"], one["Size"]) for one in answer.get("Contents", [])]

    def link(self, key: str, *, name: str, type_: str, seconds: int, version: str = "") -> str:
        """An address that downloads the file under this name for so long; never shown in the browser's own page.

        `version`: the one that was scanned, so that what came over it later is not given out.
        """
        parameters = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentDisposition": f"attachment; filename*=UTF-8''{percent(name)}",
            "ResponseContentType": type_,
        } | ({"VersionId": version} if version else {})
        url: str = self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)
        return url

    def delete(self, key: str) -> None:
        """Delete an object with all its versions; gone already is fine. Raises Busy."""
        while versions := list(self._versions(key)):
            for version in versions:
                self._call("delete_object", Key=key, **version)

    def drop(self, key: str) -> None:
        """Delete an object of a bucket that keeps no versions; gone already is fine. Raises Busy."""
        self._call("delete_object", Key=key)

    def _versions(self, key: str) -> Iterator[dict[str, str]]:
        answer = self._call("list_object_versions", Prefix=key)
        for one in answer.get("Versions", []) + answer.get("DeleteMarkers", []):
            if one["Key"] == key:
                yield {} if one["VersionId"] == "null" else {"VersionId": one["VersionId"]}

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                raise NotFound() from error
            raise Busy("files") from error
        except BotoCoreError as error:
            raise Busy("files away") from error


def percent(name: str) -> str:
    """A file's name for a header (RFC 8187)."""
    from urllib.parse import quote

    return quote(name, safe="")
