"""The clocks of a referral: nobody waits for ever. Standard library only.

While a department is to answer: a reminder one working day before the due date and one the day after, then a sign to the
agent, then to a supervisor, who hears it again each week. While the department waits for an answer itself: a reminder to
who was asked, then the same signs. Working days are those of the organisation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import BRUSSELS, Calendar, add_working_days, days_between, due_after_working_days
from chalicelib.domain.referral import OPEN, Referral, ReferralState

OFFICE_HOURS: Final = (time(9), time(17))
AGAIN: Final = 5  # working days after which a supervisor hears of the same silence again
LEAST_LEFT: Final = 2  # working days that a department has at least, once what it asked was told


class Bell(StrEnum):
    """What a clock says when it rings."""

    REMIND_BEFORE = "remind_before"
    REMIND_AFTER = "remind_after"
    REMIND_ASKED = "remind_asked"  # who was asked something, and does not answer
    SIGN_TO_AGENT = "sign_to_agent"
    SIGN_TO_SUPERVISOR = "sign_to_supervisor"


# Working days, counted from the due date or, where the department waits for an answer, from the moment of asking.
TO_ANSWER: Final = (
    (Bell.REMIND_BEFORE, -1),
    (Bell.REMIND_AFTER, 1),
    (Bell.SIGN_TO_AGENT, 2),
    (Bell.SIGN_TO_SUPERVISOR, 4),
)
TO_TELL: Final = ((Bell.REMIND_ASKED, 5), (Bell.SIGN_TO_AGENT, 7), (Bell.SIGN_TO_SUPERVISOR, 10))
BELLS: Final[Mapping[ReferralState, tuple[tuple[Bell, int], ...]]] = {
    ReferralState.SENT: TO_ANSWER,
    ReferralState.ACCEPTED: TO_ANSWER,
    ReferralState.ASKED: TO_TELL,
}

SIGNS: Final = {Bell.SIGN_TO_AGENT: Flag.SILENT, Bell.SIGN_TO_SUPERVISOR: Flag.ESCALATED}
SILENCE: Final = frozenset(SIGNS.values())


def calendar_of(closing_days: tuple[str, ...]) -> Calendar:
    """The working days of an organisation: days (2026-12-24) or spans (2026-12-24/2027-01-03), beside public holidays."""
    days = {day: "organisation" for span in closing_days for day in _days(span)}
    return Calendar(opens=OFFICE_HOURS[0], closes=OFFICE_HOURS[1], dates=days)


def due_date(at: datetime, days: int, closing_days: tuple[str, ...]) -> datetime:
    """Until when an organisation is in time that is asked at this moment and has so many working days (1 or more)."""
    return due_after_working_days(at, days, calendar_of(closing_days))


def wound(referral: Referral, at: datetime) -> Referral:
    """The referral with the clock of its state started at this moment; a bell whose time is over does not ring."""
    if referral.state not in OPEN:
        return replace(referral, next_at=None, rung=0)
    since = at if referral.state is ReferralState.ASKED else referral.due_at
    times = [_shifted(since, days, referral) for _, days in BELLS[referral.state]]
    over = sum(one <= at for one in times[:-1])
    return replace(referral, next_at=max(times[over], at), rung=over)


def resumed(referral: Referral, at: datetime) -> Referral:
    """The referral once what its department asked was told: it has some working days left, and the clock runs again."""
    least = due_date(at, LEAST_LEFT, referral.closing_days)
    return wound(replace(referral, due_at=max(referral.due_at, least)), at)


def bell_of(referral: Referral) -> Bell:
    """What the clock that runs will say. Only for an open referral."""
    bells = BELLS[referral.state]
    return bells[min(referral.rung, len(bells) - 1)][0]


def too_early(referral: Referral, at: datetime) -> bool:
    """Whether a clock that runs out now was only to end with its case, which was opened again since."""
    bells = BELLS[referral.state]
    days = bells[min(referral.rung, len(bells) - 1)][1]
    return bells is TO_ANSWER and referral.rung < len(bells) and _shifted(referral.due_at, days, referral) > at


def signs_of(referrals: Iterable[Referral]) -> frozenset[str]:
    """What an agent must notice of the silence on a case's referrals: SILENT, and ESCALATED where a supervisor was told."""
    told = {bell for one in referrals if one.state in OPEN for bell, _ in BELLS[one.state][: one.rung]}
    return frozenset(flag for bell, flag in SIGNS.items() if bell in told)


def rung(referral: Referral, at: datetime) -> Referral:
    """The referral after its bell rang: the next one, and after the last one the same again each week."""
    bells = BELLS[referral.state]
    done = referral.rung + 1
    if done >= len(bells):
        return replace(referral, rung=len(bells), next_at=_shifted(at, AGAIN, referral))
    gap = bells[done][1] - bells[done - 1][1]
    since = referral.next_at or at
    next_at = (
        _shifted(referral.due_at, bells[done][1], referral) if bells is TO_ANSWER else _shifted(since, gap, referral)
    )
    return replace(referral, rung=done, next_at=max(next_at, at + timedelta(hours=1)))


def _shifted(moment: datetime, days: int, referral: Referral) -> datetime:
    """The opening of the day that comes so many working days after (below zero: before) the day of a moment."""
    calendar = calendar_of(referral.closing_days)
    day = moment.astimezone(BRUSSELS).date()
    day = add_working_days(day, days, calendar) if days >= 0 else _back(day, -days, calendar)
    return datetime.combine(day, calendar.opens, tzinfo=BRUSSELS)


def _back(day: date, count: int, calendar: Calendar) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def _days(span: str) -> Iterator[date]:
    first, _, last = span.partition("/")
    return days_between(date.fromisoformat(first), date.fromisoformat(last or first))
