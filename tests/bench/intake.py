"""`make bench-intake`: what one contact costs us, from the form's event to the rendered mail that SES takes.

The application and botocore run here, AWS is the local engine in a process of its own. Counted is the processor time of
this process above urllib3: botocore with its serialisation and signatures is in, the kernel's sockets are not (they stand
beside it as `transport`). The reference is the same calls with the same arguments by bare botocore.
"""

import os
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from tests.bench import events, growth, throughput
from tests.bench.house import SECRET, TABLE, House, context, house, make_table
from tests.bench.report import hush, median, progress, show

WARM_UP, CONTACTS, ROUNDS = 40, 150, 5
SMALL, LARGE = 1_000, int(os.environ.get("CASES", "50000"))
STEPS = ("register", "hand_over", "send", "transport")


class Intake:
    """Contacts by the form, one after the other."""

    def __init__(self, house_: House) -> None:
        self.house = house_
        self.number = 0
        self.spent: dict[str, float] = dict.fromkeys(STEPS, 0.0)
        self.table = house_.client("dynamodb")

    def one(self) -> None:
        """One contact; reading back what the stream would bring is not counted."""
        self.number += 1
        answer = self._timed("register", self.house.app.app, events.form(SECRET.encode(), self.number))
        assert answer["statusCode"] == 303, answer
        case = case_of(answer)
        items = [item for item in self._items(case) if item["sk"]["S"][:2] in ("O#", "C#")]
        failed = self._timed("hand_over", self.house.app.hand_over_outbox, events.stream(items))
        notice = next(item["sk"]["S"][2:] for item in items if item["sk"]["S"].startswith("O#"))
        sent = self._timed("send", self.house.app.send_outbox, events.queue({"case": case, "notice": notice}))
        assert failed == sent == {"batchItemFailures": []}

    def _timed(self, step: str, handler: Any, event: Any) -> Any:
        below, begun = self.house.transport.spent, process_time()
        answer = handler(event, context())
        below = self.house.transport.spent - below
        self.spent[step] += process_time() - begun - below
        self.spent["transport"] += below
        return answer

    def _items(self, case: str) -> list[dict[str, Any]]:
        keeping, self.house.calls.keeping = self.house.calls.keeping, False
        wanted = {":p": {"S": f"CASE#{case}"}}
        items = self.table.query(
            TableName=TABLE, KeyConditionExpression="pk = :p", ExpressionAttributeValues=wanted, ConsistentRead=True
        )["Items"]
        self.house.calls.keeping = keeping
        return list(items)


def case_of(answer: dict[str, Any]) -> str:
    """The case that a sent form opened, of the cookie that came with the answer."""
    cookie = answer["multiValueHeaders"]["Set-Cookie"][0]
    return str(cookie.partition("=")[2].partition(".")[0])


def main() -> int:
    hush()
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as folder, house(Path(folder)) as it:
        intake = Intake(it)
        cpu = cpu_per_contact(it, intake)
        ratios = growth.ratios(it, intake, SMALL, LARGE)
    throughput.measure()
    show(bench="intake", cpu_ms_per_contact=cpu, **ratios)
    return 0


def cpu_per_contact(it: House, intake: Intake) -> float:
    """Milliseconds of processor time: the median of some rounds, beside bare botocore in the same rounds."""
    progress("warming up")
    for _ in range(WARM_UP):
        intake.one()
    calls = calls_of_one(it, intake)
    rounds = []
    for number in range(ROUNDS):
        progress(f"round {number + 1} of {ROUNDS}: {CONTACTS} contacts")
        intake.spent = dict.fromkeys(STEPS, 0.0)
        for _ in range(CONTACTS):
            intake.one()
        own = {step: spent * 1000 / CONTACTS for step, spent in intake.spent.items()}
        rounds.append((sum(own.values()) - own["transport"], own, bare(it, calls)))
    cpu, own, botocore = sorted(rounds, key=lambda one: one[0])[ROUNDS // 2]
    show(
        measure="cpu_ms_per_contact",
        ours=cpu,
        reference_bare_botocore=botocore,
        lowest=min(one[0] for one in rounds),
        highest=max(one[0] for one in rounds),
        calls=len(calls),
        **own,
    )
    return round(cpu, 3)


def calls_of_one(it: House, intake: Intake) -> list[tuple[str, str, dict[str, Any]]]:
    """The calls that one contact makes."""
    it.calls.forget()
    it.calls.keeping = True
    intake.one()
    it.calls.keeping = False
    return list(it.calls.made)


def bare(it: House, calls: list[tuple[str, str, dict[str, Any]]]) -> float:
    """Milliseconds of processor time of the same calls by bare clients, against an empty table each time.

    What is written is deleted in between, uncounted, so that the conditions of the calls hold again.
    """
    from botocore.session import get_session

    clients = {service: get_session().create_client(service) for service, _, _ in calls}
    spent = []
    for number in range(CONTACTS // 3):
        name = f"bare-{os.getpid()}-{number}"
        make_table(it.aws, name)
        below, begun = it.transport.spent, process_time()
        for service, operation, arguments in calls:
            _call(clients[service], operation, _renamed(arguments, name))
        spent.append(process_time() - begun - (it.transport.spent - below))
        it.client("dynamodb").delete_table(TableName=name)
    return median(spent) * 1000


def _renamed(arguments: Any, table: str) -> Any:
    """The same arguments for another table."""
    if isinstance(arguments, dict):
        return {name: table if name == "TableName" else _renamed(one, table) for name, one in arguments.items()}
    return [_renamed(one, table) for one in arguments] if isinstance(arguments, list) else arguments


def _call(client: Any, operation: str, arguments: Any) -> None:
    from botocore import xform_name

    getattr(client, xform_name(operation))(**arguments)


if __name__ == "__main__":
    sys.exit(main())
