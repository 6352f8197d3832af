"""Does work grow with the table? Requests, capacity units and processor time of what people do, in a small and a large one.

The table is the local engine's. Units are what DynamoDB says that it consumed, where the engine says so; else they are
computed of sizes as DynamoDB's documentation has it. Milliseconds of the engine are its own and not measured.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from tests.bench import events
from tests.bench.house import SECRET, TABLE, House, context, house
from tests.bench.report import progress, show

TIMES, WARM_UP = 40, 8
ROADS = "OVO000098"
A_BATCH = 25  # items of one BatchWriteItem
SOUGHT = 10  # cases with the words that are looked for, in a table of any size


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one time of TIMES: requests and units the median, processor time the least, which no busy moment of the machine
    has part in."""

    requests: float
    units: float
    cpu_ms: float


def measure(small: int, large: int) -> dict[str, float]:
    """The largest of each ratio, large over small, over all operations; shows every operation."""
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as folder, house(Path(folder)) as it:
        filler = Filler(it)
        costs = []
        for size in (small, large):
            filler.fill(size)
            costs.append({name: _cost(it, act) for name, act in operations(it, filler).items()})
            for name, cost in costs[-1].items():
                show(measure=name, cases=size, requests=cost.requests, units=cost.units, cpu_ms=cost.cpu_ms)
    before, after = costs
    return {
        "requests_ratio": _ratio(before, after, lambda cost: cost.requests),
        "units_ratio": _ratio(before, after, lambda cost: cost.units),
        "cpu_ratio": _ratio(before, after, lambda cost: cost.cpu_ms),
    }


def operations(it: House, filler: "Filler") -> dict[str, Callable[[int], Any]]:
    """What people do; the argument is the number of the time."""
    cookie = {"Cookie": f"__Host-desk={filler.log_in()}"}
    csrf = filler.csrf
    name, number = filler.known
    waiting = filler.waiting(WARM_UP + TIMES)
    return {
        "register": lambda time: it.app.app(events.form(SECRET.encode(), filler.fresh()), context()),
        "case page": lambda time: it.app.app(_get(f"/desk/zaak/{number}", "/desk/zaak/{case}", cookie), context()),
        "worklist": lambda time: it.app.app(_get("/desk", "/desk", cookie), context()),
        "find by reference": lambda time: it.app.app(_find(number, csrf, cookie), context()),
        "find by sender": lambda time: it.app.app(_find(name, csrf, cookie), context()),
        "find by words": lambda time: it.app.app(_find("kastanjeboom voortuin", csrf, cookie), context()),
        "refer": lambda time: it.app.app(_refer(waiting.pop(), csrf, cookie), context()),
    }


def _get(path: str, resource: str, cookie: dict[str, str]) -> Any:
    return events.rest("GET", path, resource, **cookie)


def _find(query: str, csrf: str, cookie: dict[str, str]) -> Any:
    from urllib.parse import urlencode

    return events.rest("POST", "/desk/zoeken", body=urlencode({"q": query, "csrf": csrf}), **cookie)


def _refer(number: str, csrf: str, cookie: dict[str, str]) -> Any:
    from urllib.parse import urlencode

    fields = {"csrf": csrf, "version": "1", "organisation": ROADS, "reason": "De boom staat langs een gewestweg."}
    due = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    body = urlencode({**fields, f"due-{ROADS}": due, "action": "Laat weten of het mag.", "do": "send"})
    path = "/desk/zaak/{}/doorverwijzen"
    return events.rest("POST", path.format(number), path.format("{case}"), body=body, **cookie)


def _cost(it: House, act: Callable[[int], Any]) -> Cost:
    for time in range(WARM_UP):
        answer = act(time)
        assert answer["statusCode"] in (200, 303), answer["statusCode"]
    costs = []
    for time in range(TIMES):
        it.calls.forget()
        it.calls.keeping = True
        begun = process_time()
        act(time)
        spent = process_time() - begun
        it.calls.keeping = False
        costs.append(Cost(it.calls.requests, it.calls.units, spent * 1000))
    return Cost(
        median(one.requests for one in costs), median(one.units for one in costs), min(one.cpu_ms for one in costs)
    )


