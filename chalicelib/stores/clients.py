"""Clients of AWS: one botocore session, each client made when it is first used; the endpoint is botocore's own matter."""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

# Two quick tries more; then the queue, the stream or the citizen's browser tries again. A name of our own spares making
# botocore's long one at each call. Arguments are ours alone, and AWS checks them again: looking twice costs a tenth.
CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=2,
    read_timeout=8,
    user_agent="contact1700",
    parameter_validation=False,
)


@cache
def session() -> Session:
    return get_session()


@cache
def client(service: str) -> Any:
    """The client of a service, of this process."""
    return session().create_client(service, config=CONFIG)
