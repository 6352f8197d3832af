"""Figures of dossiers: none under five, also not by subtraction; times and results as they were."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.dossier import Breach, Dossier, Matter, Outcome, Stay
from chalicelib.domain.integrity.phases import Phase
from chalicelib.domain.integrity.services import services
from chalicelib.domain.integrity.statistics import LEAST, Figures, figures, hide, result_of
from tests.integrity_house import AT

CODES = list(services())
HEAD = Dossier("I1", 1, Phase.CLOSED, Matter.REPORT, Channel.FORM, AT, "", "")
heads = st.builds(
    Dossier,
    id=st.just("I1"),
    version=st.just(1),
    phase=st.sampled_from(Phase),
    matter=st.sampled_from([*Matter, Matter.REPORT]),
    channel=st.sampled_from([Channel.FORM, Channel.PHONE]),
    opened_at=st.just(AT),
    locator=st.just(""),
    code=st.just(""),
    breach=st.sampled_from(Breach),
    whistleblower=st.booleans(),
    service=st.sampled_from(["", *CODES, "removed since"]),
    outcome=st.sampled_from([None, *Outcome]),
    stays=st.sampled_from([(), (Stay(Phase.INVESTIGATING, AT),)]),
)


def of(dossiers: list[Dossier], year: int = 2026) -> Figures:
    return figures(dossiers, year, CODES)


@given(st.lists(heads, max_size=80))
def test_none_under_five(dossiers: list[Dossier]) -> None:
    """Whatever the dossiers: no number under five is told, and what is left of a total is none or five or more, of two rows
    at least."""
    found = of(dossiers)
    numbers = [found.reports, found.questions, *(one for table in found.tables for one in table.rows.values())]
    assert not [one for one in numbers if one is not None and one < LEAST]
    for table in found.tables:
        hidden = [name for name, count in table.rows.items() if count is None]
        if table.total is None:
            assert len(hidden) == len(table.rows)
        else:
            left = table.total - sum(count or 0 for count in table.rows.values())
            assert not hidden or (len(hidden) > 1 and left >= LEAST)
            assert hidden or left == 0


PARENTS = {"course_ordinary": ("route", "ordinary"), "course_whistleblower": ("route", "whistleblower")}


@given(st.lists(heads, max_size=80))
def test_tables_do_not_overlap(dossiers: list[Dossier]) -> None:
    """Every table counts all reports, or those of one row that is told, and no two count others that overlap."""
    found = {table.name: table for table in of(dossiers).tables}
    reports = sum(one.matter is Matter.REPORT for one in dossiers)
    assert ("course_all" in found) is not ("course_ordinary" in found)
    for name, table in found.items():
        begun, _, group = name.rpartition("_")
        parent, row = PARENTS.get(name) or (f"course_{group}" if "begun" in begun else "", begun)
        if parent:
            assert table.total == found[parent].rows[row] is not None
        elif table.total is not None:
            assert table.total == reports


@pytest.mark.parametrize("rows", [2, 3, 4, 5])
def test_not_by_knowing_the_rule(rows: int) -> None:
    """Of all tables that would be told alike, every row that is not told has several values: knowing how it is done, nobody
    computes one."""
    alike = defaultdict(list)
    for counts in product(range({2: 12, 3: 11, 4: 9, 5: 7}[rows]), repeat=rows):
        if sum(counts) >= LEAST:
            said = hide(dict(zip("abcde", counts, strict=False)))
            alike[sum(counts), tuple(said.items())].append(counts)
    for (_, said), tables in alike.items():
        for place, (_, count) in enumerate(said):
            if count is None:
                assert len({table[place] for table in tables}) > 1, (said, tables)


def test_results() -> None:
    """A report that was withdrawn while it was investigated is told apart; one of another year is not counted."""
    investigated = (Stay(Phase.INVESTIGATING, AT),)
    withdrawn = replace(HEAD, outcome=Outcome.WITHDRAWN)
    assert result_of(withdrawn) == "withdrawn"
    assert result_of(replace(withdrawn, stays=investigated)) == "withdrawn_late"
    assert result_of(replace(HEAD, stays=investigated)) == "investigating"
    assert result_of(HEAD) == "waiting"
    assert of([HEAD] * 9, 2025).reports is None
    new_year = replace(HEAD, opened_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert of([new_year] * 9, 2027).reports == 9


def test_days() -> None:
    """The median of days in a phase counts stays that ended, of five dossiers on, however often one came there."""
    stays = [(Stay(Phase.CHECKING, AT), Stay(Phase.CONCLUDED, AT + timedelta(days=days))) for days in (1, 2, 30, 4, 3)]
    dossiers = [replace(HEAD, stays=one) for one in stays]
    assert of(dossiers).days[Phase.CHECKING] == 3
    assert of(dossiers[:4]).days[Phase.CHECKING] is None
    assert of(dossiers).days[Phase.CONCLUDED] is None
    one_of_them = replace(HEAD, stays=tuple(stay for pair in stays for stay in pair))
    assert of([one_of_them, *dossiers[:3]]).days[Phase.CHECKING] is None


def test_whistleblowers() -> None:
    """Investigations begun on reports of whistleblowers are told, and what came of them."""
    founded = replace(HEAD, whistleblower=True, outcome=Outcome.FOUNDED, stays=(Stay(Phase.INVESTIGATING, AT),))
    others = [replace(founded, outcome=one, stays=()) for one in (Outcome.UNFOUNDED, Outcome.WITHDRAWN, None)] * 5
    partly = [replace(founded, outcome=Outcome.PARTLY)] * 9
    found = {one.name: one for one in of([*[founded] * 8, *partly, *others, *[HEAD] * 5]).tables}
    assert found["course_whistleblower"].rows == {"begun": 17, "not_begun": 15}
    assert found["not_begun_whistleblower"].rows == {"waiting": 5, "unfounded": 5, "withdrawn": 5}
    assert found["begun_whistleblower"].rows["partly"] == 9
    assert found["begun_whistleblower"].rows["founded"] is None  # the others are none
