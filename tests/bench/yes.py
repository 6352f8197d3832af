"""AWS that always says yes, in this process, in urllib3's place: what it spends is known and taken off.

It keeps items and changes them as our own expressions say; conditions hold always. What it answers has the shape and the
headers of the real thing, so that botocore reads it in the same way.
"""

import io
import json
import re
from collections.abc import Callable
from time import process_time
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

Item = dict[str, Any]
HEADERS = {
    "Server": "Server",
    "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
    "Content-Type": "application/x-amz-json-1.0",
    "Connection": "keep-alive",
    "x-amzn-RequestId": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF",
}
_ASSIGNED = re.compile(r"(#[sa]\w+)(?: =)? (:[sa]\w+)")
_DROPPED = re.compile(r"#d\w+")


class Body(io.BytesIO):
    """An answer as urllib3 streams it."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


class Yes:
    """`spent`: processor time in here; `calls`: how many requests came."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.spent, self.calls, self.mails = 0.0, 0, 0

    def attend(self) -> None:
        """Stand in urllib3's place from here on."""

        def send(_session: Any, request: Any) -> AWSResponse:
            begun = process_time()
            self.calls += 1
            try:
                return self._answered(request)
            finally:
                self.spent += process_time() - begun

        URLLib3Session.send = send

    def of_case(self, case: str) -> list[Item]:
        """Items of a case, in order."""
        return [item for (pk, _), item in sorted(self.items.items()) if pk == f"CASE#{case}"]

    def forget(self) -> None:
        """What was kept; nobody reads it again."""
        self.items.clear()

    def answer(self, operation: str, body: bytes) -> bytes:
        """What the operation of a request is answered; one without a name is SES's."""
        return json.dumps(_ANSWERS.get(operation, Yes._mail)(self, json.loads(body))).encode()

    def _answered(self, request: Any) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"")
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        body = self.answer(operation, request.body)
        response = AWSResponse(request.url, 200, {**HEADERS, "Content-Length": str(len(body))}, Body(body))
        response.content  # noqa: B018  # read as urllib3's session does before it gives a response
        return response

    def _get(self, asked: Item) -> Item:
        found = self.items.get(_key(asked["Key"]))
        return {"Item": found} if found else {}

    def _query(self, asked: Item) -> Item:
        partition = asked["ExpressionAttributeValues"][":h"]["S"]
        if "IndexName" in asked:
            return {"Items": [], "Count": 0, "ScannedCount": 0}
        begins = asked["ExpressionAttributeValues"].get(":a", {"S": ""})["S"]
        found = [item for (pk, sk), item in sorted(self.items.items()) if pk == partition and sk.startswith(begins)]
        return {"Items": found, "Count": len(found), "ScannedCount": len(found)}

    def _put(self, asked: Item) -> Item:
        self.items[_key(asked["Item"])] = asked["Item"]
        return {}

    def _update(self, asked: Item) -> Item:
        item = self.items.setdefault(_key(asked["Key"]), dict(asked["Key"]))
        names, values = asked["ExpressionAttributeNames"], asked.get("ExpressionAttributeValues", {})
        for name, value in _ASSIGNED.findall(asked["UpdateExpression"]):
            counted = name.startswith("#a") and names[name] in item
            new = values[value]
            item[names[name]] = {"N": str(int(item[names[name]]["N"]) + int(new["N"]))} if counted else new
        for name in _DROPPED.findall(asked["UpdateExpression"]):
            item.pop(names[name], None)
        return {"Attributes": item}

    def _transact(self, asked: Item) -> Item:
        for part in asked["TransactItems"]:
            ((kind, write),) = part.items()
            self._put(write) if kind == "Put" else self._update(write) if kind == "Update" else None
        return {}

    def _delete(self, asked: Item) -> Item:
        self.items.pop(_key(asked["Key"]), None)
        return {}

    def _batch(self, asked: Item) -> Item:
        taken = [{"Id": one["Id"], "MessageId": "m" * 36, "MD5OfMessageBody": "d" * 32} for one in asked["Entries"]]
        return {"Successful": taken}

    def _secret(self, _asked: Item) -> Item:
        return {"Name": "keys", "SecretString": "a-secret-of-the-benchmark"}

    def _mail(self, _asked: Item) -> Item:
        self.mails += 1
        return {"MessageId": f"0107019a2b3c4d5e-8f1e2d3c-4b5a-6978-8796-{self.mails:012d}-000000"}


_ANSWERS: dict[str, Callable[[Yes, Item], Item]] = {
    "GetItem": Yes._get,
    "Query": Yes._query,
    "PutItem": Yes._put,
    "UpdateItem": Yes._update,
    "DeleteItem": Yes._delete,
    "TransactWriteItems": Yes._transact,
    "SendMessageBatch": Yes._batch,
    "GetSecretValue": Yes._secret,
}


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
