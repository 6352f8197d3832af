"""AWS Step Functions in memory, by botocore's interface, as far as the house uses it: executions by name, and task tokens."""

from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:dossier"


class FakeStates:
    """`executions`: status by name; `waiting`: tokens that somebody waits with; `redrivable`: whether it knows redrives
    (the local engine does not); `away`: nothing can be asked."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.executions: dict[str, dict[str, Any]] = {}
        self.waiting: set[str] = set()
        self.redrivable, self.away = True, False
        self.calls: list[str] = []

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> dict[str, Any]:
        self._asked("start_execution")
        known = self.executions.get(name)
        if known and (known["status"] != "RUNNING" or known["input"] != input):
            raise _refused("ExecutionAlreadyExists", "StartExecution")
        begun = {
            "status": "RUNNING",
            "startDate": self.at,
            "input": input,
            "machine": stateMachineArn,
            "redriveCount": 0,
        }
        self.executions.setdefault(name, begun)
        return {"executionArn": name}

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:
        self._asked("describe_execution")
        return self._known(executionArn)

    def list_executions(
        self, *, stateMachineArn: str, statusFilter: str, maxResults: int, nextToken: str = "0"
    ) -> dict[str, Any]:
        """One on a page, so that pages are turned."""
        self._asked("list_executions")
        arn = stateMachineArn.replace(":stateMachine:", ":execution:")
        found = [
            {"executionArn": f"{arn}:{name}", **one}
            for name, one in self.executions.items()
            if one["machine"] == stateMachineArn and one["status"] == statusFilter
        ]
        place = int(nextToken)
        more = {"nextToken": str(place + 1)} if place + 1 < len(found) else {}
        return {"executions": found[place : place + 1], **more}

    def stop_execution(self, *, executionArn: str) -> dict[str, Any]:
        self._asked("stop_execution")
        self._known(executionArn)["status"] = "ABORTED"
        return {}

    def redrive_execution(self, *, executionArn: str) -> dict[str, Any]:
        self._asked("redrive_execution")
        if not self.redrivable:
            raise _refused("InvalidAction", "RedriveExecution")
        if self._known(executionArn)["status"] in ("RUNNING", "SUCCEEDED"):
            raise _refused("ExecutionNotRedrivable", "RedriveExecution")
        self._known(executionArn)["status"] = "RUNNING"
        self._known(executionArn)["redriveCount"] += 1
        return {"redriveDate": datetime.now(UTC)}

    def send_task_success(self, *, taskToken: str, output: str) -> dict[str, Any]:
        self._asked("send_task_success")
        if taskToken not in self.waiting:
            raise _refused("TaskDoesNotExist", "SendTaskSuccess")
        self.waiting.discard(taskToken)
        return {}

    def _known(self, arn: str) -> dict[str, Any]:
        name = arn.rsplit(":", 1)[-1]
        if name not in self.executions:
            raise _refused("ExecutionDoesNotExist", "DescribeExecution")
        return self.executions[name]

    def _asked(self, operation: str) -> None:
        self.calls.append(operation)
        if self.away:
            raise _refused("ServiceUnavailable", operation)


def _refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, operation)
