"""The table in DynamoDB: what the stores ask, as expressions; what DynamoDB refuses, as our errors."""

from collections.abc import Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy
from chalicelib.stores.dynamo_expressions import query_of, single, update_of
from chalicelib.stores.table import ConditionFailed, Delete, Put, Rows, Update, Write
from chalicelib.stores.values import Item, item_from_dynamo, item_to_dynamo

A_BATCH: Final = 25  # items of one BatchWriteItem
# Of a write that meets another one of the same items: that one takes some milliseconds, as each try does. Then the
# condition tells what came of it, and a form that was sent twice at once is one contact and no error.
TRIES: Final = 5


class DynamoTable:
    """The table in DynamoDB, by a botocore client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def get(self, pk: str, sk: str) -> Item | None:
        """The item, read consistently, or None."""
        answer = self._call("get_item", Key=item_to_dynamo({"pk": pk, "sk": sk}), ConsistentRead=True)
        return item_from_dynamo(answer["Item"]) if "Item" in answer else None

    def query(
        self,
        pk: str,
        *,
        index: str = "",
        begins: str = "",
        between: tuple[str, str] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        start: Item | None = None,
    ) -> Rows:
        """Items of one partition in the order of their sort key; without `limit` all of them.

        `between`: lowest and highest sort key, both taken along; "" for the lowest is the beginning.
        """
        arguments = {**query_of(pk, index, begins, between), "ScanIndexForward": not newest_first}
        return self._pages(arguments, limit, start)

    def _pages(self, arguments: dict[str, Any], limit: int | None, start: Item | None) -> Rows:
        items: list[Item] = []
        following = item_to_dynamo(start) if start else None
        while True:
            if limit is not None:
                arguments["Limit"] = limit - len(items)
            if following:
                arguments["ExclusiveStartKey"] = following
            answer = self._call("query", **arguments)
            items += [item_from_dynamo(item) for item in answer["Items"]]
            following = answer.get("LastEvaluatedKey")
            if not following or (limit is not None and len(items) >= limit):
                return Rows(items, item_from_dynamo(following) if following else None)

    def update(self, update: Update) -> Item:
        """Change one item (it may be made by it) and give it as it is then."""
        answer = self._call("update_item", **update_of(update), ReturnValues="ALL_NEW")
        return item_from_dynamo(answer["Attributes"])

    def write(self, *writes: Write) -> None:
        """All of it or nothing, 100 items at most."""
        if len(writes) == 1:
            operation, arguments = single(writes[0])
            self._call(operation, **arguments)
            return
        parts = [{_NAMES[type(one)]: {"TableName": self._name, **single(one)[1]}} for one in writes]
        self._call("transact_write_items", table=False, TransactItems=parts)

    def put_all(self, items: Sequence[Item]) -> None:
        """Each for itself, without conditions, at half the price of a transaction. Raises Busy where some may be missing."""
        for first in range(0, len(items), A_BATCH):
            puts = [{"PutRequest": {"Item": item_to_dynamo(item)}} for item in items[first : first + A_BATCH]]
            answer = self._call("batch_write_item", table=False, RequestItems={self._name: puts})
            if answer.get("UnprocessedItems"):
                raise Busy("some were not written")

    def _call(self, operation: str, *, table: bool = True, **arguments: Any) -> Any:
        if table:
            arguments["TableName"] = self._name
        for left in range(TRIES - 1, -1, -1):
            try:
                return getattr(self._client, operation)(**arguments)
            except ClientError as error:
                if not (left and _met_another(error)):
                    raise _told(error) from error
            except BotoCoreError as error:  # no connection, no answer in time
                raise Busy("table away") from error
        raise AssertionError("the last try returns or raises")


CONFLICT: Final = "TransactionConflictException"
_NAMES: Final = {Put: "Put", Delete: "Delete", Update: "Update"}
_BUSY: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "TransactionInProgressException",
        CONFLICT,
        "ServiceUnavailable",
    }
)


def _met_another(error: ClientError) -> bool:
    """Whether another write of the same items was under way, and nothing else was wrong."""
    return error.response["Error"]["Code"] == CONFLICT or set(_reasons(error)) - {"None"} == {"TransactionConflict"}


def _reasons(error: ClientError) -> list[str]:
    """Why a transaction was cancelled, write by write."""
    return [reason.get("Code") or "None" for reason in error.response.get("CancellationReasons", [])]


def _told(error: ClientError) -> Exception:
    """What DynamoDB's refusal means."""
    code = error.response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        return ConditionFailed((0,))
    if code == "TransactionCanceledException":
        reasons = _reasons(error)
        failed = tuple(place for place, reason in enumerate(reasons) if reason == "ConditionalCheckFailed")
        return ConditionFailed(failed) if failed else Busy("transaction cancelled")
    return Busy(code) if code in _BUSY else error
