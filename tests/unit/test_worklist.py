"""The worklist: what is asked for, page by page, and what is done to the cases of it."""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.backoffice.desk.wanted import Order, Wanted, Whose, wanted_of
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel, Kind
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.worklist import Worklist
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.snooze_case import LONGEST, snooze_case, until_of, wake_case
from tests.unit.desk_house import AN, AT, SAM, SECRET, House

WANTED = some.builds(
    Wanted,
    lijst=some.sampled_from(Worklist),
    wie=some.none() | some.sampled_from(Whose),
    soort=some.none() | some.sampled_from(Kind),
    kanaal=some.none() | some.sampled_from(Channel),
    vlag=some.none() | some.sampled_from(Flag),
    laat=some.booleans(),
    volgorde=some.none() | some.sampled_from(Order),
    na=some.just("") | some.just("2026-11-23T10:00:00.000000Z#26123456789"),
)


@given(WANTED)
def test_address(wanted: Wanted) -> None:
    """An address says exactly which list is asked for."""
    assert wanted_of(dict(parse_qsl(wanted.query))) == wanted


@given(
    some.dictionaries(
        some.sampled_from(["lijst", "wie", "soort", "kanaal", "vlag", "laat", "volgorde", "na"]), some.text()
    )
)
def test_any_address(query: dict[str, str]) -> None:
    """Whatever an address says, it asks for some list, and nothing of it comes back that is no code of ours."""
    wanted = wanted_of(query)
    assert wanted.lijst in Worklist
    assert wanted.href().startswith("/desk")


def filled_house() -> House:
    house = House()
    for number in range(70):
        kind, channel = list(Kind)[number % 4], list(Channel)[number % 6]
        flags = frozenset({Flag.DISTRESS} if number % 9 == 0 else ())
        case = house.register(number, at=AT - timedelta(hours=number), kind=kind, channel=channel, flags=flags)
        if number % 5 == 0:
            claim_case(case, AN, house.cases, AT)
    return house


HOUSE = filled_house()


@settings(max_examples=40)
@given(WANTED, some.integers(1, 30))
def test_pages(wanted: Wanted, limit: int) -> None:
    """Page after page gives every case that fits once, in the order of the list, however long the pages are."""
    all_cases = [HOUSE.cases.head(item["id"]) for (_, sk), item in HOUSE.table.items.items() if sk == "#META"]
    owner = AN.id if wanted.wie is Whose.MINE else ""
    expected = [one for one in all_cases if wanted.fits(one, AT) and (not owner or one.owner == owner)]
    expected.sort(key=lambda one: (one.due_at, one.id), reverse=wanted.volgorde is not None)
    expected = expected if wanted.lijst is Worklist.TODO else []
    assert [one.id for one in pages(HOUSE, wanted, limit, owner)] == [one.id for one in expected]


def pages(house: House, wanted: Wanted, limit: int, owner: str) -> list[Case]:
    found: list[Case] = []
    mark = ""
    while True:
        cases, mark = house.worklists.page(
            wanted.lijst,
            lambda case: wanted.fits(case, AT),
            limit=limit,
            owner=owner,
            after=mark,
            backwards=wanted.volgorde is not None,
        )
        assert len(cases) <= limit
        found += cases
        if not mark:
            return found


def test_one_query() -> None:
    """A page of a list without filters is one query."""
    HOUSE.table.calls.clear()
    HOUSE.worklists.page(Worklist.TODO, lambda _: True, limit=25)
    assert HOUSE.table.calls == ["query"]


def test_mark_of_somebody_else() -> None:
    """A mark that is none of ours shows the beginning."""
    first, _ = HOUSE.worklists.page(Worklist.TODO, lambda _: True, limit=3)
    for mark in ("x", "2026#1", "'; drop", "2026-11-23T10:00:00.000000Z#2612345678"):
        assert HOUSE.worklists.page(Worklist.TODO, lambda _: True, limit=3, after=mark)[0] == first


