"""Results of scans: GuardDuty Malware Protection for S3 on AWS, in the same shape the scanner of the local run."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.observe import count, logger
from chalicelib.services.take_scan_result import take_scan_result as take
from chalicelib.settings import settings

blueprint = Blueprint("app")


@blueprint.on_cw_event({"detail-type": ["GuardDuty Malware Protection Object Scan Result"]})
def take_scan_result(event: Any) -> None:
    """Take one result (EventBridge event; a scan that failed raises Busy, and Lambda tries again and sets it aside)."""
    file = event.detail["s3ObjectDetails"]
    if file["bucketName"] != settings().files_bucket:
        return
    said = event.detail["scanResultDetails"]["scanResultStatus"]
    scan = take(file["objectKey"], file.get("versionId") or "", said, wiring.scans(), wiring.now())
    count(f"Scanned{scan.value.title()}")
    logger.info("scanned", result=scan.value)
