"""Mail in: SES put a raw message into the mail bucket, and S3 says so."""

from datetime import datetime
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.errors import Busy, NotFound
from chalicelib.observe import count, follow, logger, where
from chalicelib.services.know_mail_again import Arrival
from chalicelib.services.take_mail import Stores, take_mail
from chalicelib.settings import settings

blueprint = Blueprint("app")
NO_MAIL: Final = "AMAZON_SES_SETUP_NOTIFICATION"  # SES puts it there when the receipt rule is made


@blueprint.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
def receive_mail(event: Any) -> None:
    """Register the mail. What cannot be done now is raised: Lambda tries again, then sets the event aside."""
    whole = event.to_dict()
    follow(whole["id"])
    key = whole["detail"]["object"]["key"]
    if key.endswith(NO_MAIL):
        return
    arrival = Arrival(key, datetime.fromisoformat(whole["time"]), whole["id"], settings().mail_domain)
    try:
        receipt = take_mail(arrival, _stores(), wiring.desk())
    except NotFound:
        logger.warning("mail is gone")  # erased since: an event that came late
        return
    except Exception as error:  # noqa: BLE001  # it may quote the mail, and would go to the log and to what is set aside
        logger.error("mail not taken", error=type(error).__name__, where=where(error))
        raise Busy("mail not taken") from None
    count("MailsTaken")
    logger.info("mail taken", case=receipt.case, contact=receipt.contact, repeated=receipt.repeated)


def _stores() -> Stores:
    return Stores(
        raw=wiring.raw_mail(),
        files=wiring.files(),
        cases=wiring.cases(),
        outbox=wiring.outbox(),
        limits=wiring.limits(),
        scans=wiring.scans(),
        idempotency=wiring.idempotency(),
    )
