"""Results of scans of the house's bucket: GuardDuty Malware Protection for S3 on AWS, in the same shape the local scanner."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import integrity_wiring as wiring
from chalicelib.domain.integrity.uploads import UPLOAD, Verdict
from chalicelib.integrity_settings import integrity_settings
from chalicelib.observe import count, logger
from chalicelib.services.integrity.seal_file import take_dossier_scan as take
from chalicelib.wiring import now

blueprint = Blueprint("app")


@blueprint.on_cw_event({"detail-type": ["GuardDuty Malware Protection Object Scan Result"]})
def take_dossier_scan(event: Any) -> None:
    """Take one result; a scan that failed raises Busy, and Lambda tries again and sets it aside."""
    file = event.detail["s3ObjectDetails"]
    if file["bucketName"] != integrity_settings().integrity_bucket or not file["objectKey"].startswith(UPLOAD):
        return  # what is sealed or lent was scanned before
    verdict = Verdict(event.detail["scanResultDetails"]["scanResultStatus"], file["eTag"])
    sealed = take(file["objectKey"], verdict, wiring.cellar(), now())
    count("DossierFilesSealed", int(sealed is not None))
    logger.info("scanned", result=verdict.said, sealed=sealed)
