"""A house for tests of the form and the own question: stores in memory, and a bucket that behaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.contact import FileRef, Kind, Requester
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.links import Holder, case_of_token
from chalicelib.services.add_to_case import Addition, add_to_case
from chalicelib.services.collect_files import collect_files
from chalicelib.services.erase_case import Shelves
from chalicelib.services.offer_upload import Reception
from chalicelib.services.open_question import trade_token
from chalicelib.services.register_contact import Desk, Receipt
from chalicelib.services.send_message import Message, send_message
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.limits import Limits
from chalicelib.stores.loose_files import LooseFiles
from chalicelib.stores.scans import ScanStore

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECRET = b"a secret of tests"
FACTS = {"text": "Waar kan ik een rijbewijs aanvragen?", "name": "An Peeters", "email": "an@example.be"}


class Bucket:
    """A files bucket in memory."""

    def __init__(self) -> None:
        self.objects: dict[str, int] = {}

    def post_form(self, key: str, *, most_bytes: int, type_: str, seconds: int, then: str = "") -> dict[str, Any]:
        return {"url": "https://files.test/", "fields": {"key": key, "policy": f"{most_bytes} {seconds} {then}"}}

    def under(self, prefix: str) -> list[tuple[str, int]]:
        return sorted((key, size) for key, size in self.objects.items() if key.startswith(prefix))

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)


class House:
    """Stores, a clock that stands still, and short ways to do what citizens do."""

    def __init__(self) -> None:
        self.table = FakeTable()
        self.cases, self.scans, self.limits = CaseStore(self.table), ScanStore(self.table), Limits(self.table)
        self.loose = LooseFiles(self.table)
        self.files: Any = Bucket()
        self.mails: Any = Bucket()
        self.desk = Desk(SECRET, default_calendar(), AT)

    def key(self, drawn: str = "ab" * 16, before: timedelta = timedelta(minutes=5)) -> FormKey:
        found = read_key(SECRET, write_key(SECRET, self.desk.at - before, drawn))
        assert found
        return found

    def message(self, **other: Any) -> Message:
        drawn = other.pop("drawn", "ab" * 16)
        facts = {**FACTS, **other.pop("facts", {})}
        made = Message(self.key(drawn), Kind.QUESTION, Requester.CITIZEN, facts, network="192.0.2.1")
        return replace(made, **other)

    def send(self, **other: Any) -> Receipt:
        return send_message(self.message(**other), self.cases, self.scans, self.limits, self.desk)

    def upload(self, drawn: str, *names: str) -> tuple[FileRef, ...]:
        """Files of a form, as they are after a browser put them into the bucket."""
        key = self.key(drawn)
        for place in range(len(names)):
            self.files.objects[f"{key.prefix(SECRET)}{place}"] = 10 + place
        return collect_files(key, dict(enumerate(names)), SECRET, self.files)

    def add(self, case: str, text: str = "Nog iets.", drawn: str = "cd" * 16, **other: Any) -> Receipt:
        addition = replace(Addition(self.key(drawn), text, "Aanvulling"), **other)
        return add_to_case(self.cases.head(case), addition, self.cases, self.scans, self.limits, self.desk)

    def holder(self, token: str) -> Holder:
        assert case_of_token(token)
        return trade_token(token, self.cases, self.desk.at)

    def later(self, time: timedelta) -> None:
        self.desk = replace(self.desk, at=self.desk.at + time)

    @property
    def shelves(self) -> Shelves:
        return Shelves(self.cases, self.scans, self.files, self.mails)

    @property
    def reception(self) -> Reception:
        return Reception(self.files, self.limits, self.loose)
