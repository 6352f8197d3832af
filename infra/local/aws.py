"""Clients of the local engine. Their keys are the engine's own root user's: nothing of a real account is touched."""

import socket
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

REGION: Final = "eu-central-1"
ACCOUNT: Final = "000000000000"
ROOT: Final = Path(__file__).resolve().parents[2]

# One try, short waits: an engine that does not answer is not there.
_CONFIG: Final = Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=60)


class CannotRun(Exception):
    """The local run cannot go on; the message is the one line that a person needs to mend it."""


def client(service: str, url: str) -> Any:
    """A boto3 client that talks to the engine at `url`."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # boto3's stubs want a literal, and clients here are made by name
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106  # the engine's documented root key
        config=_CONFIG,
    )


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
