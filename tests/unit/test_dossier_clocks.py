"""The clocks of dossiers: terms by the directive and by data, and that no open dossier is ever without one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.clocks import begun, end_of, next_ring, read_deadlines, rung
from chalicelib.domain.integrity.dossier import Clock, ClockName, Dossier, Matter, Ring, Stay
from chalicelib.domain.integrity.phases import BY_MACHINE, ENDED, MAY, PHASES, WAITS_FOR_REPORTER, Act, Actor, Phase
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier
from tests.integrity_house import AT, SECRET, ConfidentialHouse

TERMS = read_deadlines("")
NUMBER = "I26123456789"


def _clock(dossier: Dossier, name: ClockName) -> Clock:
    return next(clock for clock in dossier.clocks if clock.name is name)


def _names(dossier: Dossier) -> set[ClockName]:
    return {clock.name for clock in dossier.clocks}


def test_directive() -> None:
    """A reporter hears within seven days that the report came in, and within three months of that what came of it."""
    house = ConfidentialHouse()
    head = house.registered().dossier
    assert _clock(head, ClockName.ACKNOWLEDGE).due_at == AT + timedelta(days=7)
    head = house.did(NUMBER, Act.ACKNOWLEDGE, Actor.MACHINE).dossier
    assert _names(head) == {ClockName.FEEDBACK}
    assert _clock(head, ClockName.FEEDBACK).due_at == datetime(2027, 2, 24, 10, tzinfo=UTC)


def test_six_months_with_reasons() -> None:
    """A service that gives its reasons has six months, counted from the same day as the three."""
    house = ConfidentialHouse()
    house.accepted()
    began = _clock(house.dossiers.head(NUMBER), ClockName.FEEDBACK).began_at
    head = house.did(NUMBER, Act.EXTEND, at=AT + timedelta(days=80), text="Er worden nog getuigen gehoord.").dossier
    feedback = _clock(head, ClockName.FEEDBACK)
    assert feedback.due_at == began.replace(year=2027, month=5)
    assert feedback.rings_at and feedback.rings_at > AT + timedelta(days=80)


def test_pause() -> None:
    """While the reporter is asked, the service's own clock stands still; the directive's runs on."""
    house = ConfidentialHouse()
    head = house.accepted().dossier
    left = _clock(head, ClockName.SERVICE).due_at - (AT + timedelta(days=10))
    feedback = _clock(head, ClockName.FEEDBACK).due_at
    asked = house.did(NUMBER, Act.ASK, at=AT + timedelta(days=10), text="Wanneer was dat?").dossier
    assert _clock(asked, ClockName.SERVICE).rings_at is None
    assert _clock(asked, ClockName.FEEDBACK).due_at == feedback
    told = house.did(NUMBER, Act.TELL, Actor.REPORTER, at=AT + timedelta(days=25), text="In mei.").dossier
    assert _clock(told, ClockName.SERVICE).due_at == AT + timedelta(days=25) + left
    assert _clock(told, ClockName.FEEDBACK).due_at == feedback
    assert ClockName.REPORTER not in _names(told)


def test_what_a_clock_says() -> None:
    """A clock warns at half, and 15 days before; on the day itself it escalates, and after it it says so every week."""
    head = Dossier(NUMBER, 1, Phase.ACKNOWLEDGED, Matter.REPORT, Channel.FORM, AT, "l", "")
    head = replace(
        head, clocks=(replace(begun(head, read_deadlines("acknowledge=90d"), AT)[0], name=ClockName.FEEDBACK),)
    )
    said = []
    while len(said) < 5:
        at = next_ring(head)
        assert at
        escalated = head.escalated
        head, rings = rung(head, TERMS, at)
        said += [((at - AT).days, ring, head.escalated and not escalated) for _, ring in rings]
    assert said == [
        (45, Ring.HALF, False),
        (75, Ring.SOON, False),
        (90, Ring.DUE, True),
        (97, Ring.LATE, False),
        (104, Ring.LATE, False),
    ]


@pytest.mark.parametrize(
    ("term", "began", "ends"),
    [
        ("3m", (2026, 11, 30), (2027, 2, 28)),
        ("3m", (2027, 11, 30), (2028, 2, 29)),
        ("6m", (2026, 8, 31), (2027, 2, 28)),
        ("3m", (2026, 10, 15), (2027, 1, 15)),
        ("7d", (2026, 12, 28), (2027, 1, 4)),
    ],
)
def test_months_of_the_calendar(term: str, began: tuple[int, int, int], ends: tuple[int, int, int]) -> None:
    """Months are those of the calendar: the same day, or the last one of its month (Regulation 1182/71, article 3)."""
    assert end_of(term, datetime(*began, tzinfo=UTC)) == datetime(*ends, tzinfo=UTC)


@pytest.mark.parametrize("text", ["feedback=3x", "feedback=0d", "tea=3d", "feedback=", "feedback=-3d", "feedback=3.5d"])
def test_terms_that_are_none(text: str) -> None:
    """A term that says nothing that can be counted is told when the function starts, not when a clock should ring."""
    with pytest.raises(ValueError, match="no terms"):
        read_deadlines(text)


@given(st.integers(1, 500), st.integers(0, 600))
def test_said_late_is_said_once(days: int, later: int) -> None:
    """Whatever a clock missed it says at once when it is rung, all of it, and never again."""
    head = Dossier(NUMBER, 1, Phase.ACKNOWLEDGED, Matter.REPORT, Channel.FORM, AT, "l", "")
    head = replace(head, clocks=begun(head, read_deadlines(f"acknowledge={days}d"), AT))
    at = AT + timedelta(days=later)
    head, first = rung(head, TERMS, at)
    assert rung(head, TERMS, at)[1] == ()
    rings = next_ring(head)
    assert rings and rings > at
    assert len({ring for _, ring in first}) == len(first)


class Lives(RuleBasedStateMachine):
    """Any life that the table of phases allows, with any time between two steps, and bells that ring early, late or never."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.steps = AT, 0
        head = Dossier(
            NUMBER, 1, Phase.REGISTERED, Matter.REPORT, Channel.FORM, AT, "l", "", stays=(Stay(Phase.REGISTERED, AT),)
        )
        self.head = replace(head, clocks=begun(head, TERMS, AT))
        self.feedback: datetime | None = None

    def _may(self) -> list[tuple[Act, Actor]]:
        acts = [act for phase, act in PHASES if phase is self.head.phase and act is not Act.ERASE]
        return [(act, actor) for act in acts for actor in Actor if act in MAY[actor]]

    @rule(data=st.data(), hours=st.integers(0, 24 * 60))
    def steps_on(self, data: st.DataObject, hours: int) -> None:
        act, actor = data.draw(st.sampled_from(self._may()))
        self.at += timedelta(hours=hours)
        self.steps += 1
        deed = Deed(act, actor, f"step {self.steps}", service="audit-vlaanderen" if act is Act.FORWARD else "")
        before = self.head
        self.head = step_dossier(DossierFile(before), deed, House(SECRET, TERMS, self.at)).dossier
        if act in (Act.ACKNOWLEDGE, Act.EXTEND) or self.head.phase in ENDED:
            self.feedback = next((one.due_at for one in self.head.clocks if one.name is ClockName.FEEDBACK), None)

    @rule(days=st.integers(0, 120))
    def rings(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.head, _ = rung(self.head, TERMS, self.at)

    @precondition(lambda self: self.head.phase in BY_MACHINE)
    @rule()
    def machine_goes_on(self) -> None:
        self.steps += 1
        deed = Deed(BY_MACHINE[self.head.phase], Actor.MACHINE, f"step {self.steps}", service="audit-vlaanderen")
        act = deed.act
        self.head = step_dossier(DossierFile(self.head), deed, House(SECRET, TERMS, self.at)).dossier
        if act is Act.ACKNOWLEDGE or self.head.phase in ENDED:
            self.feedback = next((one.due_at for one in self.head.clocks if one.name is ClockName.FEEDBACK), None)

    @invariant()
    def an_open_dossier_has_a_clock_that_runs(self) -> None:
        running = [clock for clock in self.head.clocks if clock.rings_at and clock.left is None]
        assert bool(running) == (self.head.phase not in ENDED)
        assert (next_ring(self.head) is None) == (self.head.phase in ENDED)

    @invariant()
    def the_directive_never_pauses(self) -> None:
        for clock in self.head.clocks:
            if clock.name in (ClockName.ACKNOWLEDGE, ClockName.FEEDBACK):
                assert clock.left is None
                assert clock.rings_at
            if clock.left is not None:
                assert self.head.phase in WAITS_FOR_REPORTER
        assert self.feedback == next(
            (one.due_at for one in self.head.clocks if one.name is ClockName.FEEDBACK), None
        ), "only an extension moves the term of the directive"

    @invariant()
    def a_phase_has_its_own_clock(self) -> None:
        assert (ClockName.REPORTER in _names(self.head)) == (self.head.phase in WAITS_FOR_REPORTER)


Lives.TestCase.settings = settings(deadline=None, max_examples=150, stateful_step_count=25)
test_lives = Lives.TestCase
test_lives.__doc__ = "No open dossier is ever without a clock that runs, and only reasons move the directive's terms."
