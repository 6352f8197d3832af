from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_cw_event({"detail-type": ["GuardDuty Malware Protection Object Scan Result"]})
def take_scan_result(event: Any) -> None:
    """Take it."""
