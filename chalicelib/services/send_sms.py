"""Send a notice as an SMS, to who wants SMS."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.ids import citizen_hash
from chalicelib.domain.outbox import Notice
from chalicelib.errors import SmsRefused

if TYPE_CHECKING:
    from chalicelib.stores.conversations import Conversations
    from chalicelib.stores.sms_gateway import SmsGateway


def send_sms(
    notice: Notice, text: str, gateway: "SmsGateway", talks: "Conversations", secret: bytes, at: datetime
) -> str:
    """Give it to the gateway; what its number says next belongs to this case. Gives the gateway's id of the message.

    Raises SmsRefused, also where the citizen wants no SMS any more, and Busy.
    """
    who = citizen_hash(secret, notice.to)
    if talks.stopped(who):
        raise SmsRefused("stopped")
    message_id = gateway.send(notice.to, text, context={"case": notice.case, "notice": notice.id})
    talks.goes_on(who, notice.case, at)
    return message_id