def _ratio(before: dict[str, Cost], after: dict[str, Cost], part: Callable[[Cost], float]) -> float:
    return round(max(part(after[name]) / part(before[name]) for name in before if part(before[name])), 3)


class Filler:
    """Fills the table with cases that our own code made, in memory first: one in ten waits for us, the others ended."""

    def __init__(self, it: House) -> None:
        self._it, self._made, self._fresh = it, 0, 10_000_000
        self._table = it.client("dynamodb")
        self.csrf, self.known = "csrf", ("", "")

    def fresh(self) -> int:
        """The number of a person who never wrote."""
        self._fresh += 1
        return self._fresh

    def log_in(self) -> str:
        """The token of an agent's session."""
        from chalicelib import wiring
        from chalicelib.domain.agent import Agent

        wiring.sessions().begin("token", self.csrf, Agent("an", "An"), wiring.now(), framed=False)
        return "token"

    def fill(self, size: int) -> None:
        """Add cases until there are so many."""
        progress(f"filling the table to {size:,} cases")
        while self._made < size:
            self._write(self._some(min(500, size - self._made)))
            if self._made % 5_000 == 0:
                progress(f"  {self._made:,}")

    def waiting(self, count: int) -> list[str]:
        """Numbers of so many cases that wait for us, and an organisation that they can be referred to."""
        from chalicelib import wiring
        from chalicelib.domain.article import Level
        from chalicelib.domain.organisation import Organisation
        from chalicelib.services.register_contact import register_contact

        roads = Organisation(ROADS, "Agentschap Wegen", Level.VLAAMS, email="wegen@diensten.1700.test")
        wiring.organisations().keep([roads])
        made = (_contact(self.fresh(), datetime.now(UTC)) for _ in range(count))
        return [register_contact(one, wiring.cases(), wiring.desk()).case for one in made]

    def _some(self, count: int) -> list[dict[str, Any]]:
        from chalicelib.stores.cases import CaseStore
        from chalicelib.stores.fake_table import FakeTable
        from chalicelib.stores.values import item_to_dynamo
        from chalicelib.stores.word_index import WordIndex

        table = FakeTable()
        cases, words = CaseStore(table), WordIndex(table, SECRET.encode())
        for _ in range(count):
            self._made += 1
            self._case(cases, words)
        return [item_to_dynamo(item) for item in table.items.values()]

    def _case(self, cases: Any, words: Any) -> None:
        from chalicelib.domain.agent import SYSTEM
        from chalicelib.domain.case import Change, Outcome, audited
        from chalicelib.domain.case_states import Action
        from chalicelib.domain.hours import default_calendar
        from chalicelib.services.close_case import closed
        from chalicelib.services.register_contact import Desk, register_contact

        at = datetime.now(UTC) - timedelta(days=100, seconds=self._made)
        contact = _contact(self._made, at)
        receipt = register_contact(contact, cases, Desk(SECRET.encode(), default_calendar(), at))
        if self._made <= SOUGHT:
            words.keep(receipt.case, contact.id, at, ("kastanjeboom", "voortuin"))
        if self._made == 1:
            self.known = (contact.sender.email, receipt.case)
        if self._made % 10 > 1:
            case = cases.head(receipt.case)
            after, event = audited(closed(case.after(Action.NOTE, at), Outcome.INFORMED, at), at, SYSTEM, "closed")
            cases.keep(Change(replace(after, owner="", owner_name=""), (event,)))

    def _write(self, items: list[dict[str, Any]]) -> None:
        for first in range(0, len(items), A_BATCH):
            asked = {TABLE: [{"PutRequest": {"Item": item}} for item in items[first : first + A_BATCH]]}
            while asked:
                asked = self._table.batch_write_item(RequestItems=asked)["UnprocessedItems"]


def _contact(number: int, at: datetime) -> Any:
    from chalicelib.domain import ids
    from chalicelib.domain.contact import Channel, Contact, Kind, Person

    key = f"filled-{number}"
    return Contact(
        id=ids.ulid(SECRET.encode(), at, key),
        key=key,
        channel=Channel.FORM,
        kind=Kind.QUESTION,
        received_at=at,
        sender=Person(name="Jan Janssens", email=f"jan.{number}@burger.test"),
        subject="Een boom omhakken",
        text=events.TEXT,
    )
