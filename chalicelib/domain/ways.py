"""By which roads something can be sent to a citizen, the best one first. Standard library only."""

from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel
from chalicelib.domain.outbox import MAIL, SMS
from chalicelib.domain.phones import gets_sms, same_number


def ways_to(case: Case) -> dict[str, str]:
    """Road -> address or number; empty where nothing can be sent. Who writes by SMS gets an SMS, others a mail."""
    ways = {}
    if case.sender.email:
        ways[MAIL] = case.sender.email
    if gets_sms(case.sender.phone):
        sms = {SMS: same_number(case.sender.phone)}
        ways = sms | ways if case.channel is Channel.SMS else ways | sms
    return ways
