"""Results of scans of the house's bucket."""

from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_cw_event({"detail-type": ["GuardDuty Malware Protection Object Scan Result"]})
def take_dossier_scan(_event: Any) -> None:
    """Take one result."""
