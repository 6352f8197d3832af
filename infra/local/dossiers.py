"""What a deployment asks of the confidential house when it starts: executions that the engine ended are made again."""

import json
from collections.abc import Mapping
from typing import Final

from infra.local.aws import client

# What the daily schedule sends (infra/integrity/resources.yaml).
ALL: Final = {
    "version": "0",
    "id": "start",
    "detail-type": "Start",
    "source": "contact1700.start",
    "account": "",
    "time": "",
    "region": "",
    "resources": [],
    "detail": {"all": True},
}


def look_after_dossiers(engine: str, outputs: Mapping[str, str]) -> None:
    """Have every open dossier looked at, as is done every day; does not wait for it."""
    client("lambda", engine).invoke(
        FunctionName=outputs["WatchDossiersFunction"], InvocationType="Event", Payload=json.dumps(ALL).encode()
    )
