"""How the page of a case tells its referrals: answers joined, what can be done, what belongs to which message."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.backoffice.desk.cases import timeline
from chalicelib.backoffice.desk.cases.refer import LONG_AGO, due_of, referred_before
from chalicelib.backoffice.desk.cases.referrals import answer_files, answers_joined, last_answer
from chalicelib.domain.case import Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, FileRef, Person, Scan
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.outbox import Template
from chalicelib.domain.own_view import asked_now, file_for_sender, said_in
from chalicelib.domain.referral import REFERRAL_TRANSITIONS, Author, Entry, ReferralState, Step
from chalicelib.errors import NotPossibleNow
from chalicelib.pages import t
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.open_case import open_case
from chalicelib.services.refer_case import refer_case
from tests.mail_out_house import AN, AT
from tests.unit.test_refer_case import CITY, ROADS, Referred


@pytest.fixture
def house() -> Referred:
    return Referred()


@pytest.mark.parametrize("room", ["state", "step", "author"])
def test_words(room: str) -> None:
    """Each state, step and author has its words on the page of a case."""
    kinds: dict[str, Any] = {"state": ReferralState, "step": Step, "author": Author}
    for code in kinds[room]:
        assert t(f"desk_refer.{room}.{code}")


def test_answers_are_joined(house: Referred) -> None:
    """One answer is used as it is; several stand under the names of those who gave them, each one's last."""
    house.refer(ROADS, CITY)
    assert answers_joined(house.file(), "all") == ""
    house.step("01", Step.ANSWER, "1", text="Het mag niet.")
    assert answers_joined(house.file(), "all") == "Het mag niet."
    house.step("02", Step.SAY, "2", text="Bij ons mag het.")
    joined = answers_joined(house.file(), "all")
    assert joined == "Agentschap Wegen antwoordt:\nHet mag niet.\n\nStad Gent antwoordt:\nBij ons mag het."
    mail = next(one for one in house.file().entries if one.step is Step.SAY)
    assert answers_joined(house.file(), mail.id) == "Bij ons mag het."


@pytest.mark.parametrize("state", ReferralState)
def test_only_an_answer_is_an_answer(house: Referred, state: ReferralState) -> None:
    """What a department said is offered as an answer only where the question counts as answered through us."""
    (referral,) = house.refer()
    said = Entry("01-x", "01", AT, Step.SAY, Author.DEPARTMENT, text="Daar kijken wij naar.")
    found = last_answer(replace(referral, state=state), (said,))
    assert found == (said if state is ReferralState.ANSWERED else None)


def test_what_asks_is_no_answer(house: Referred) -> None:
    """The id of an entry that is no answer gives no text, and so does one that is not there."""
    house.refer()
    house.step("01", Step.ASK_AGENT, "1", text="Welke boom?")
    (_, asked) = house.file().entries
    assert answers_joined(house.file(), asked.id) == ""
    assert answers_joined(house.file(), "01-nothing") == ""


def test_a_day_that_somebody_chose() -> None:
    """A day ends when offices close; what is no day is long ago, which no referral takes."""
    assert due_of("2026-11-30").astimezone(BRUSSELS).isoformat() == "2026-11-30T17:00:00+01:00"
    assert due_of("morgen") == due_of("") == LONG_AGO


def test_a_form_that_came_before(house: Referred) -> None:
    """A form is known again by its agent, its version and who was asked; another one is not."""
    plan = house.plan(ROADS)
    assert not referred_before(house.file(), plan, AN)
    refer_case(house.file(), plan, AN, house.cases, house.desk())
    file = house.file()
    assert referred_before(file, plan, AN)
    assert not referred_before(file, replace(plan, version=plan.version + 1), AN)
    assert not referred_before(file, house.plan(CITY), AN)
    assert not referred_before(file, plan, replace(AN, id="sam"))


def test_mails_and_files_stand_with_their_step(house: Referred) -> None:
    """Mails and files of a referral are not told a second time among those that belong to nothing."""
    house.refer()
    file = FileRef("f1", "form/x", "plan.pdf", "application/pdf", 10)
    house.step("01", Step.ANSWER, "1", text="Zie het plan.", files=(file,))
    whole = house.file()
    assert {one.id for one in whole.files} == {"f1"}
    assert timeline.loose_files(whole) == ()
    assert timeline.loose_notices(whole) == ()


def test_names_of_agents(house: Referred) -> None:
    """The trail names the agent who referred, also where she left nothing else on the case."""
    house.refer()
    file = house.file()
    names = timeline.names_of(replace(file, case=replace(file.case, owner="")))
    assert names[AN.id] == AN.name


def test_who_is_asked_now(house: Referred) -> None:
    """The citizen reads who is still to answer, and no longer who answered."""
    house.refer(ROADS, CITY)
    assert asked_now(house.file()) == ("Agentschap Wegen", "Stad Gent")
    house.step("01", Step.ANSWER, "1", text="Ja.")
    assert asked_now(house.file()) == ("Stad Gent",)


