"""The executions that follow dossiers: AWS Step Functions, by the state machine that infra/integrity describes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.integrity.execution import Execution, Running
from chalicelib.errors import Busy

BELLS: Final = "-bell"  # what the name of the bells' machine has more


LOST: Final = Execution(Running.LOST)
STATES: Final = {"RUNNING": Running.RUNNING, "PENDING_REDRIVE": Running.RUNNING, "SUCCEEDED": Running.ENDED}


class Executions:
    """Executions by the number of the dossier and their run."""

    def __init__(self, client: Any, machine: str, known: Mapping[str, Execution] | None = None) -> None:
        self._client, self._machine, self._known = client, machine, known or {}

    def called(self) -> "Executions":
        """The same, knowing already all that run: one question for a thousand of them, instead of one for each (AWS lets
        fifteen a second be described). Raises Busy."""
        known = {
            one["executionArn"]: _execution(one) for more in ("", BELLS) for one in self._running(self._machine + more)
        }
        return Executions(self._client, self._machine, known)

    def start(self, number: str, run: int) -> None:
        """Begin one; twice is once, as its name is taken. Raises Busy."""
        given = json.dumps({"dossier": number, "run": run})
        self._ask(
            "start_execution",
            "ExecutionAlreadyExists",
            stateMachineArn=self._machine,
            name=f"{number}-{run}",
            input=given,
        )

    def go_on(self, token: str) -> bool:
        """Tell who waits with a token to look again. False where nobody does, or does any more. Raises Busy."""
        gone = ("TaskDoesNotExist", "TaskTimedOut", "InvalidToken")
        return self._ask("send_task_success", *gone, taskToken=token, output="{}") is not None

    def of(self, number: str, run: int) -> Execution:
        """What has become of the execution of a run. Raises Busy."""
        return self._described(self._arn(f"{number}-{run}"))

    def bell_of(self, number: str, run: int, stay: int) -> Execution:
        """What has become of the bell that an execution set when the dossier came where it is. Raises Busy."""
        return self._described(self._arn(f"{number}-{run}-{stay}", BELLS))

    def redrive(self, number: str, run: int) -> bool:
        """Let a failed one go on from the state that failed. False where that cannot be. Raises Busy."""
        cannot = ("ExecutionNotRedrivable", "ExecutionDoesNotExist", "InvalidAction", "UnknownOperationException")
        arn = self._arn(f"{number}-{run}")
        return self._ask("redrive_execution", *cannot, "ExecutionLimitExceeded", executionArn=arn) is not None

    def stop(self, number: str, run: int) -> None:
        """End one that another will take the place of. Raises Busy."""
        self._ask("stop_execution", "ExecutionDoesNotExist", executionArn=self._arn(f"{number}-{run}"))

    def _described(self, arn: str) -> Execution:
        if arn in self._known:
            return self._known[arn]
        found = self._ask("describe_execution", "ExecutionDoesNotExist", executionArn=arn)
        return _execution(found) if found else LOST

    def _running(self, machine: str) -> Iterator[Any]:
        asked = {"stateMachineArn": machine, "statusFilter": "RUNNING", "maxResults": 1000}
        following: dict[str, str] = {}
        while True:
            page = self._ask("list_executions", **asked, **following)
            yield from page["executions"]
            if not page.get("nextToken"):
                return
            following = {"nextToken": page["nextToken"]}

    def _arn(self, name: str, more: str = "") -> str:
        return f"{self._machine.replace(':stateMachine:', ':execution:')}{more}:{name}"

    def _ask(self, operation: str, *expected: str, **arguments: Any) -> Any:
        """The answer, None where it is one of the errors that the caller expects."""
        try:
            return getattr(self._client, operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in expected:
                return None
            raise Busy("execution") from error
        except BotoCoreError as error:
            raise Busy("execution") from error


def _execution(told: Any) -> Execution:
    return Execution(STATES.get(told["status"], Running.FAILED), told["startDate"], told.get("redriveCount", 0))
