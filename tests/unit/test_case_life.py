"""Whatever is done to a case, in any order: its table of transitions and its audit trail hold, nobody is forgotten, and
erased is erased."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.domain.apart import Apart
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Case, Level, Outcome
from chalicelib.domain.case_states import ENDED, GONE, TRANSITIONS, WAITS_FOR_US, Action, Status
from chalicelib.domain.contact import Channel, Contact, FileRef, Kind, Person, Scan
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import Template
from chalicelib.errors import ForSender, NotPossibleNow
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.erase_case import Shelves, erase_case
from chalicelib.services.extend_case import extend_case
from chalicelib.services.let_in_case import let_in_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.note_case import note_case
from chalicelib.services.open_case import open_case
from chalicelib.services.register_contact import register_contact
from chalicelib.services.release_file import release_file
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.snooze_case import snooze_case, wake_case
from chalicelib.services.split_case import Part, split_case
from chalicelib.services.take_back_answer import take_back
from chalicelib.stores.case_items import list_of
from chalicelib.stores.scans import ScanStore
from tests.unit.desk_house import AN, SAM, SECRET, House

CALENDAR = default_calendar()
JAN = Person(name="Jan Janssens", email="jan@voorbeeld.be")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_the_table_decides(status: Status, action: Action) -> None:
    """A step that the table has leads where it says; any other is refused, and the case stays as it was."""
    case = replace(House().register(), status=status)
    after = TRANSITIONS.get((status, action))
    if after is None:
        with pytest.raises(NotPossibleNow):
            case.after(action, case.updated_at)
    else:
        assert case.after(action, case.updated_at).status is after
        assert case.after(action, case.updated_at).version == case.version + 1


def test_the_table_leaves_nobody_in_a_dead_end() -> None:
    """Every state can be erased until it is gone, and what a citizen adds to an open or ended case is always taken."""
    for status in Status:
        if status not in GONE:
            assert (status, Action.ERASE) in TRANSITIONS
        if status not in (Status.MERGED, *GONE):
            assert TRANSITIONS[status, Action.ADD] not in ENDED


class Life(RuleBasedStateMachine):
    """Agents and a citizen do things to three cases of one sender, in any order, each as they last saw them: a question, a
    request for a document with a file that no scanner could read, and a mail that was kept apart."""

    @initialize()
    def start(self) -> None:
        self.house, self.clock = House(), 0
        self.shelves = Shelves(self.house.cases, ScanStore(self.house.table), Objects(), Objects())
        self.ids = [self._begin(0, Kind.QUESTION), self._begin(1, Kind.DOCUMENT), self._begin(2, apart=Apart.SPAM)]

    def _begin(self, number: int, kind: Kind = Kind.QUESTION, apart: Apart | None = None) -> str:
        file = FileRef("f0", f"form/{number}/0", "brief van Jan.pdf", "application/pdf", 10, Scan.UNREADABLE)
        self.shelves.files.objects.add(file.key)
        mail = f"mail/{number}"
        self.shelves.mails.objects.add(mail)
        contact = Contact(
            id=f"01KD{number:022}", key=f"life-{number}", channel=Channel.MAIL, kind=kind, received_at=self.at, sender=JAN,
            subject="Toelage van Jan", text="Ik heet Jan Janssens.", original=mail, files=(file,),
        )  # fmt: skip
        case = register_contact(
            contact, self.house.cases, self.house.desk(), tell=None if apart else Template.COPY, apart=apart
        ).case
        self.shelves.scans.attach(case, file)
        return case

    def _do(self, which: int, act: Callable[[Case], object]) -> None:
        self.clock += 3
        before = self.house.cases.head(self.ids[which])
        try:
            act(before)
        except ForSender:
            assert self.house.cases.head(before.id) == before  # a refusal changes nothing
            return
        after = self.house.cases.head(before.id)
        assert after == before or after.version > before.version

    @property
    def at(self):  # type: ignore[no-untyped-def]  # the house's own type
        return self.house.soon(self.clock)

    case = st.integers(0, 2)

    @rule(which=case, outcome=st.sampled_from([None, *Outcome]), by_phone=st.booleans())
    def answer(self, which: int, outcome: Outcome | None, by_phone: bool) -> None:
        def act(seen: Case) -> None:
            draft = Draft(
                seen.version, "Ja.", theme="BouwenWonen", level=Level.FLEMISH, outcome=outcome, by_phone=by_phone
            )
            answer_case(seen, draft, AN, self.house.cases, SECRET, self.at)

        self._do(which, act)

    @rule(which=case, back=st.integers(1, 2))
    def take_back(self, which: int, back: int) -> None:
        answers = self.house.cases.open(self.ids[which]).answers
        if len(answers) >= back:
            given = answers[-back].id
            self._do(which, lambda seen: take_back(seen, given, AN, self.house.cases, self.at))

    @rule(which=case)
    def citizen_adds(self, which: int) -> None:
        self.clock += 3
        first = self.house.cases.open(self.ids[which]).contacts[0]
        more = replace(
            first,
            id=f"{first.id[:-4]}{self.clock:04}",
            key=f"more-{self.clock}",
            received_at=self.at,
            text="Nog iets van Jan.",
            files=(),
        )
        receipt = register_contact(more, self.house.cases, self.house.desk(self.at), case=self.ids[which])
        assert self.house.cases.head(receipt.case).status not in ENDED

    @rule(which=case, outcome=st.sampled_from(Outcome))
    def close(self, which: int, outcome: Outcome) -> None:
        ending = Ending(outcome, "BouwenWonen", Level.FLEMISH)
        self._do(which, lambda seen: close_case(seen, ending, AN, self.house.cases, self.at))

    @rule(which=case)
    def reopen(self, which: int) -> None:
        self._do(which, lambda seen: reopen_case(seen, SAM, self.house.cases, CALENDAR, self.at))

    @rule(which=case, over=st.booleans())
    def claim(self, which: int, over: bool) -> None:
        self._do(which, lambda seen: claim_case(seen, SAM, self.house.cases, self.at, take_over=over))

    @rule(which=case)
    def give_back(self, which: int) -> None:
        self._do(which, lambda seen: give_back_case(seen, SAM, self.house.cases, self.at))

    @rule(which=case)
    def snooze(self, which: int) -> None:
        until = self.house.soon(86_400 * 3)
        self._do(which, lambda seen: snooze_case(seen, until, AN, self.house.cases, self.at))

    @rule(which=case)
    def wake(self, which: int) -> None:
        self._do(which, lambda seen: wake_case(seen, AN.id, self.house.cases, self.at))

    @rule(which=case)
    def note(self, which: int) -> None:
        self._do(which, lambda seen: note_case(seen, "Nagekeken.", AN, self.house.cases, SECRET, self.at))

    @rule(which=case)
    def extend(self, which: int) -> None:
        self._do(which, lambda seen: extend_case(seen, "Veel.", AN, self.house.cases, SECRET, self.at))

    @rule(which=case, into=case)
    def merge(self, which: int, into: int) -> None:
        stays = self.house.cases.head(self.ids[into])
        self._do(which, lambda seen: merge_cases(Merge(seen, stays), AN, self.house.cases, CALENDAR, self.at))

    @rule(which=case)
    def split(self, which: int) -> None:
        def act(seen: Case) -> None:
            contact = self.house.cases.open(seen.id).contacts[0]
            part = Part(seen.version, "Nog een vraag van Jan", "Ik heet Jan Janssens.", Kind.QUESTION)
            self.ids.append(split_case(seen, contact, part, AN, self.house.cases, self.house.desk(self.at)))

        self._do(which, act)

    @rule(which=case)
    def let_in(self, which: int) -> None:
        self._do(which, lambda seen: let_in_case(seen, AN, self.house.cases, self.at))

    @rule(which=case)
    def release(self, which: int) -> None:
        self._do(
            which,
            lambda seen: release_file(seen.id, "f0", "Jan belde.", SAM, self.house.cases, self.shelves.scans, self.at),
        )

    @invariant()
    def all_holds(self) -> None:
        """The chain is whole; what waits for us has a clock and stands in a list; what ended will be erased."""
        for one in getattr(self, "ids", []):
            file = self.house.cases.open(one)
            assert first_break(file.audit) is None
            assert (file.audit[-1].hash, len(file.audit)) == (file.case.audit_head, file.case.audit_seq)
            if file.case.status in WAITS_FOR_US:
                assert file.case.due_at
                assert list_of(file.case)
                assert not file.case.erase_after
            if file.case.status is Status.CLOSED:
                assert file.case.erase_after
            if file.case.status is Status.ANSWERED:
                whole = open_case(one, self.house.cases).whole
                assert whole.answers  # nobody waits for a citizen who was told nothing

    def teardown(self) -> None:
        """At any point all can be erased, and nothing of the person is left: only numbers and their trails."""
        ids = getattr(self, "ids", [])
        for one in ids:
            erase_case(one, self.shelves, "citizen", "asked", self.at)
        if ids:
            left = str(self.house.table.items)
            assert not [told for told in ("Jan", "jan@", "Nagekeken", "Veel", "Ja.") if told in left]
            assert not self.shelves.files.objects | self.shelves.mails.objects
        for one in ids:
            file = self.house.cases.open(one)
            assert (file.case.status, list_of(file.case)) == (Status.ERASED, None)
            assert first_break(file.audit) is None
            assert file.audit[-1].what == "erased"


class Objects:
    """A bucket in memory, of which only the keys count."""

    def __init__(self) -> None:
        self.objects: set[str] = set()

    def delete(self, key: str) -> None:
        self.objects.discard(key)


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
