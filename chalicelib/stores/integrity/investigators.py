"""Who investigates for which service, and what the house needs to check a second factor. Kept by the house, not by the
identity provider: whoever rules over that one opens nothing here.

The seed of a second factor (RFC 6238) is sealed by KMS for its investigator alone. A code counts once.
"""

from base64 import b32encode
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.second_factor import DRIFT, STEP, wait_after
from chalicelib.errors import Busy
from chalicelib.stores.records import from_item, moment, stamp, to_item
from chalicelib.stores.table import ABSENT, Below, ConditionFailed, Put, Table, Update


class Investigators:
    """Known ones, by id and by service."""

    def __init__(self, table: Table, kms: Any, key: str) -> None:
        self._table, self._kms, self._key = table, kms, key

    def find(self, who: str) -> Investigator | None:
        """The investigator of this id, as long as he is one."""
        item = self._table.get(_pk(who), "#")
        return from_item(Investigator, item) if item and "seed" in item else None

    def name(self, who: str) -> str:
        """How somebody is called who is one, or was; else the id itself."""
        item = self._table.get(_pk(who), "#")
        return str(item["name"]) if item else who

    def of_service(self, service: str) -> tuple[Investigator, ...]:
        """All of a service, by name."""
        rows = self._table.query(f"INVESTIGATORS#{service}", index="work")
        return tuple(from_item(Investigator, item) for item in rows.items)

    def add(self, investigator: Investigator, seed: bytes) -> None:
        """Keep somebody with a second factor, or give somebody a new one. Raises Busy."""
        sealed = self._ask("encrypt", investigator.id, Plaintext=seed)["CiphertextBlob"]
        self._table.write(Put({**_item(investigator), "seed": sealed}))

    def move(self, investigator: Investigator) -> bool:
        """Change name, service or lead; the second factor stays. False where there is no such investigator."""
        before = self._table.get(_pk(investigator.id), "#")
        if before is None or "seed" not in before:
            return False
        item = _item(investigator)
        change = {name: value for name, value in item.items() if name not in ("pk", "sk")}
        drop = () if investigator.lead else ("lead",)
        update = Update(item["pk"], "#", change=change, drop=drop, must={"seed": before["seed"]})
        try:
            self._table.update(update)
        except ConditionFailed:
            return False
        return True

    def remove(self, who: str) -> None:
        """From here on this person opens nothing, whatever sessions are open. The name stays, for what he looked at."""
        drop = ("seed", "service", "lead", "step", "tries", "again", "gsi1pk", "gsi1sk")
        try:
            self._table.update(Update(_pk(who), "#", drop=drop, must={"id": who}))
        except ConditionFailed:
            return  # was none

    def begin_try(self, who: str, at: datetime) -> timedelta:
        """Count a try before its code is looked at, so that many at once are as slow as one after another. Gives how long to
        wait instead; zero where it may go on. Raises Busy."""
        item = self._table.get(_pk(who), "#")
        if item is None:
            return timedelta(0)
        if "again" in item and at < moment(item["again"]):
            return moment(item["again"]) - at
        tries = item.get("tries", 0) + 1
        change = {"tries": tries, "again": stamp(at + wait_after(tries))}
        try:
            self._table.update(
                Update(_pk(who), "#", change=change, must={"tries": item.get("tries", ABSENT), "id": who})
            )
        except ConditionFailed:
            return timedelta(seconds=1)  # another one at the same moment
        return timedelta(0)

    def check(self, who: str, code: str, at: datetime) -> bool:
        """Whether a code of the second factor is right, now; it counts once, and so does every one before it. Raises Busy."""
        from pyotp import TOTP

        item = self._table.get(_pk(who), "#")
        if item is None or "seed" not in item:
            return False
        factor = TOTP(b32encode(self._ask("decrypt", who, CiphertextBlob=item["seed"])["Plaintext"]).decode())
        now = int(at.timestamp()) // STEP
        steps = [step for step in range(now - DRIFT, now + DRIFT + 1) if compare_digest(factor.at(step * STEP), code)]
        return bool(steps) and self._counts(who, max(steps))

    def _counts(self, who: str, step: int) -> bool:
        must = {"id": who, "step": Below(step)}
        update = Update(_pk(who), "#", change={"step": step}, drop=("tries", "again"), must=must)
        try:
            self._table.update(update)
        except ConditionFailed:
            return False
        return True

    def _ask(self, operation: str, who: str, **arguments: Any) -> Any:
        try:
            context = {"investigator": who}
            return getattr(self._kms, operation)(KeyId=self._key, EncryptionContext=context, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise Busy("key") from error


def _pk(who: str) -> str:
    return f"INVESTIGATOR#{who}"


def _item(investigator: Investigator) -> dict[str, Any]:
    listed = {"gsi1pk": f"INVESTIGATORS#{investigator.service}", "gsi1sk": f"{investigator.name}#{investigator.id}"}
    return {"pk": _pk(investigator.id), "sk": "#", **to_item(investigator), **listed}
