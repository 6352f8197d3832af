"""Files of the house: as they came, under `upload/`, and sealed by their dossier's key, under `sealed/`. The bucket keeps no
versions: what is deleted is gone."""

from datetime import datetime

from botocore.exceptions import ClientError

from chalicelib.errors import Busy, ChangedMeanwhile, NotFound
from chalicelib.stores.files import GONE, FileStore, percent

SEALED = "application/octet-stream"


class HouseFiles(FileStore):
    """The house's bucket."""

    def read_scanned(self, key: str, etag: str) -> bytes:
        """An object, if it still is the one that was scanned. Raises ChangedMeanwhile where another was put over it, NotFound,
        Busy."""
        try:
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=key, IfMatch=etag)["Body"].read()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("PreconditionFailed", "412"):
                raise ChangedMeanwhile(key) from error
            raise (NotFound(key) if code in GONE else Busy("files")) from error
        return body

    def put_sealed(self, key: str, body: bytes) -> None:
        """Keep what only a dossier's key opens. Raises Busy."""
        self.put(key, body, SEALED)

    def lend(self, key: str, body: bytes, *, name: str, type_: str, seconds: int) -> str:
        """Keep a copy, and give an address that downloads it under this name for so long. The name goes with the copy: an
        address passes browsers and logs, and people name files after people. Raises Busy."""
        as_file = f"attachment; filename*=UTF-8''{percent(name)}"
        self._call("put_object", Key=key, Body=body, ContentType=type_, ContentDisposition=as_file)
        asked = {"Bucket": self._bucket, "Key": key}
        url: str = self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return url

    def older(self, prefix: str, than: datetime) -> list[str]:
        """Keys of what lies under a prefix since before a moment, up to 1,000. Raises Busy."""
        found = self._call("list_objects_v2", Prefix=prefix).get("Contents", [])
        return [one["Key"] for one in found if one["LastModified"] < than]
