"""By which roads something can be brought to a citizen, the best one first. Standard library only."""

from collections.abc import Iterable

from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel, Person
from chalicelib.domain.outbox import BY_HAND, LETTER, LOST, MAIL, PHONE, SMS, Notice, State, Template
from chalicelib.domain.phones import can_be_called, gets_sms, same_number


def ways_to(case: Case) -> dict[str, str]:
    """Road -> address or number of what is sent by itself; empty where nothing can be. The road that somebody prefers
    comes first; else who writes by SMS gets an SMS, others a mail."""
    return {road: to for road, to in roads_to(case).items() if road not in BY_HAND}


def writes_itself(case: Case) -> bool:
    """Whether what others write can go to the citizen by itself: not where he wants a call or a letter, nor where there is
    no road."""
    return next(iter(roads_to(case)), LETTER) not in BY_HAND


def roads_to(case: Case) -> dict[str, str]:
    """The same for an answer, with what an agent does by hand: call back, or print and post."""
    sender = case.sender
    roads = {MAIL: sender.email} if sender.email else {}
    if gets_sms(sender.phone):
        sms = {SMS: same_number(sender.phone)}
        roads = sms | roads if case.channel is Channel.SMS else roads | sms
    if can_be_called(sender.phone):
        roads[PHONE] = sender.phone
    if sender.address:
        roads[LETTER] = address_of(sender)
    first = {road: to for road, to in roads.items() if road == sender.prefers}
    return first | roads


def address_of(sender: Person) -> str:
    """A postal address in one line."""
    return " ".join(part for part in (*sender.address.split(), sender.postal_code) if part)


def by_hand(notices: Iterable[Notice]) -> tuple[str, ...]:
    """By which roads something still waits for an agent's hand."""
    return tuple(sorted({one.by for one in notices if one.state is State.TO_DO}))


def other_roads(case: Case, notices: Iterable[Notice]) -> dict[str, str]:
    """By which roads an answer (all its notices) can go again; empty where one of them is on its way, or arrived."""
    told = [one for one in notices if one.template is Template.ANSWER]
    if not told or any(one.state not in LOST for one in told):
        return {}
    tried = {one.by for one in told}
    return {road: to for road, to in roads_to(case).items() if road not in tried}
