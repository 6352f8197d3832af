"""Mail in: SES put a raw message into the mail bucket."""

from typing import Any

from chalice.app import Blueprint

blueprint = Blueprint("app")


@blueprint.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
def receive_mail(event: Any) -> None:
    """Register the mail."""
