"""Clients of AWS: one botocore session, each client made when it is first used; the endpoint is botocore's own matter."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session, get_session

SERVICES: Final = (
    "dynamodb",
    "kms",
    "lambda",
    "pinpoint-sms-voice-v2",
    "s3",
    "secretsmanager",
    "sesv2",
    "sqs",
    "stepfunctions",
)
# In the package: botocore's models of these services alone (infra/packaging/aws_models.py), read in a fraction of the time.
MODELS: Final = Path(__file__).with_name("aws_models")

PATIENCE: Final = 8  # seconds

# Two quick tries more; then the queue, the stream or the citizen's browser tries again. A name of our own spares making
# botocore's long one at each call. Arguments are ours alone, and AWS checks them again: looking twice costs a tenth.
CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=2,
    read_timeout=PATIENCE,
    user_agent="contact1700",
    parameter_validation=False,
)


@cache
def session() -> Session:
    """The one session of this process."""
    made = get_session()
    if MODELS.is_dir():
        made.register_component("data_loader", Loader([str(MODELS)], include_default_search_paths=False))
    return made


@cache
def client(service: str, patience: int = PATIENCE) -> Any:
    """The client of one of SERVICES, of this process. `patience`: seconds to wait for an answer; who waits longer than usual
    asks once, as a second time would be longer than a browser waits (API Gateway: 29 s)."""
    more = Config(read_timeout=patience)
    if patience > PATIENCE:
        more = more.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
    return session().create_client(service, config=CONFIG.merge(more))