def test_claim() -> None:
    """Who claims a case has it; a colleague does not get it unasked, and the trail tells who took what from whom."""
    house = House()
    case = house.register()
    claim_case(case, AN, house.cases, AT)
    mine = house.cases.head(case.id)
    assert (mine.owner, mine.owner_name) == (AN.id, AN.name)
    claim_case(mine, AN, house.cases, AT)
    assert house.cases.head(case.id) == mine
    with pytest.raises(NotPossibleNow):
        claim_case(mine, SAM, house.cases, AT)
    claim_case(mine, SAM, house.cases, AT, take_over=True)
    file = house.cases.open(case.id)
    assert file.case.owner == SAM.id
    assert [(one.actor, one.what, one.detail) for one in file.audit[1:]] == [
        (AN.id, "claimed", {}),
        (SAM.id, "claimed", {"from": AN.id}),
    ]
    assert first_break(file.audit) is None


def test_two_claim_at_once() -> None:
    """Of two who claim the same case at once, one has it and the other is told."""
    house = House()
    seen = house.register()
    claim_case(seen, AN, house.cases, AT)
    with pytest.raises(ChangedMeanwhile):
        claim_case(seen, SAM, house.cases, AT)
    assert house.cases.head(seen.id).owner == AN.id


def test_give_back() -> None:
    """Who gives a case back lets everybody take it; nobody gives back a colleague's case."""
    house = House()
    case = house.register()
    claim_case(case, AN, house.cases, AT)
    with pytest.raises(NotPossibleNow):
        give_back_case(house.cases.head(case.id), SAM, house.cases, AT)
    give_back_case(house.cases.head(case.id), AN, house.cases, AT)
    free = house.cases.head(case.id)
    assert (free.owner, free.owner_name) == ("", "")
    give_back_case(free, AN, house.cases, AT)
    assert house.cases.head(case.id) == free


def listed(house: House, which: Worklist) -> list[str]:
    return [case.id for case in house.worklists.page(which, lambda _: True, limit=9)[0]]


def test_snooze() -> None:
    """A case that is put off leaves the list until it is woken, and its due time stays."""
    house = House()
    case = house.register()
    snooze_case(case, AT + timedelta(days=2), AN, house.cases, AT)
    assert (listed(house, Worklist.TODO), listed(house, Worklist.SNOOZED)) == ([], [case.id])
    asleep = house.cases.head(case.id)
    assert asleep.due_at == case.due_at
    wake_case(asleep, "system", house.cases, AT)
    awake = house.cases.head(case.id)
    assert listed(house, Worklist.TODO) == [case.id]
    wake_case(awake, "system", house.cases, AT)
    assert house.cases.head(case.id) == awake


@given(some.datetimes(AT.replace(tzinfo=None) - timedelta(days=90), AT.replace(tzinfo=None) + timedelta(days=90)))
def test_snooze_until(naive: datetime) -> None:
    """A case is put off to a coming moment within sixty days, or not at all."""
    house, until = House(), naive.replace(tzinfo=AT.tzinfo)
    case = house.register()
    if AT < until <= AT + LONGEST:
        snooze_case(case, until, AN, house.cases, AT)
        assert house.cases.head(case.id).snoozed_until == until
    else:
        with pytest.raises(Rejected):
            snooze_case(case, until, AN, house.cases, AT)


def test_snooze_what_does_not_wait() -> None:
    """A case that was answered is not put off."""
    house = House()
    case = house.register()
    answer_case(case, Draft(case.version, "Antwoord"), AN, house.cases, SECRET, AT)
    with pytest.raises(NotPossibleNow):
        snooze_case(house.cases.head(case.id), AT + timedelta(days=1), AN, house.cases, AT)


@given(some.text())
def test_any_day(text: str) -> None:
    """Whatever is typed as a day is a day's opening or refused in words."""
    try:
        assert until_of(text, default_calendar()).hour == 9
    except Rejected as error:
        assert error.fields == {"until": "desk.error.until_missing"}
