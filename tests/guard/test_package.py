"""What holds for the packaged template: handlers, groups, roles and queues."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.rooms import GROUPS, group_of_path
from infra.packaging.build import CODE, LAYER, TEMPLATE, contents
from infra.packaging.template import camel, functions_of, rest_function

# Actions that name no resource: AWS knows none for them.
EVERYTHING = {"logs:CreateLogDelivery"}


@pytest.fixture(scope="module")
def template(packaged: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((packaged / TEMPLATE).read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def unpacked(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders that a function has on its path, and nothing else."""
    folder = tmp_path_factory.mktemp("package")
    return [contents(packaged / CODE, folder / "code"), contents(packaged / LAYER, folder / "layer")]


def _handlers(template: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Logical name -> (handler, group)."""
    found = {}
    for name, function in functions_of(template["Resources"]).items():
        properties = function["Properties"]
        found[name] = properties["Handler"], properties["Environment"]["Variables"]["FUNCTION_GROUP"]
    return found


def test_every_handler_imports(template: dict[str, Any], unpacked: list[Path]) -> None:
    """Every function wakes up with nothing on its path but its package and what Lambda brings (botocore)."""
    import botocore

    site = Path(botocore.__file__).parents[1]
    brought = [site / name for name in ("botocore", "boto3", "jmespath", "dateutil", "urllib3", "s3transfer", "six.py")]
    lambda_side = unpacked[0].parent / "lambda"
    lambda_side.mkdir(exist_ok=True)
    for path in brought:
        if path.exists() and not (lambda_side / path.name).exists():
            (lambda_side / path.name).symlink_to(path)
    for name, (handler, group) in _handlers(template).items():
        module, _, attribute = handler.rpartition(".")
        code = f"import {module}; assert callable(getattr({module}, {attribute!r}))"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, [*unpacked, lambda_side])),
            "FUNCTION_GROUP": group,
            "AWS_DEFAULT_REGION": "eu-central-1",
        }
        command = [sys.executable, "-S", "-c", code]
        done = subprocess.run(command, env=environment, cwd=unpacked[0], capture_output=True, text=True)
        assert done.returncode == 0, f"{name}: {done.stderr[-500:]}"


def test_no_path_is_served_by_another_group(template: dict[str, Any]) -> None:
    """Every path of the API leads to the function of the group that rooms.py names for it, and that group has its route."""
    for path, methods in template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
        for method in methods.values():
            uri = method["x-amazon-apigateway-integration"].get("uri", {})
            if "Fn::Sub" in uri:
                assert f"{rest_function(group_of_path(path))}.Arn" in uri["Fn::Sub"], path


def test_every_group_is_deployed(template: dict[str, Any]) -> None:
    """Every group of rooms.py has its functions."""
    deployed = {group for _, group in _handlers(template).values()}
    assert deployed == set(GROUPS)


def _statements(function: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in function["Properties"]["Policies"]:
        assert set(policy) == {"Statement"}, "policies are written out, so that one reads what a function may do"
        yield from policy["Statement"]


def test_what_each_role_may_do(template: dict[str, Any]) -> None:
    """Each function has a role of its own, no action or resource is a bare star, and the whole is printed."""
    for name, function in sorted(functions_of(template["Resources"]).items()):
        assert "Role" not in function["Properties"]
        print(f"\n{name}")
        for statement in _statements(function):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            print("  ", ", ".join(actions), "on", ", ".join(str(one) for one in resources))
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+\*?", action) for action in actions), actions
            assert "*" not in resources or set(actions) <= EVERYTHING


def test_nobody_scans(template: dict[str, Any]) -> None:
    """No function may scan a table: what would need it does not scale."""
    for name, function in functions_of(template["Resources"]).items():
        for statement in _statements(function):
            assert "dynamodb:Scan" not in statement["Action"], name


@pytest.mark.parametrize("handler", ["PublicHandler", "DepartmentHandler", "DeskHandler"])
@pytest.mark.parametrize("place", ["form/", "mail/"])
def test_files_are_given_from_where_they_lie(template: dict[str, Any], handler: str, place: str) -> None:
    """Who gives somebody a link to a file may read it, whether it came by a form or by mail: a department sends by both."""
    given = [
        str(one)
        for statement in _statements(template["Resources"][handler])
        if "s3:GetObjectVersion" in statement["Action"]
        for one in (statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]])
    ]
    assert any(f"-files-${{AWS::AccountId}}/{end}" in one for one in given for end in ("*", f"{place}*"))


def test_every_queue_is_consumed_and_sets_aside(template: dict[str, Any]) -> None:
    """A queue has a consumer and a dead-letter queue; a dead-letter queue is watched by an alarm."""
    resources = template["Resources"]
    queues = {name: one for name, one in resources.items() if one["Type"] == "AWS::SQS::Queue"}
    consumed = {
        _target(event["Properties"]["Queue"])
        for function in functions_of(resources).values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    watched = str(alarms_of(resources))
    for name, queue in queues.items():
        if name.endswith("Failed"):
            assert f"{name}.QueueName" in watched or f"'{name}', 'QueueName'" in watched, f"nobody watches {name}"
        else:
            assert name in consumed, f"nobody reads {name}"
            assert "RedrivePolicy" in queue["Properties"], f"{name} sets nothing aside"


def test_alarms_can_be_made(template: dict[str, Any]) -> None:
    """No alarm looks at more than 10 metrics, beside what it makes of them: CloudWatch takes no more (its quotas)."""
    for name, alarm in alarms_of(template["Resources"]).items():
        assert sum("MetricStat" in one for one in alarm["Properties"]["Metrics"]) <= 10, name


def test_what_fails_is_set_aside(template: dict[str, Any]) -> None:
    """A function that events wake up says where they go when it fails for good."""
    for name, function in functions_of(template["Resources"]).items():
        events = function["Properties"].get("Events", {}).values()
        if any(event["Type"] in ("Schedule", "EventBridgeRule", "CloudWatchEvent") for event in events):
            assert "OnFailure" in str(function["Properties"].get("EventInvokeConfig", "")), name
        for event in events:
            if event["Type"] == "SQS":
                assert event["Properties"].get("FunctionResponseTypes") == ["ReportBatchItemFailures"], name
            if event["Type"] == "DynamoDB":
                assert "OnFailure" in str(event["Properties"]["DestinationConfig"]), name


def test_names_fit() -> None:
    """The logical names that packaging gives are those that Chalice gives."""
    assert camel("receive_mail") == "ReceiveMail"


def alarms_of(resources: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"}


def _target(reference: Any) -> str:
    if isinstance(reference, dict) and "Fn::GetAtt" in reference:
        where = reference["Fn::GetAtt"]
        return str(where[0] if isinstance(where, list) else where.split(".")[0])
    return str(reference)
