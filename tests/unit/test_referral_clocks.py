"""The clocks of a referral: reminders and signs on working days of the organisation, and never none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.referral import Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import Bell, bell_of, calendar_of, due_date, resumed, rung, wound
from tests.unit.test_referral_links import REFERRAL

MONDAY = datetime(2026, 11, 23, 11, tzinfo=UTC)
DUE = due_date(MONDAY, 5, ())


def bells(referral: Referral, count: int) -> list[tuple[Bell, date]]:
    """What rings, and on which day, when nobody says anything."""
    heard = []
    for _ in range(count):
        assert referral.next_at is not None
        heard.append((bell_of(referral), referral.next_at.astimezone(BRUSSELS).date()))
        referral = rung(referral, referral.next_at)
    return heard


def test_silence() -> None:
    """A reminder before and one after the due date, a sign to the agent, one to a supervisor, and again each week."""
    assert datetime(2026, 11, 30, 17, tzinfo=BRUSSELS) == DUE
    referral = wound(replace(REFERRAL, due_at=DUE, made_at=MONDAY), MONDAY)
    assert bells(referral, 6) == [
        (Bell.REMIND_BEFORE, date(2026, 11, 27)),
        (Bell.REMIND_AFTER, date(2026, 12, 1)),
        (Bell.SIGN_TO_AGENT, date(2026, 12, 2)),
        (Bell.SIGN_TO_SUPERVISOR, date(2026, 12, 4)),
        (Bell.SIGN_TO_SUPERVISOR, date(2026, 12, 11)),
        (Bell.SIGN_TO_SUPERVISOR, date(2026, 12, 18)),
    ]


def test_closing_days() -> None:
    """Days on which the organisation is closed do not count, nor public holidays."""
    closed = ("2026-12-24/2027-01-03",)
    assert due_date(datetime(2026, 12, 22, 12, tzinfo=UTC), 2, closed) == datetime(2027, 1, 4, 17, tzinfo=BRUSSELS)
    assert not calendar_of(("2026-11-24",)).is_working_day(date(2026, 11, 24))
    assert not calendar_of(()).is_working_day(date(2026, 12, 25))
    assert calendar_of(()).is_working_day(date(2026, 11, 2))  # 1700 is closed then, others are not


def test_a_short_term() -> None:
    """What is due tomorrow gets no reminder before that."""
    referral = wound(replace(REFERRAL, due_at=due_date(MONDAY, 1, ())), MONDAY)
    assert bell_of(referral) is Bell.REMIND_AFTER


def test_asked() -> None:
    """Who was asked something is reminded; then the agent and a supervisor hear of it."""
    referral = wound(replace(REFERRAL, state=ReferralState.ASKED, due_at=DUE), MONDAY)
    assert bells(referral, 3) == [
        (Bell.REMIND_ASKED, date(2026, 11, 30)),
        (Bell.SIGN_TO_AGENT, date(2026, 12, 2)),
        (Bell.SIGN_TO_SUPERVISOR, date(2026, 12, 7)),
    ]


def test_told() -> None:
    """A department that was told what it asked has two working days at least."""
    late = DUE + timedelta(days=3)
    referral = resumed(replace(REFERRAL, state=ReferralState.ACCEPTED, due_at=DUE), late)
    assert referral.due_at == due_date(late, 2, ())
    assert referral.next_at is not None and referral.next_at > late


def test_ended() -> None:
    """Where nothing is to come, no clock runs."""
    for state in ReferralState:
        referral = wound(replace(REFERRAL, state=state, next_at=MONDAY), MONDAY)
        assert (referral.next_at is not None) == (
            state in (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.ASKED)
        )


@given(
    st.integers(0, 700 * 24).map(lambda hours: MONDAY + timedelta(hours=hours)),
    st.integers(1, 30),
    st.lists(st.integers(0, 500), max_size=10),
    st.sampled_from([ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.ASKED]),
)
def test_the_clock_goes_forward(at: datetime, days: int, late: list[int], state: ReferralState) -> None:
    """Whenever a bell is heard, however late, the next one is later."""
    referral = wound(replace(REFERRAL, state=state, due_at=due_date(at, days, ())), at)
    for hours in late:
        assert referral.next_at is not None
        heard = referral.next_at + timedelta(hours=hours)
        referral = rung(referral, heard)
        assert referral.next_at is not None and referral.next_at > heard


def test_reminding_ends_nothing() -> None:
    """A reminder leaves the referral as it stands."""
    assert REFERRAL.after(Step.REMIND).state is ReferralState.SENT
