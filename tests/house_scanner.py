"""What a scanner tells of the house's uploads, for tests of a deployment that runs without one."""

import json

from infra.local.deploy import SCAN_SOURCE
from infra.local.scanner import DETAIL
from tests.deployment import Deployment


def scan(site: Deployment, **said: str) -> None:
    """What the scanner tells of each upload of the house, by the text that it holds; others are clean."""
    s3, bucket = site.client("s3"), site.outputs["IntegrityBucket"]
    for one in s3.list_objects_v2(Bucket=bucket, Prefix="upload/").get("Contents", []):
        body = s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode("utf-8", "replace")
        verdict = next((verdict for word, verdict in said.items() if word in body), "NO_THREATS_FOUND")
        file = {"bucketName": bucket, "objectKey": one["Key"], "eTag": one["ETag"].strip('"'), "versionId": ""}
        detail = {"s3ObjectDetails": file, "scanResultDetails": {"scanResultStatus": verdict}}
        entry = {"Source": SCAN_SOURCE, "DetailType": DETAIL, "Detail": json.dumps(detail)}
        site.client("events").put_events(Entries=[entry])
