"""Processor time of one contact, warm: register, hand over, send, from the form's event to the mail that SES is given.

AWS says yes in this process, below botocore, and its time is taken off: botocore with its serialisation and signatures is
in. The reference is the same calls, with the same arguments, by bare botocore.
"""

import os
from time import process_time
from typing import Any

from tests.bench import events
from tests.bench.house import SECRET, Calls, context, function_environment
from tests.bench.report import progress, show
from tests.bench.yes import Yes

WARM_UP, CONTACTS, ROUNDS = 100, 300, 7
STEPS = ("register", "hand_over", "send")
Made = list[tuple[str, str, dict[str, Any]]]


class Intake:
    """Contacts by the form, one after the other."""

    def __init__(self, app: Any, aws: Yes) -> None:
        self.app, self.aws, self.number = app, aws, 0
        self.spent = dict.fromkeys(STEPS, 0.0)

    def one(self) -> None:
        """One contact."""
        self.number += 1
        answer = self._timed("register", self.app.app, events.form(SECRET.encode(), self.number))
        assert answer["statusCode"] == 303, answer
        case = events.case_of(answer)
        items = [item for item in self.aws.of_case(case) if item["sk"]["S"][:2] in ("O#", "C#")]
        failed = self._timed("hand_over", self.app.hand_over_outbox, events.stream(items))
        notice = next(item["sk"]["S"][2:] for item in items if item["sk"]["S"].startswith("O#"))
        sent = self._timed("send", self.app.send_outbox, events.queue({"case": case, "notice": notice}))
        assert failed == sent == {"batchItemFailures": []}
        assert self.aws.mails == self.number
        self.aws.forget()

    def _timed(self, step: str, handler: Any, event: Any) -> Any:
        below, begun = self.aws.spent, process_time()
        answer = handler(event, context())
        self.spent[step] += process_time() - begun - (self.aws.spent - below)
        return answer


def measure() -> float:
    """Milliseconds a contact: the median of some rounds; shows it beside its reference."""
    os.environ.update(function_environment("https://aws.test"))
    aws = Yes()
    aws.attend()
    import app
    from chalicelib.stores.clients import session

    intake, calls = Intake(app, aws), Calls()
    calls.attend(session())
    progress("processor time of a contact: warming up")
    for _ in range(WARM_UP):
        intake.one()
    made = _calls_of_one(calls, intake)
    rounds = [_round(intake, aws, made, number) for number in range(ROUNDS)]
    cpu, bare, own = sorted(rounds, key=lambda one: one[0])[ROUNDS // 2]
    lowest, highest = min(one[0] for one in rounds), max(one[0] for one in rounds)
    show(
        measure="cpu_ms_per_contact",
        ours=cpu,
        reference_bare_botocore=bare,
        lowest=lowest,
        highest=highest,
        requests=len(made),
        **own,
    )
    return round(cpu, 3)


def _round(intake: Intake, aws: Yes, made: Made, number: int) -> tuple[float, float, dict[str, float]]:
    progress(f"round {number + 1} of {ROUNDS}: {CONTACTS} contacts")
    intake.spent = dict.fromkeys(STEPS, 0.0)
    for _ in range(CONTACTS):
        intake.one()
    own = {step: spent * 1000 / CONTACTS for step, spent in intake.spent.items()}
    return sum(own.values()), _bare(aws, made), own


def _calls_of_one(calls: Calls, intake: Intake) -> Made:
    calls.forget()
    calls.keeping = True
    intake.one()
    calls.keeping = False
    return list(calls.made)


def _bare(aws: Yes, made: Made) -> float:
    """Milliseconds of the same calls by clients as botocore makes them."""
    from botocore import xform_name
    from botocore.session import get_session

    own = get_session()
    clients = {service: own.create_client(service) for service, _, _ in made}
    calls = [(getattr(clients[service], xform_name(operation)), arguments) for service, operation, arguments in made]
    for call, arguments in calls * 10:
        call(**arguments)
    mails, below, begun = aws.mails, aws.spent, process_time()
    for _ in range(CONTACTS // 3):
        for call, arguments in calls:
            call(**arguments)
    spent = process_time() - begun - (aws.spent - below)
    aws.mails = mails - 10
    return spent * 1000 / (CONTACTS // 3)
