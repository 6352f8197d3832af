"""SMS out: one interface, and AWS End User Messaging behind it. Another provider is another class."""

from typing import Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy, SmsRefused

REFUSED: Final = frozenset({"ValidationException", "ConflictException", "ResourceNotFoundException"})
LIVES: Final = 72 * 3600  # seconds that networks try; the longest that AWS takes


class SmsGateway(Protocol):
    """`context`: ids that come back with what became of the message. Raises SmsRefused, Busy."""

    def send(self, to: str, text: str, *, context: dict[str, str]) -> str: ...


class EndUserMessaging:
    """`number`: what it is sent from; `configuration_set`: so that AWS tells what became of a message; "": it does not."""

    def __init__(self, client: Any, number: str, configuration_set: str) -> None:
        self._client, self._number, self._configuration_set = client, number, configuration_set

    def send(self, to: str, text: str, *, context: dict[str, str]) -> str:
        """Give it to AWS, which makes parts of it; the id under which AWS knows it."""
        if not self._number:
            raise SmsRefused("no number")
        told = {"ConfigurationSetName": self._configuration_set} if self._configuration_set else {}
        try:
            answer = self._client.send_text_message(
                DestinationPhoneNumber=to,
                OriginationIdentity=self._number,
                MessageBody=text,
                MessageType="TRANSACTIONAL",
                TimeToLive=LIVES,
                Context=context,
                **told,
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise (SmsRefused(code) if code in REFUSED else Busy(code)) from error
        except BotoCoreError as error:
            raise Busy("gateway away") from error
        message_id: str = answer["MessageId"]
        return message_id
