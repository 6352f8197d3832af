"""Mail out, through SES."""

from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.letter import Letter
from chalicelib.domain.mail_address import in_ascii
from chalicelib.errors import Busy, MailRefused

REFUSED: Final = frozenset({"MessageRejected", "BadRequestException"})


class Mailer:
    """`sender`: our public address; `configuration_set`: so that SES tells what became of a mail; `returns`: where SES mails
    what came back, "" for the sender's address."""

    def __init__(self, client: Any, sender: str, configuration_set: str, *, returns: str = "") -> None:
        self._client, self._sender, self._configuration_set = client, sender, configuration_set
        self._returns = {"FeedbackForwardingEmailAddress": returns} if returns else {}

    def send(self, letter: Letter, *, tags: dict[str, str]) -> str:
        """Give it to SES; the id under which SES knows it. Raises MailRefused, Busy."""
        headers = [{"Name": name, "Value": value} for name, value in letter.headers.items()]
        content = {
            "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": letter.text, "Charset": "UTF-8"}},
            "Headers": headers,
        }
        arguments: dict[str, Any] = {"ConfigurationSetName": self._configuration_set} if self._configuration_set else {}
        try:
            answer = self._client.send_email(
                FromEmailAddress=f'"{letter.sender}" <{self._sender}>' if letter.sender else self._sender,
                Destination={"ToAddresses": [in_ascii(letter.to)]},
                ReplyToAddresses=[letter.reply_to],
                Content={"Simple": content},
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
                **self._returns,
                **arguments,
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise (MailRefused(code) if code in REFUSED else Busy(code)) from error
        except BotoCoreError as error:
            raise Busy("mail away") from error
        message_id: str = answer["MessageId"]
        return message_id
