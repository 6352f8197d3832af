"""Silence on a referral: who is reminded, who gets a sign, and by which letter."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import CaseFile, Change, Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.ids import token_hash
from chalicelib.domain.links import question_link
from chalicelib.domain.outbox import MAIL, SMS, Notice, Template
from chalicelib.domain.referral import Author, Entry, Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import due_date, wound
from chalicelib.domain.referral_links import department_link, new_token, referral_of_address
from chalicelib.jobs.remind import BROKEN, ring_each
from chalicelib.services.answer_case import UNDO, Draft, answer_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.open_question import trade_token
from chalicelib.services.register_contact import Desk
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.ring_clock import ring_clock, ringing
from chalicelib.services.step_referral import Said, step_referral
from chalicelib.services.take_back_answer import take_back
from tests.mail_out_house import AN, AT, SECRET, House
from tests.unit.test_referral_links import REFERRAL

ANN = Person(name="Ann Peeters", email="ann@burger.test")


class Asked:
    """A question that one organisation was asked on a Monday at ten, and a time that goes on."""

    def __init__(self, sender: Person = ANN) -> None:
        self.house, self.at = House(), AT
        self.case = self.house.register(tell=None, sender=sender).case
        head, contact = self.house.cases.head(self.case), self.house.cases.open(self.case).contacts[0]
        referral = replace(
            REFERRAL,
            case=self.case,
            email="dienst@stad.test",
            action="Antwoord de burger.",
            made_at=AT,
            due_at=due_date(AT, 5, ()),
            shared=(contact.id,),
            link=token_hash(new_token(SECRET, self.case, "01", "1")),
        )
        asked = Entry("01-first", "01", AT, Step.REFER, Author.AGENT)
        referred = replace(head, status=Status.REFERRED, version=2, open_referrals=("01",), due_at=None)
        self.house.cases.keep(Change(referred, (), referrals=(wound(referral, AT),), entries=(asked,)))

    def desk(self) -> Desk:
        return Desk(SECRET, default_calendar(), self.at)

    @property
    def file(self) -> CaseFile:
        return self.house.cases.open(self.case)

    @property
    def referral(self) -> Referral:
        return self.file.referrals[0]

    def does(self, step: Step, author: Author = Author.DEPARTMENT, text: str = "") -> None:
        said = Said(step, author, f"{step}-{self.at}", text=text)
        self.house.cases.keep(*step_referral(self.file, "01", said, self.desk()))

    def rings(self) -> Step | None:
        """The time goes on to when the clock rings, and it does."""
        assert self.referral.next_at is not None
        self.at = self.referral.next_at + timedelta(seconds=1)
        (listed,) = ringing(self.house.cases, self.desk())
        return ring_clock(listed, self.house.cases, self.desk())

    def said(self) -> Notice:
        return max(self.file.notices, key=lambda one: one.not_before)

    def letter(self) -> Any:
        return self.house.letters.write(self.said(), self.file)


def test_silence() -> None:
    """A department that says nothing is reminded twice; then an agent has the case again, then it is most pressing."""
    asked = Asked()
    assert [asked.rings(), asked.rings()] == [Step.REMIND, Step.REMIND]
    assert asked.file.case.status is Status.REFERRED
    assert [one.template for one in asked.file.notices] == [Template.REFERRAL_REMINDER] * 2
    assert asked.rings() is Step.SIGN
    assert asked.file.case.status is Status.REOPENED
    assert asked.file.case.flags == {Flag.SILENT}
    assert asked.rings() is Step.SIGN
    assert asked.file.case.flags == {Flag.SILENT, Flag.ESCALATED}
    assert asked.file.case.due_at == asked.at
    assert len(asked.file.notices) == 2


def test_again_each_week() -> None:
    """As long as nobody acts, the supervisor hears of it again: the clock never ends by itself."""
    asked = Asked()
    rung = [asked.rings() for _ in range(8)]
    assert rung[2:] == [Step.SIGN] * 6
    assert asked.referral.next_at is not None


def test_an_answer_ends_the_silence() -> None:
    """Once the department speaks, its case is no silent one any more and no clock runs."""
    asked = Asked()
    for _ in range(4):
        asked.rings()
    asked.does(Step.ANSWER, text="Kappen mag.")
    assert asked.file.case.flags == frozenset()
    assert asked.referral.next_at is None


def test_once() -> None:
    """A clock that is heard twice, by a list that is behind or by two functions at once, rings once."""
    asked = Asked()
    assert asked.referral.next_at is not None
    asked.at = asked.referral.next_at + timedelta(seconds=1)
    (listed,) = ringing(asked.house.cases, asked.desk())
    assert ring_clock(listed, asked.house.cases, asked.desk()) is Step.REMIND
    assert ring_clock(listed, asked.house.cases, asked.desk()) is None
    assert len(asked.file.notices) == 1


def test_the_mail_of_a_reminder() -> None:
    """It says again what is asked, until when, and bears the reply address and the very link of the first mail."""
    asked = Asked()
    asked.rings()
    letter = asked.letter()
    token = new_token(SECRET, asked.case, "01", "1")
    assert letter.to == "dienst@stad.test"
    assert (letter.headers["Auto-Submitted"], letter.headers["X-Auto-Response-Suppress"]) == (
        "auto-generated",
        "OOF, AutoReply",
    )
    assert letter.subject.startswith("Herinnering: vraag van een burger: Een boom omhakken")
    assert department_link("https://1700.test", token) in letter.text
    for part in ("Antwoord de burger.", "> Heb ik een vergunning nodig?", "graag ten laatste op maandag 30 november"):
        assert part in letter.text
    assert referral_of_address(SECRET, letter.reply_to) == (asked.case, "01")
    assert "ann@burger.test" not in letter.text


def test_the_second_reminder() -> None:
    """After the due date the reminder says that the answer did not come."""
    asked = Asked()
    asked.rings()
    asked.rings()
    assert "Wij hebben nog geen antwoord gekregen." in asked.letter().text


@pytest.mark.parametrize(("sender", "by"), [(ANN, MAIL), (Person(phone="0470 12 34 56"), SMS)])
def test_the_citizen_was_asked(sender: Person, by: str) -> None:
    """A citizen who does not answer the department is reminded by the best road, with a link that works; then an agent
    has the case."""
    asked = Asked(sender)
    asked.does(Step.ASK_CITIZEN, text="Hoe hoog is de boom?")
    assert asked.rings() is Step.REMIND
    notice = asked.said()
    assert (notice.template, notice.by) == (Template.ASKED_REMINDER, by)
    trade_token(notice.link, asked.house.cases, asked.at)
    link = question_link("https://1700.test", notice.link)
    if by == SMS:
        assert link in asked.house.short_texts.write(notice, asked.file)
    else:
        assert "> Hoe hoog is de boom?" in asked.letter().text
        assert link in asked.letter().text
    assert asked.file.case.status is Status.REFERRED
    assert asked.rings() is Step.SIGN
    assert asked.file.case.status is Status.REOPENED


def test_nobody_to_remind() -> None:
    """Where nothing can be sent to the citizen, or an agent was asked, an agent gets the sign at once."""
    unreachable, agent = Asked(Person(name="Ann")), Asked()
    unreachable.does(Step.ASK_CITIZEN, text="Hoe hoog is de boom?")
    agent.does(Step.ASK_AGENT, text="Welke straat?")
    for asked in (unreachable, agent):
        assert asked.rings() is Step.SIGN
        assert asked.file.case.status is Status.REOPENED
        assert asked.file.notices == ()


def test_an_ended_case() -> None:
    """A case that an agent ended waits for nobody: the department hears that its answer is not needed, and that is all."""
    asked = Asked()
    head = asked.house.cases.head(asked.case)
    close_case(head, Ending(Outcome.WITHDRAWN), AN, asked.house.cases, AT + timedelta(hours=1))
    assert asked.referral.next_at == AT + timedelta(hours=1)
    assert asked.rings() is Step.WITHDRAW
    assert asked.file.case.status is Status.CLOSED
    assert (asked.referral.state, asked.referral.next_at) == (ReferralState.WITHDRAWN, None)
    assert asked.said().template is Template.REFERRAL_MORE
    assert "niet meer nodig" in asked.letter().text
    assert asked.letter().headers["Auto-Submitted"] == "auto-generated"


def test_opened_again() -> None:
    """A case that was ended and opened again before the clock rang asks on, and the clock rings at its own time."""
    asked = Asked()
    cases, before = asked.house.cases, asked.referral
    close_case(cases.head(asked.case), Ending(Outcome.WITHDRAWN), AN, cases, AT)
    reopen_case(cases.head(asked.case), AN, cases, default_calendar(), AT)
    assert asked.rings() is None
    assert asked.referral == before
    assert asked.rings() is Step.REMIND


def test_an_answer_taken_back_after_the_department() -> None:
    """An answer that is taken back after the department answered the citizen, or its referral was withdrawn, leaves the case
    to us: nobody else would look at it."""
    asked = Asked()
    cases = asked.house.cases
    head = cases.head(asked.case)
    answer = answer_case(head, Draft(head.version, "Ja, dat mag."), AN, cases, SECRET, AT)
    asked.does(Step.ANSWER_DIRECTLY, text="Nee.")
    take_back(cases.head(asked.case), answer.id, AN, cases, AT + timedelta(seconds=5))
    assert asked.file.case.status is Status.REOPENED


def test_an_answer_that_ends_the_case() -> None:
    """The department of a case that an answer ended hears at once that its own is not needed; taken back within the
    seconds for it, the answer changes nothing for the department."""
    asked = Asked()
    cases, before = asked.house.cases, asked.referral
    head = cases.head(asked.case)
    draft = Draft(head.version, "Ja, dat mag.", outcome=Outcome.WITHDRAWN)
    answer = answer_case(head, draft, AN, cases, SECRET, AT)
    assert asked.referral.next_at == AT + UNDO
    take_back(cases.head(asked.case), answer.id, AN, cases, AT + timedelta(seconds=5))
    assert (asked.referral, asked.file.case.status) == (before, Status.REFERRED)
    answer_case(cases.head(asked.case), replace(draft, version=asked.file.case.version), AN, cases, SECRET, AT)
    assert asked.rings() is Step.WITHDRAW
    assert (asked.referral.state, asked.file.case.status) == (ReferralState.WITHDRAWN, Status.CLOSED)


def test_merged() -> None:
    """The sign of a case that was merged comes on the case that it became."""
    asked = Asked()
    into = asked.house.register(tell=None, key="two").case
    gone = replace(asked.house.cases.head(asked.case), status=Status.MERGED, merged_into=into, version=3)
    asked.house.cases.keep(Change(gone, ()))
    answered = replace(asked.house.cases.head(into), status=Status.ANSWERED, due_at=None, version=2)
    asked.house.cases.keep(Change(answered, ()))
    for _ in range(3):
        asked.rings()
    living = asked.house.cases.head(into)
    assert (living.status, living.flags) == (Status.REOPENED, {Flag.SILENT})
    assert asked.file.case.status is Status.MERGED


def test_erased() -> None:
    """A case that is gone has no clock."""
    asked = Asked()
    listed = asked.referral
    asked.at = AT + timedelta(days=30)
    asked.house.cases.purge(asked.case)
    assert ringing(asked.house.cases, asked.desk()) == ()
    assert ring_clock(listed, asked.house.cases, asked.desk()) is None


def test_one_that_breaks() -> None:
    """A clock that cannot be rung keeps none of the others waiting, and is counted."""
    asked = Asked()
    asked.at = AT + timedelta(days=9)
    (listed,) = ringing(asked.house.cases, asked.desk())

    def ring(referral: Referral) -> Step | None:
        if referral.id == "99":
            raise ValueError(referral.email)
        return ring_clock(referral, asked.house.cases, asked.desk())

    assert ring_each([replace(listed, id="99"), listed, listed], ring) == {BROKEN: 1, Step.REMIND: 1}
