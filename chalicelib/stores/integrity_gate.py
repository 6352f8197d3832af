"""The gate of the confidential house: one function that takes a report or a case in, and tells number and clocks.

Nothing else of the house can be reached from outside. What is asked is in Lambda's own request, which nobody logs; what
comes back names nobody.
"""

import json
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import (
    Busy,
    ChangedMeanwhile,
    ContactPointError,
    NotAllowed,
    NotFound,
    NotPossibleNow,
    Rejected,
    TooMany,
)

ERRORS: Final[dict[str, type[ContactPointError]]] = {
    error.slug: error for error in (NotFound, NotPossibleNow, NotAllowed, ChangedMeanwhile, TooMany, Busy)
}


class IntegrityGate:
    """Implements services/hand_in_integrity.py Gate."""

    def __init__(self, client: Any, function: str) -> None:
        self._client, self._function = client, function

    def ask(self, verb: str, **told: Any) -> dict[str, Any]:
        """The gate's answer. Raises what the house raised: Rejected, NotFound, NotPossibleNow, ChangedMeanwhile, TooMany,
        and Busy where it did not answer, or broke."""
        payload = json.dumps({"do": verb, **told}).encode()
        try:
            answer = self._client.invoke(FunctionName=self._function, Payload=payload)
            said: dict[str, Any] = json.loads(answer["Payload"].read())
        except (ClientError, BotoCoreError, ValueError) as error:
            raise Busy("gate") from error
        if answer.get("FunctionError"):
            raise Busy("gate broke")
        if "error" in said:
            raise Rejected(said["fields"]) if said["error"] == Rejected.slug else ERRORS[said["error"]]()
        return said
