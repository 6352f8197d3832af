"""What DynamoDB refuses, and what the table makes of it: errors that no engine on one machine ever gives."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import Busy
from chalicelib.stores.dynamo_table import TRIES, DynamoTable
from chalicelib.stores.table import ABSENT, ConditionFailed, Put

ONE = Put({"pk": "CASE#1", "sk": "#META"}, {"pk": ABSENT})
OTHER = Put({"pk": "CASE#1", "sk": "C#1"}, {"pk": ABSENT})


@dataclass
class Client:
    """A client that gives these refusals, one a call, then takes what it is asked."""

    refusals: list[ClientError]
    asked: list[str] = field(default_factory=list)

    def transact_write_items(self, **_: Any) -> dict[str, Any]:
        return self._answer("transaction")

    def put_item(self, **_: Any) -> dict[str, Any]:
        return self._answer("put")

    def _answer(self, what: str) -> dict[str, Any]:
        self.asked.append(what)
        if self.refusals:
            raise self.refusals.pop(0)
        return {}


def cancelled(*reasons: str) -> ClientError:
    """A transaction that was cancelled, as boto3 tells it: one reason for each write."""
    answer: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": ""},
        "CancellationReasons": [{"Code": one} for one in reasons],
    }
    return ClientError(answer, "TransactWriteItems")


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PutItem")


def test_two_at_the_same_moment() -> None:
    """A transaction that met another one of the same items is tried again, and then does what it does alone."""
    client = Client([cancelled("TransactionConflict", "None")] * 2)
    DynamoTable(client, "contacts").write(ONE, OTHER)
    assert client.asked == ["transaction"] * 3
    client = Client([cancelled("None", "TransactionConflict"), cancelled("ConditionalCheckFailed", "None")])
    with pytest.raises(ConditionFailed) as failed:
        DynamoTable(client, "contacts").write(ONE, OTHER)
    assert failed.value.at == (0,)


def test_one_beside_a_transaction() -> None:
    """A single write that met a transaction is tried again too."""
    client = Client([refused("TransactionConflictException")])
    DynamoTable(client, "contacts").write(ONE)
    assert client.asked == ["put"] * 2


def test_who_never_comes_through() -> None:
    """A write that always meets another one ends as something to try later, after a few tries and not for ever."""
    client = Client([cancelled("TransactionConflict", "None")] * 100)
    with pytest.raises(Busy):
        DynamoTable(client, "contacts").write(ONE, OTHER)
    assert len(client.asked) == TRIES


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_table_that_is_too_busy(reason: str) -> None:
    """A table that says it has too much to do is not asked more often for that; the queue or the sender tries later."""
    client = Client([cancelled(reason, "TransactionConflict")])
    with pytest.raises(Busy):
        DynamoTable(client, "contacts").write(ONE, OTHER)
    assert client.asked == ["transaction"]
