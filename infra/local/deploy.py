"""The packaged template onto the engine, as `aws cloudformation deploy` would: artefacts by hash, then one stack."""

import contextlib
import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from botocore.exceptions import ClientError, WaiterError

from infra.local.aws import REGION, CannotRun, client
from infra.packaging.build import CODE, TEMPLATE
from infra.packaging.template import functions_of

STACK: Final = "contact1700"
ARTEFACTS: Final = "artefacts"
SCAN_SOURCE: Final = "1700.scanner"  # EventBridge takes events from aws.* of AWS alone
FOR_EVER: Final = "public, max-age=31536000, immutable"


def deploy(url: str, out: Path, parameters: Mapping[str, str]) -> dict[str, str]:
    """Make or update the stack from the packaged folder `out`; gives its outputs. Raises CannotRun with AWS's reason."""
    cloud = client("cloudformation", url)
    arguments = {
        "StackName": STACK,
        "TemplateURL": f"{url}/{ARTEFACTS}/{_located(url, out)}",
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    }
    exists = _exists(cloud)
    try:
        (cloud.update_stack if exists else cloud.create_stack)(**arguments)
        waiter = cloud.get_waiter("stack_update_complete" if exists else "stack_create_complete")
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 0.2, "MaxAttempts": 600})
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise CannotRun(f"The stack was refused: {error.response['Error']['Message']}") from error
    except WaiterError as error:
        raise CannotRun(f"The stack did not come up: {_reason(cloud)}") from error
    swap_code(url, out)
    upload_static(url, out)
    return outputs(url)


def outputs(url: str) -> dict[str, str]:
    """The outputs of the deployed stack."""
    found = client("cloudformation", url).describe_stacks(StackName=STACK)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}


def physical_ids(url: str, kind: str) -> dict[str, str]:
    """Physical ids of the stack's resources of one type, by logical name."""
    pages = client("cloudformation", url).get_paginator("list_stack_resources").paginate(StackName=STACK)
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for page in pages
        for one in page["StackResourceSummaries"]
        if one["ResourceType"] == kind
    }


def swap_code(url: str, out: Path) -> None:
    """Give every function the packaged code. The quick way after a change, and needed after a start: the engine's state
    may hold the code of an earlier swap, of which the stack knows nothing."""
    functions = client("lambda", url)
    body = (out / CODE).read_bytes()
    for name in physical_ids(url, "AWS::Lambda::Function").values():
        functions.update_function_code(FunctionName=name, ZipFile=body)


def upload_static(url: str, out: Path) -> None:
    """Put the static files under their hashed names; those of earlier versions stay, as pages that are open need them."""
    s3 = client("s3", url)
    bucket = outputs(url)["StaticBucket"]
    for path in sorted((out / "static").iterdir()):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = path.read_bytes()
        s3.put_object(Bucket=bucket, Key=f"static/{path.name}", Body=body, ContentType=kind, CacheControl=FOR_EVER)


def prepare_sending(url: str, domain: str) -> None:
    """What edge.yaml makes on AWS before anything can be sent: the identity and the configuration set."""
    ses = client("sesv2", url)
    for call, arguments in (
        (ses.create_email_identity, {"EmailIdentity": domain}),
        (ses.create_configuration_set, {"ConfigurationSetName": STACK}),
    ):
        try:
            call(**arguments)
        except ses.exceptions.AlreadyExistsException:
            continue


def _exists(cloud: Any) -> bool:
    try:
        status = cloud.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    except ClientError:
        return False
    if status in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"):  # can only be made anew
        cloud.delete_stack(StackName=STACK)
        cloud.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 0.2, "MaxAttempts": 300})
        return False
    return True


def _reason(cloud: Any) -> str:
    events = cloud.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = (one for one in events if one["ResourceStatus"].endswith("FAILED"))
    return "; ".join(f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '?')}" for one in failed)[:500]


def _located(url: str, out: Path) -> str:
    """Upload code and layer, write the template that points at them, upload that too; gives the template's key."""
    s3 = client("s3", url)
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        s3.create_bucket(Bucket=ARTEFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
    template = yaml.safe_load((out / TEMPLATE).read_text(encoding="utf-8"))
    keys: dict[str, str] = {}
    layers = [one for one in template["Resources"].values() if one["Type"] == "AWS::Serverless::LayerVersion"]
    for resource in [*functions_of(template["Resources"]).values(), *layers]:
        for name in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
            local = resource["Properties"][name]
            if local not in keys:
                keys[local] = _upload(s3, out / local)
            resource["Properties"][name] = {"Bucket": ARTEFACTS, "Key": keys[local]}
    _as_the_engine_asks(template)
    target = out / "deployed.yaml"
    target.write_text(yaml.safe_dump(template), encoding="utf-8")
    return _upload(s3, target)


def _as_the_engine_asks(template: dict[str, Any]) -> None:
    """Where an engine with policies enforced asks for something else than AWS: batches of SQS under a name that AWS does
    not have (there sqs:SendMessage allows them), and sending or going on without saying for which identity or machine;
    and it does not know the conditions of KMS."""
    for function in functions_of(template["Resources"]).values():
        for policy in function["Properties"]["Policies"]:
            for statement in policy["Statement"]:
                if "sqs:SendMessage" in statement["Action"]:
                    statement["Action"] = [*statement["Action"], "sqs:SendMessageBatch"]
                if {"ses:SendEmail", "states:SendTaskSuccess"} & set(statement["Action"]):
                    statement["Resource"] = "*"
                if "kms:Decrypt" in statement["Action"]:
                    statement.pop("Condition", None)


def _upload(s3: Any, path: Path) -> str:
    body = path.read_bytes()
    key = f"{hashlib.sha256(body).hexdigest()}{path.suffix}"
    try:
        s3.head_object(Bucket=ARTEFACTS, Key=key)
    except ClientError:
        s3.put_object(Bucket=ARTEFACTS, Key=key, Body=body)
    return key
