"""Whatever departments, citizen, agents, mail and clocks do to referrals, in any order: the tables hold, nothing that was
said is lost, and nobody is left waiting without a clock."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.audit import first_break
from chalicelib.domain.case import CaseFile, Outcome
from chalicelib.domain.case_states import TRANSITIONS, WAITS_FOR_US, Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import State
from chalicelib.domain.referral import OPEN, REFERRAL_TRANSITIONS, Referral, Step
from chalicelib.domain.referral_clocks import SILENCE, signs_of
from chalicelib.domain.threads import reply_address
from chalicelib.errors import ForSender
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.ring_clock import ring_clock, ringing
from chalicelib.services.snooze_case import snooze_case
from chalicelib.services.take_back_answer import take_back
from chalicelib.services.take_department_step import ALLOWED
from chalicelib.services.tell_department import tell_department
from chalicelib.stores.case_items import list_of
from tests.department_house import CITY, ROADS, DepartmentHouse
from tests.mail_house import PUBLIC, SECRET, mail
from tests.mail_out_house import AN

NUMBERS = st.sampled_from(("01", "02"))
FORMS = st.integers(0, 5)  # few, so that the same form comes again


class Life(RuleBasedStateMachine):
    """A question of which two organisations are asked at once."""

    @initialize()
    def start(self) -> None:
        self.house = DepartmentHouse()
        self.house.ask(ROADS, CITY)
        self.told = 0
        self.answer = ""
        self.listed: list[Referral] = []
        self.letters = {number: self.house.post(number=number) for number in ("01", "02")}

    def _does(self, act: Callable[[], object], *restored: Status) -> None:
        """Something happens; what is refused changes nothing, and every change is one that the tables have, or that puts
        the case back where it stood."""
        before = self.house.whole
        try:
            act()
        except ForSender:
            assert self.house.whole == before
            return
        _only_allowed(before, self.house.whole, restored)

    @rule(number=NUMBERS, step=st.sampled_from(sorted(ALLOWED)), form=FORMS)
    def by_link(self, number: str, step: Step, form: int) -> None:
        """The page of a link, also with the same form as before."""
        drawn = f"{form:032x}"
        self._does(lambda: self.house.do(step, f"Tekst {form}", drawn, number=number, better="Elders"))

    @rule(number=NUMBERS, form=FORMS)
    def by_mail(self, number: str, form: int) -> None:
        """A reply to the first mail, whatever became of the referral since."""
        text = f"Antwoord {'van de dienst ' * form}."
        self._does(lambda: self.house.answer(self.house.reply(self.letters[number], text)))
        assert any(one.text.startswith("Antwoord") for one in self.house.said(number))

    @rule(number=NUMBERS)
    def bounces(self, number: str) -> None:
        """The last mail with the question comes back, also one that was answered, or that is told of twice."""
        if self.house.notice(number=number).state is State.QUEUED:
            self.letters[number] = self.house.post(number=number)
        self._does(lambda: self.house.told(State.BOUNCED, number=number))

    @rule(number=NUMBERS)
    def withdrawn(self, number: str) -> None:
        self._does(lambda: self.house.withdraw(number))

    @rule(number=NUMBERS, other=st.booleans())
    def sent_again(self, number: str, other: bool) -> None:
        self._does(lambda: self.house.again("ander@diensten.1700.test" if other else ROADS.email, number))

    @rule(number=NUMBERS)
    def agent_tells(self, number: str) -> None:
        house = self.house
        self._does(lambda: tell_department(house.whole, number, "Nog iets.", AN, house.cases, house.desk))

    @rule()
    def citizen_adds(self) -> None:
        """The citizen replies to a mail of the case."""
        self.told += 1
        to = reply_address(SECRET, self.house.number, PUBLIC)
        more = mail(f"Nog een foto, nummer {self.told}.", To=to, Message_ID=f"<{self.told}@burger.test>")
        self._does(lambda: self.house.receive(more))
        assert f"Nog een foto, nummer {self.told}." in {one.text.strip() for one in self.house.whole.contacts}

    @rule(what=st.sampled_from(("answer", "tell", "answer and end", "close", "reopen", "snooze")))
    def agent_acts(self, what: str) -> None:
        """What an agent does to the case itself: one rule, so that referrals are what happens most."""
        house, seen = self.house, self.house.head

        def answer(**more: Any) -> None:
            draft = Draft(seen.version, "Ja.", **more)
            self.answer = answer_case(seen, draft, AN, house.cases, SECRET, house.now).id

        acts: dict[str, Callable[[], object]] = {
            "answer": answer,
            "tell": lambda: answer(by_phone=True),
            "answer and end": lambda: answer(outcome=Outcome.WITHDRAWN),
            "close": lambda: close_case(seen, Ending(Outcome.WITHDRAWN), AN, house.cases, house.now),
            "reopen": lambda: reopen_case(seen, AN, house.cases, house.desk.calendar, house.now),
            "snooze": lambda: snooze_case(seen, house.now + timedelta(days=2), AN, house.cases, house.now),
        }
        self._does(acts[what])

    @precondition(lambda self: self.answer)
    @rule()
    def agent_takes_back(self) -> None:
        """The last answer, which can be too late, or done before."""
        house = self.house
        before = next((one.before.status for one in house.whole.answers if one.id == self.answer and one.before), None)
        back = () if before is None else (before,)
        self._does(lambda: take_back(house.head, self.answer, AN, house.cases, house.now), *back)

    @rule(hours=st.integers(1, 200))
    def time_goes_on(self, hours: int) -> None:
        """The clocks ring, whether or not on time."""
        self.house.later(hours=hours)
        self.listed = list(ringing(self.house.cases, self.house.desk))
        self.rings()

    @precondition(lambda self: self.listed)
    @rule()
    def rings(self) -> None:
        """Every clock of a list, which may be behind: some have been heard, or stopped, since it was read."""
        for one in self.listed:
            self._does(lambda one=one: ring_clock(one, self.house.cases, self.house.desk))  # type: ignore[misc]

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """An open referral has a clock that rings, a closed one has none; a case that waits for others waits for somebody;
        what waits for us has a due time and stands in a list."""
        file = self.house.whole
        opened = {one.id for one in file.referrals if one.state in OPEN}
        assert {one.id for one in file.referrals if one.next_at} == opened
        at_last = self.house.cases.ringing(self.house.now + timedelta(days=400), limit=10)
        assert {one.id for one in at_last} == opened
        assert set(file.case.open_referrals) == opened
        if file.case.status is Status.REFERRED:
            assert opened
            assert file.case.due_at
        if file.case.status in WAITS_FOR_US:
            assert file.case.due_at
            assert list_of(file.case)
        assert file.case.flags & SILENCE == signs_of(file.referrals)
        assert first_break(file.audit) is None

    def teardown(self) -> None:
        """When all fall silent, an agent has the case and knows why; unless it ended, and then nobody waits for anybody."""
        if not hasattr(self, "house"):
            return
        for _ in range(60):
            self.house.later(days=2)
            self.listed = list(ringing(self.house.cases, self.house.desk))
            self.rings()
        file = self.house.whole
        if file.case.status is Status.CLOSED:
            assert not file.case.open_referrals
        elif file.case.open_referrals:
            assert file.case.status in WAITS_FOR_US
            assert file.case.flags >= {Flag.SILENT, Flag.ESCALATED}


def _only_allowed(before: CaseFile, after: CaseFile, restored: Sequence[Status]) -> None:
    """Every referral came to its state by its new entries, the case to its own by one action; no entry went away."""
    known = {one.id for one in before.entries}
    assert known <= {one.id for one in after.entries}
    states = {one.id: one.state for one in before.referrals}
    for entry in after.entries:
        if entry.id not in known:
            states[entry.referral] = REFERRAL_TRANSITIONS[states[entry.referral], entry.step]
    assert states == {one.id: one.state for one in after.referrals}
    if after.case.status is not before.case.status:
        reached = {status for (start, _), status in TRANSITIONS.items() if start is before.case.status}
        assert after.case.status in reached | set(restored)


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
