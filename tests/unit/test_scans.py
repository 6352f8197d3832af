"""What scanners say of files."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.contact import SCANS, Channel, Contact, FileRef, Kind, Person, Scan
from chalicelib.domain.hours import default_calendar
from chalicelib.errors import Busy, NotAllowed, NotPossibleNow, Rejected
from chalicelib.services.register_contact import Desk, register_contact
from chalicelib.services.release_file import release_file
from chalicelib.services.take_scan_result import take_scan_result
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.scans import ScanStore

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
DESK = Desk(b"secret", default_calendar(), AT)
FILE = FileRef("F1", "form/abc/0", "brief.pdf", "application/pdf", 12)
SAM = Agent("sam", "Sam", frozenset({Role.AGENT, Role.SUPERVISOR}))
SAID = {"NO_THREATS_FOUND": Scan.CLEAN, "THREATS_FOUND": Scan.INFECTED, "UNSUPPORTED": Scan.UNREADABLE}


def contact(key: str = "k") -> Contact:
    return Contact("0" * 10 + "A" * 16, key, Channel.FORM, Kind.QUESTION, AT, Person(), "", "Vraag", files=(FILE,))


class House:
    """The stores of one test."""

    def __init__(self) -> None:
        table = FakeTable()
        self.cases, self.scans = CaseStore(table), ScanStore(table)

    def register(self, key: str = "k") -> str:
        case = register_contact(contact(key), self.cases, DESK).case
        self.scans.attach(case, FILE)
        return case

    def say(self, said: str, version: str = "v1") -> None:
        take_scan_result(FILE.key, version, said, self.scans, AT)

    def file(self, case: str) -> FileRef:
        (file,) = self.cases.open(case).files
        return file


@pytest.mark.parametrize("said", SAID)
def test_result_after_case(said: str) -> None:
    """A result that comes after the case reaches its file."""
    house = House()
    case = house.register()
    house.say(said)
    assert (house.file(case).scan, house.file(case).version) == (SAID[said], "v1")


@pytest.mark.parametrize("said", SAID)
def test_result_before_case(said: str) -> None:
    """A result that comes before the case reaches its file."""
    house = House()
    house.say(said)
    assert house.file(house.register()).scan is SAID[said]


STEPS = some.lists(some.sampled_from([*SAID, "attach"]), max_size=8)


@given(STEPS)
def test_any_order(steps: list[str]) -> None:
    """In whatever order and however often results and the case come, the worst result stands."""
    house = House()
    case = register_contact(contact(), house.cases, DESK).case
    for step in steps:
        house.scans.attach(case, FILE) if step == "attach" else house.say(step)
    house.scans.attach(case, FILE)
    order = [Scan.WAITING, Scan.CLEAN, Scan.UNREADABLE, Scan.INFECTED]
    worst = max([Scan.WAITING, *(SAID[step] for step in steps if step in SAID)], key=order.index)
    assert house.file(case).scan is worst


def test_every_case_of_a_file() -> None:
    """A file that two cases have is told to both, and is gone only when neither has it."""
    house = House()
    one, two = house.register("one"), house.register("two")
    house.say("THREATS_FOUND")
    assert house.file(one).scan is house.file(two).scan is Scan.INFECTED
    assert house.scans.forget(one, FILE.key)
    assert not house.scans.forget(two, FILE.key)


def test_scan_that_failed() -> None:
    """A scan that did not happen leaves the file waiting and is set aside for an operator."""
    house = House()
    case = house.register()
    with pytest.raises(Busy):
        house.say("FAILED")
    assert house.file(case).scan is Scan.WAITING


def test_release() -> None:
    """A supervisor releases a file that waits, and the audit trail says who."""
    house = House()
    case = house.register()
    release_file(case, FILE.id, " Gezien bij de afzender. ", SAM, house.cases, house.scans, AT)
    opened = house.cases.open(case)
    assert (opened.files[0].scan, opened.files[0].reason) == (Scan.RELEASED, "Gezien bij de afzender.")
    assert (opened.audit[-1].actor, opened.audit[-1].what) == ("sam", "file_released")


def test_release_needs() -> None:
    """Nobody but a supervisor releases a file, never without a reason, and never one with a threat."""
    house = House()
    case = house.register()
    with pytest.raises(NotAllowed):
        release_file(case, FILE.id, "reden", Agent("an", "An"), house.cases, house.scans, AT)
    for reason in (" ", "x" * 501):
        with pytest.raises(Rejected):
            release_file(case, FILE.id, reason, SAM, house.cases, house.scans, AT)
    house.say("THREATS_FOUND")
    with pytest.raises(NotPossibleNow):
        release_file(case, FILE.id, "reden", SAM, house.cases, house.scans, AT + timedelta(hours=1))


def test_threat_ends_a_release() -> None:
    """A threat that is found after a release takes the release back."""
    house = House()
    case = house.register()
    release_file(case, FILE.id, "reden", SAM, house.cases, house.scans, AT)
    house.say("THREATS_FOUND")
    assert house.file(case).scan is Scan.INFECTED


def test_table_names_every_state() -> None:
    """The table of what may follow names every state of a scan."""
    assert set(SCANS) == set(Scan)
