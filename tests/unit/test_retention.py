"""What was kept long enough ends and goes, by itself, and it is shown that nothing stays past its day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.case import Change, Outcome, audited
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Kind
from chalicelib.domain.hours import default_calendar
from chalicelib.errors import Busy
from chalicelib.services.close_case import RETENTION, Ending, close_case
from chalicelib.services.end_quiet_cases import A_TIME, end_quiet_cases
from chalicelib.services.erase_case import Shelves
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.retain_cases import past_retention, retain_cases
from chalicelib.stores.erasures import Erasures
from chalicelib.stores.scans import ScanStore
from tests.mail_out_house import AN, AT, LATER, House


class Shelf:
    """Objects by key; `away`: it does not answer."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.away = False

    def delete(self, key: str) -> None:
        if self.away:
            raise Busy("files")
        self.gone.append(key)


class Nights:
    """A house with what the night's work needs."""

    def __init__(self) -> None:
        self.house = House()
        self.mails = Shelf()
        self.erasures = Erasures(self.house.table)
        scans = ScanStore(self.house.table)
        self.shelves = Shelves(self.house.cases, scans, Shelf(), self.mails)  # type: ignore[arg-type]

    def ended(self, **more: object) -> str:
        case = self.house.register(**more).case  # type: ignore[arg-type]
        close_case(self.house.cases.head(case), Ending(Outcome.WITHDRAWN), AN, self.house.cases, LATER)
        return case

    def night(self, at: datetime, most: int = 1_000) -> int:
        left = iter(range(most))
        return retain_cases(self.shelves, self.erasures, at, lambda: next(left, None) is not None)

    def past(self, at: datetime) -> int:
        return past_retention(self.house.cases, self.erasures, at)


def quiet_night(house: House, at: datetime, most: int = 10_000) -> int:
    left = iter(range(most))
    return end_quiet_cases(house.cases, at, lambda: next(left, None) is not None)


@pytest.fixture
def nights() -> Nights:
    return Nights()


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_time(nights: Nights, kind: Kind) -> None:
    """A case is kept as long as its kind says after its end, and not a day longer."""
    case = nights.ended(kind=kind, original="inbound-mail/1")
    day = LATER + RETENTION[kind]
    assert nights.night(day - timedelta(seconds=1)) == 0
    assert nights.past(day) == 1
    assert nights.night(day) == 1
    assert nights.past(day) == 0
    file = nights.house.cases.open(case)
    assert (file.case.status, file.contacts, file.notices) == (Status.ERASED, (), ())
    assert nights.mails.gone == ["inbound-mail/1"]
    assert "ann@burger.test" not in str(nights.house.table.items)


def test_opened_again(nights: Nights) -> None:
    """A case that was opened again is not erased on the day that it had before."""
    case = nights.ended()
    reopen_case(nights.house.cases.head(case), AN, nights.house.cases, default_calendar(), LATER)
    late = LATER + timedelta(days=4_000)
    assert nights.past(late) == 0
    assert nights.night(late) == 0
    assert nights.house.cases.head(case).status is Status.REOPENED


def test_no_time_left(nights: Nights) -> None:
    """What does not fit in one night is counted, and goes the next."""
    for number in range(5):
        nights.ended(key=f"key-{number}")
    late = LATER + timedelta(days=4_000)
    assert nights.night(late, most=2) == 2
    assert nights.past(late) == 3
    assert nights.night(late) == 3
    assert nights.past(late) == 0


def test_something_is_busy(nights: Nights) -> None:
    """What cannot be erased now stays whole for the next night; the rest goes."""
    nights.ended(key="mail", original="inbound-mail/1")
    nights.ended(key="form")
    nights.mails.away = True
    late = LATER + timedelta(days=4_000)
    assert nights.night(late) == 1
    assert nights.past(late) == 1
    nights.mails.away = False
    assert nights.night(late) == 1
    assert nights.past(late) == 0


def test_quiet_answers_end(nights: Nights) -> None:
    """An answered case to which nobody came back ends by itself, and is then erased in time."""
    house = nights.house
    case = house.register(tell=None).case
    house.answer(case)
    assert quiet_night(house, AT + timedelta(days=59)) == 0
    assert quiet_night(house, AT + timedelta(days=61)) == 1
    after = house.cases.head(case)
    assert (after.status, after.outcome) == (Status.CLOSED, Outcome.ANSWERED)
    assert nights.night(AT + timedelta(days=61) + RETENTION[Kind.QUESTION]) == 1


def test_very_many_quiet_answers(nights: Nights) -> None:
    """All that is quiet ends in one night, however much it is, as far as there is time; the rest the next night."""
    house, late = nights.house, AT + timedelta(days=61)
    for number in range(A_TIME + 30):
        house.answer(house.register(tell=None, key=f"key-{number}").case)
    assert quiet_night(house, late, most=10) == 10
    assert quiet_night(house, late) == A_TIME + 20
    assert quiet_night(house, late) == 0


def test_a_quiet_case_that_is_busy(nights: Nights) -> None:
    """A case that cannot be changed now waits for the next night, and does not keep the others from ending."""
    house, late = nights.house, AT + timedelta(days=61)
    numbers = [house.register(tell=None, key=f"key-{number}").case for number in range(3)]
    for number in numbers:
        house.answer(number)
    keep = house.cases.keep

    def busy(*changes: Change) -> None:
        if changes[0].case.id == numbers[0]:
            raise Busy("table")
        keep(*changes)

    house.cases.keep = busy  # type: ignore[method-assign]
    assert quiet_night(house, late) == 2
    house.cases.keep = keep  # type: ignore[method-assign]
    assert quiet_night(house, late) == 1


def test_what_was_kept_apart_ends(nights: Nights) -> None:
    """A mail that was kept apart and that nobody let in ends as spam."""
    house = nights.house
    case = house.register(tell=None).case
    head = house.cases.head(case)
    after, event = audited(replace(head, apart="spam", version=2), AT, "system", "kept_apart")
    house.cases.keep(Change(after, (event,)))
    assert quiet_night(house, AT + timedelta(days=29)) == 0
    assert quiet_night(house, AT + timedelta(days=31)) == 1
    assert house.cases.head(case).outcome is Outcome.SPAM


def test_what_waits_for_us_stays(nights: Nights) -> None:
    """A question that nobody answered yet never ends by itself."""
    case = nights.house.register().case
    assert quiet_night(nights.house, AT + timedelta(days=4_000)) == 0
    assert nights.house.cases.head(case).status is Status.NEW
