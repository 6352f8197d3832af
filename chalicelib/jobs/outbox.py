"""The outbox queue: each message names a notice, which is sent."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.batches import Failures, each_message
from chalicelib.domain.case import CaseFile
from chalicelib.domain.outbox import SMS, Notice
from chalicelib.observe import count, logger
from chalicelib.pages.letters import Letters
from chalicelib.services.send_notice import Post, send_notice
from chalicelib.settings import settings

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def send_outbox(event: Any) -> Failures:
    """Send what the messages name; what cannot be sent now comes again."""
    return each_message(event, _send)


def _send(body: Any) -> None:
    done = send_notice(body["case"], body["notice"], _post(), wiring.now())
    if done is None:
        logger.info("nothing to send", case=body["case"])
        return
    logger.info(
        "sent" if done.message_id else "refused", case=done.case, template=done.template, attempts=done.attempts
    )
    road = "Sms" if done.by == SMS else "Mails"
    count(f"{road}Sent" if done.message_id else f"{road}Refused")


def _post() -> Post:
    letters = Letters(settings().public_url, settings().public_address, settings().mail_domain, wiring.secret())
    return Post(wiring.outbox(), wiring.cases(), wiring.mailer(), letters.write, _by_sms, wiring.calendar())


def _by_sms(notice: Notice, file: CaseFile) -> str:
    from chalicelib.pages.short_texts import ShortTexts
    from chalicelib.services.send_sms import send_sms

    text = ShortTexts(settings().public_url, wiring.calendar()).write(notice, file)
    return send_sms(notice, text, wiring.sms_gateway(), wiring.conversations(), wiring.secret(), wiring.now())
