"""What was set aside goes back to where it failed, for every kind of record that AWS writes."""

import json

from infra.local.deploy import physical_ids
from infra.local.set_aside import SetAside
from tests.deployment import Deployment, eventually


def test_a_failed_invocation_is_made_again(deployment: Deployment) -> None:
    """Of an event that a function failed on, the same function gets the same event again."""
    queues = physical_ids(deployment.engine, "AWS::SQS::Queue")
    names = physical_ids(deployment.engine, "AWS::Lambda::Function")
    arn = deployment.client("lambda").get_function(FunctionName=names["ReceiveMail"])["Configuration"]["FunctionArn"]
    # A mail that is no longer there: the function fails on it again, and it comes back here.
    detail = {"bucket": {"name": deployment.outputs["MailBucket"]}, "object": {"key": "inbound-mail/gone"}}
    event = {
        **dict.fromkeys(("version", "id", "account", "time", "region"), ""),
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": detail,
        "resources": [],
    }
    record = {"requestContext": {"functionArn": f"{arn}:$LATEST"}, "requestPayload": event, "responsePayload": {}}
    deployment.client("sqs").send_message(QueueUrl=queues["ReceiveMailFailed"], MessageBody=json.dumps(record))
    aside = SetAside(deployment.engine)

    def waiting() -> dict[str, int]:
        return {queue.name: len(queue.messages) for queue in aside.queues()}

    eventually(lambda: waiting()["ReceiveMailFailed"])
    assert aside.send_again("ReceiveMailFailed") >= 1


def test_a_failed_batch_of_the_stream_calls_the_sweep(deployment: Deployment) -> None:
    """A record of a failed batch holds no items; the sweep, which finds them, is called in its place."""
    queues = physical_ids(deployment.engine, "AWS::SQS::Queue")
    record = {"DDBStreamBatchInfo": {"shardId": "1", "batchSize": 1}}
    deployment.client("sqs").send_message(QueueUrl=queues["HandOverOutboxFailed"], MessageBody=json.dumps(record))
    aside = SetAside(deployment.engine)
    assert eventually(lambda: aside.send_again("HandOverOutboxFailed")) == 1
    assert all(not queue.messages for queue in aside.queues() if queue.name == "HandOverOutboxFailed")
