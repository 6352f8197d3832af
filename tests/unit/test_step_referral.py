"""What each step of a referral does to the referral and to its case."""

from dataclasses import replace

import pytest

from chalicelib.domain.case import Case, CaseFile, Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.referral import REFERRAL_TRANSITIONS, Author, Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import due_date, wound
from chalicelib.errors import AlreadyKept, NotFound, NotPossibleNow
from chalicelib.services.step_referral import Said, step_referral
from tests.unit.desk_house import AT, House
from tests.unit.test_referral_links import REFERRAL


class Referred:
    """A case of which two organisations were asked."""

    def __init__(self, second: ReferralState = ReferralState.RETURNED, status: Status = Status.REFERRED) -> None:
        self.house = House()
        case = self.house.register()
        first = wound(replace(REFERRAL, case=case.id, due_at=due_date(AT, 5, ())), AT)
        other = replace(first, id="02", state=second, next_at=None)
        opened = ("01", "02") if second is ReferralState.SENT else ("01",)
        referred = replace(case, status=status, version=2, open_referrals=opened, due_at=None)
        self.house.cases.keep(Change(referred, (), referrals=(first, other)))
        self.case = case.id

    def file(self) -> CaseFile:
        return self.house.cases.open(self.case)

    def does(
        self, step: Step, key: str = "key", author: Author = Author.DEPARTMENT, referral: str = "01"
    ) -> tuple[Case, Referral]:
        """The case and its first referral after a step that was kept."""
        said = Said(step, author, key, by="dienst@example.be", text="Hier is het antwoord.")
        self.house.cases.keep(*step_referral(self.file(), referral, said, self.house.desk(AT)))
        file = self.file()
        return file.case, file.referrals[0]


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (Step.ACCEPT, Status.REFERRED),
        (Step.ANSWER, Status.REOPENED),
        (Step.ANSWER_DIRECTLY, Status.ANSWERED),
        (Step.ASK_CITIZEN, Status.REFERRED),
        (Step.ASK_AGENT, Status.REOPENED),
        (Step.SAY, Status.REOPENED),
        (Step.TELL, Status.REFERRED),
        (Step.GIVE_BACK, Status.REOPENED),
        (Step.BOUNCE, Status.REOPENED),
        (Step.SIGN, Status.REOPENED),
        (Step.WITHDRAW, Status.REOPENED),
    ],
)
def test_the_only_one(step: Step, status: Status) -> None:
    """What the only organisation that was asked says brings the case to who must act on it, with a due time."""
    case, referral = Referred().does(step)
    assert case.status is status
    assert (case.due_at is not None) == (status in (Status.REOPENED, Status.REFERRED))
    assert referral.state is REFERRAL_TRANSITIONS[ReferralState.SENT, step]
    assert (referral.next_at is not None) == bool(case.open_referrals)


@pytest.mark.parametrize("step", [Step.ANSWER, Step.ANSWER_DIRECTLY, Step.WITHDRAW])
def test_one_of_two(step: Step) -> None:
    """While another organisation is still to answer, an answer waits for it."""
    case, _ = Referred(second=ReferralState.SENT).does(step)
    assert case.status is Status.REFERRED
    assert case.open_referrals == ("02",)


def test_twice() -> None:
    """The same said again is known, also when the referral has gone on since."""
    referred = Referred()
    referred.does(Step.ACCEPT)
    referred.does(Step.GIVE_BACK, "another")
    with pytest.raises(AlreadyKept):
        referred.does(Step.ACCEPT)
    assert len(referred.file().entries) == 2


def test_after_the_end() -> None:
    """An answer that comes after the question was given back is kept and shown; accepting it then is refused."""
    referred = Referred()
    referred.does(Step.GIVE_BACK, "1")
    with pytest.raises(NotPossibleNow):
        referred.does(Step.ACCEPT, "2")
    case, referral = referred.does(Step.ANSWER, "3")
    assert (case.status, referral.state) == (Status.REOPENED, ReferralState.ANSWERED)


def test_a_closed_case_comes_back() -> None:
    """A department that says something after the end is heard: the case is not erased before an agent looked."""
    referred = Referred(status=Status.CLOSED)
    case, _ = referred.does(Step.SAY)
    assert (case.status, case.erase_after, case.due_at is not None) == (Status.REOPENED, None, True)


def test_told() -> None:
    """What a department asked is told: its clock runs again, from a due date that it can keep."""
    referred = Referred()
    asked = referred.does(Step.ASK_CITIZEN, "1")[1]
    told = referred.does(Step.TELL, "2", Author.CITIZEN)[1]
    assert (asked.state, told.state) == (ReferralState.ASKED, ReferralState.ACCEPTED)
    assert told.next_at is not None and told.due_at >= asked.due_at


def test_both_asked_the_agent() -> None:
    """The case goes back to those who are asked when the agent has told each of them what it wanted to know."""
    referred = Referred(second=ReferralState.SENT)
    for number in ("01", "02"):
        assert referred.does(Step.ASK_AGENT, f"ask{number}", referral=number)[0].status is Status.REOPENED
    assert referred.does(Step.TELL, "tell01", Author.AGENT)[0].status is Status.REOPENED
    assert referred.does(Step.TELL, "tell02", Author.AGENT, "02")[0].status is Status.REFERRED


def test_more_than_a_question() -> None:
    """A case that waits for us for more than a department's question stays with us once that was told."""
    referred = Referred(status=Status.REOPENED)
    referred.does(Step.ASK_AGENT, "1")
    assert referred.does(Step.TELL, "2", Author.AGENT)[0].status is Status.REOPENED


def test_merged() -> None:
    """What a department says on a case that was merged comes before the agent on the case that it became."""
    referred = Referred()
    referred.does(Step.GIVE_BACK, "1")
    into = referred.house.register(1)
    gone = replace(referred.file().case, status=Status.MERGED, merged_into=into.id, version=4)
    referred.house.cases.keep(Change(gone, ()))
    living = replace(into, status=Status.ANSWERED, due_at=None)
    referred.house.cases.keep(Change(replace(living, version=2), ()))
    said = Said(Step.SAY, Author.DEPARTMENT, "2", text="Toch nog iets.")
    changes = step_referral(
        referred.file(), "01", said, referred.house.desk(AT), living=referred.house.cases.head(into.id)
    )
    referred.house.cases.keep(*changes)
    assert referred.house.cases.head(into.id).status is Status.REOPENED
    assert referred.file().case.status is Status.MERGED
    assert "Toch nog iets." in {entry.text for entry in referred.file().entries}


def test_none_such() -> None:
    """A referral that is not there is not found, nor one of an erased case."""
    referred = Referred()
    said = Said(Step.SAY, Author.DEPARTMENT, "1")
    with pytest.raises(NotFound):
        step_referral(referred.file(), "07", said, referred.house.desk(AT))
    erased = replace(referred.file(), case=replace(referred.file().case, status=Status.ERASED))
    with pytest.raises(NotFound):
        step_referral(erased, "01", said, referred.house.desk(AT))
