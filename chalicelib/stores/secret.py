"""The deployment's secret, made by the template and never seen: kept in Secrets Manager, read once a process."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy


def read_secret(client: Any, name: str) -> bytes:
    """The secret's bytes. Raises Busy where it cannot be read now."""
    try:
        text: str = client.get_secret_value(SecretId=name)["SecretString"]
    except (ClientError, BotoCoreError) as error:
        raise Busy("secret") from error
    return text.encode()