def test_merged(house: Referred) -> None:
    """A case that waits for a department goes up in no other; what was asked before is told on the case that stays."""
    house.refer()
    other = house.register(tell=None, key="other").case
    with pytest.raises(NotPossibleNow):
        merge_cases(Merge(house.cases.head(house.case), house.cases.head(other)), AN, house.cases, house.calendar, AT)
    house.step("01", Step.ANSWER, "1", text="Ja.")
    later = AT + timedelta(minutes=1)
    merge_cases(Merge(house.cases.head(house.case), house.cases.head(other)), AN, house.cases, house.calendar, later)
    opened = open_case(other, house.cases)
    assert opened.whole.referrals == ()
    assert [one.referrals[0].name for one in opened.parts if one.referrals] == ["Agentschap Wegen"]


def test_a_referred_case_takes_another_in(house: Referred) -> None:
    """A case that is referred takes in another one of the same person, which then waits for us."""
    house.refer()
    other = house.register(tell=None, key="other").case
    merge_cases(Merge(house.cases.head(other), house.cases.head(house.case)), AN, house.cases, house.calendar, AT)
    case = house.file().case
    assert (case.status, case.open_referrals) == (Status.REOPENED, ("01",))
    assert case.due_at


def test_letters_of_a_merged_case_quote_what_was_chosen(house: Referred) -> None:
    """A message of a merged case that was chosen stands in the mail to the department."""
    other = house.register(tell=None, key="other", text="De wortels breken de stoep.").case
    merge_cases(Merge(house.cases.head(other), house.cases.head(house.case)), AN, house.cases, house.calendar, AT)
    whole = open_case(house.case, house.cases).whole
    shared = tuple(one.id for one in whole.contacts)
    refer_case(whole, replace(house.plan(CITY), shared=shared), AN, house.cases, house.desk())
    (notice,) = house.notices(Template.REFERRAL)
    letter = house.letters.write(notice, open_case(house.case, house.cases).whole)
    assert "De wortels breken de stoep." in letter.text
    assert "Heb ik een vergunning nodig?" in letter.text


def test_a_closed_case_is_not_referred(house: Referred) -> None:
    """What has ended is opened again first."""
    close_case(house.cases.head(house.case), Ending(Outcome.SPAM), AN, house.cases, AT)
    assert house.file().case.status is Status.CLOSED
    with pytest.raises(NotPossibleNow):
        house.refer()


def test_every_open_state_can_be_withdrawn() -> None:
    """Whoever waits for a department can stop waiting."""
    for state in (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.ASKED, ReferralState.FAILED):
        assert REFERRAL_TRANSITIONS[state, Step.WITHDRAW] is ReferralState.WITHDRAWN


PLAN = FileRef("f1", "form/x", "plan.pdf", "application/pdf", 10, Scan.CLEAN)


def answered_with(house: Referred, *files: FileRef) -> tuple[FileRef, ...]:
    """What can be passed on after a department answered with these files."""
    house.refer()
    house.step("01", Step.ANSWER, "1", text="Zie het plan.", files=files)
    return answer_files(open_case(house.case, house.cases))


def test_files_that_can_be_passed_on(house: Referred) -> None:
    """Files of a department's answer are offered once they are found clean; nothing of the citizen's or of a question is."""
    bad = replace(PLAN, id="f2", key="form/y", scan=Scan.INFECTED)
    late = replace(PLAN, id="f3", key="form/z", scan=Scan.WAITING)
    assert answered_with(house, PLAN, bad, late) == (PLAN,)
    house.step("01", Step.ASK_AGENT, "2", text="Welke?", files=(replace(PLAN, id="f4", key="form/q"),))
    opened = open_case(house.case, house.cases)
    (answer,) = (one.id for one in opened.entries if one.step is Step.ANSWER)
    assert answer_files(opened) == answer_files(opened, answer) == (PLAN,)
    assert answer_files(opened, "all") == ()  # it is asked again: there is no answer now


def test_a_file_goes_along_with_an_answer(house: Referred) -> None:
    """The citizen reads that a file goes along, and opens it with the link; a file that was not passed on stays shut."""
    other = replace(PLAN, id="f2", key="form/y")
    files = answered_with(house, PLAN, other)
    notice = house.answer(house.case, "Zie het plan.", files=files[:1])
    file = house.file()
    assert "Bij dit antwoord zit 1 bestand." in house.letters.write(notice, file).text
    assert [one.name for said in said_in(file, AT + timedelta(hours=1)) for one in said.files] == ["plan.pdf"]
    assert file_for_sender(file, file.entries, "f1") == PLAN
    assert file_for_sender(file, file.entries, "f2") is None


def test_a_file_is_opened_by_a_link_also_after_an_sms() -> None:
    """An answer with a file goes by SMS as a link, however short it is."""
    house = Referred(channel=Channel.SMS, sender=Person(phone="+32470123456"))
    files = answered_with(house, PLAN)
    notice = house.answer(house.case, "Zie het plan.", files=files)
    text = house.short_texts.write(notice, house.file())
    assert "https://1700.test/vraag/openen" in text
    assert "Zie het plan." not in text
