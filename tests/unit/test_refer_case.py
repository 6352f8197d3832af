"""A question is referred: who is asked what, what the citizen is told, and what comes of it later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import ids
from chalicelib.domain.article import Level
from chalicelib.domain.case import CaseFile, Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, FileRef, Person
from chalicelib.domain.flags import Flag
from chalicelib.domain.letter import Letter
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral import Author, Referral, ReferralState, Step
from chalicelib.domain.referral_clocks import due_date
from chalicelib.domain.referral_links import holder_of_token, referral_of_address
from chalicelib.domain.sms import size_of
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.pages.short_texts import MOST_PARTS
from chalicelib.services.keep_mail_files import MOST_FILES
from chalicelib.services.refer_case import LONGEST, MOST, MOST_OPEN, Asked, Plan, refer_case
from chalicelib.services.register_contact import Desk, extended
from chalicelib.services.send_referral_again import Again, send_referral_again
from chalicelib.services.step_referral import Said, step_referral
from chalicelib.services.tell_department import pass_on, tell_department
from chalicelib.services.withdraw_referral import withdraw_referral
from chalicelib.stores.case_items import change_writes
from tests.mail_out_house import AN, AT, SECRET, House

ROADS = Organisation(
    "OVO1", "Agentschap Wegen", Level.VLAAMS, email="wegen@diensten.1700.test", closing_days=("2026-11-27",)
)
CITY = Organisation("OVO2", "Stad Gent", Level.LOKAAL, email="gent@diensten.1700.test")
LOST = Organisation("OVO3", "Dienst zonder adres", Level.LOKAAL)
GONE = Organisation("OVO4", "Oude dienst", Level.LOKAAL, email="oud@diensten.1700.test", ended="2026-01-01")


class Referred(House):
    """A house with one question, which is referred."""

    def __init__(self, **more: Any) -> None:
        super().__init__()
        self.calendar = self.post.calendar
        self.case = self.register(tell=None, **more).case

    def desk(self, at: datetime = AT) -> Desk:
        return Desk(SECRET, self.calendar, at)

    def file(self) -> CaseFile:
        return self.cases.open(self.case)

    def plan(self, *organisations: Organisation, **more: Any) -> Plan:
        file = self.file()
        asked = tuple(Asked(one, due_date(AT, one.due_days, one.closing_days)) for one in organisations)
        told = {"reason": "De boom staat langs een gewestweg.", "action": "Laat weten of het mag."}
        return Plan(file.case.version, asked, **{**told, "shared": tuple(one.id for one in file.contacts), **more})

    def refer(self, *organisations: Organisation, **more: Any) -> tuple[Referral, ...]:
        return refer_case(
            self.file(), self.plan(*(organisations or (ROADS,)), **more), AN, self.cases, self.desk(), "r"
        )

    def step(self, referral: str, step: Step, key: str = "key", **more: Any) -> None:
        said = Said(step, Author.DEPARTMENT, key, by="dienst@example.be", **more)
        self.cases.keep(*step_referral(self.file(), referral, said, self.desk()))

    def notices(self, template: Template) -> Sequence[Notice]:
        return [one for one in self.file().notices if one.template is template]

    def letter(self, template: Template) -> Letter:
        """The last one of a template."""
        return self.letters.write(self.notices(template)[-1], self.file())


def test_referred() -> None:
    """A referral has its reason, its due date by the organisation's own working days, its clock, and a link that opens it."""
    house = Referred()
    (referral,) = house.refer()
    case = house.file().case
    assert (case.status, case.open_referrals, case.due_at) == (Status.REFERRED, ("01",), referral.due_at)
    assert referral.due_at.date().isoformat() == "2026-12-01"
    assert referral.next_at
    (notice,) = house.notices(Template.REFERRAL)
    assert holder_of_token(house.file().referrals[0], notice.link, AT)
    assert [one.what for one in house.file().audit] == ["opened", "referred"]


def test_mail_to_the_department() -> None:
    """The mail says why, what is asked, by when and by whom, quotes the question, and can be answered by reply or by link."""
    house = Referred(text="Mag het?\nKijk op https://evil.com")
    house.refer()
    letter = house.letter(Template.REFERRAL)
    for said in (
        "De boom staat langs een gewestweg.",
        "Laat weten of het mag.",
        "ten laatste op dinsdag 1 december",
        "An Peeters",
        "> Mag het?",
        f"https://1700.test/doorverwijzing/openen?sleutel={house.case}.01.",
        ids.shown_reference(house.case),
    ):
        assert said in letter.text
    assert "evil.com" not in letter.text
    assert "Ann" not in letter.text
    assert "ann@burger.test" not in letter.text
    assert letter.to == "wegen@diensten.1700.test"
    assert referral_of_address(SECRET, letter.reply_to) == (house.case, "01")


def test_what_goes_along_is_chosen() -> None:
    """Only the messages that were chosen are quoted; who asks is told only where that was chosen."""
    house = Referred()
    house.register(tell=None, case=house.case, key="two", text="Mijn bankkaart is ook weg.")
    first = next(one.id for one in house.file().contacts if one.text.startswith("Heb"))
    house.refer(shared=(first, "no such"), share_sender=True)
    letter = house.letter(Template.REFERRAL)
    assert "Heb ik een vergunning nodig?" in letter.text
    assert "bankkaart" not in letter.text
    assert "Ann Peeters\nann@burger.test" in letter.text
    assert house.file().referrals[0].shared == (first,)


def test_the_citizen_is_told() -> None:
    """The citizen reads to whom the question went and by when an answer comes, with a link that opens the question."""
    house = Referred()
    house.refer(ROADS, CITY)
    letter = house.letter(Template.REFERRED)
    assert "Agentschap Wegen, Stad Gent" in letter.text
    assert "ten laatste op dinsdag 1 december" in letter.text
    (notice,) = house.notices(Template.REFERRED)
    assert ids.token_hash(notice.link) in {one.hash for one in house.file().case.links}
    assert len(house.notices(Template.REFERRAL)) == 2


def test_who_asks_by_sms_is_told_by_sms() -> None:
    """Who asked by SMS reads in an SMS to whom it went; who can be reached by nothing is told nothing."""
    house = Referred(channel=Channel.SMS, sender=Person(phone="+32470123456"))
    house.refer()
    (notice,) = house.notices(Template.REFERRED)
    assert notice.by == "sms"
    assert "Agentschap Wegen" in house.short_texts.write(notice, house.file())
    many = Referred(channel=Channel.SMS, sender=Person(phone="+32470123456"))
    many.refer(*(replace(CITY, code=f"O{n}", name="Een organisatie met een heel lange naam " * 3) for n in range(MOST)))
    (notice,) = many.notices(Template.REFERRED)
    assert size_of(many.short_texts.write(notice, many.file())).parts <= MOST_PARTS
    silent = Referred(sender=Person(name="Ann"))
    silent.refer()
    assert not silent.notices(Template.REFERRED)


@pytest.mark.parametrize(
    ("organisations", "more", "wrong"),
    [
        ((), {}, {"organisation"}),
        ((LOST,), {}, {"org-OVO3"}),
        ((GONE,), {}, {"org-OVO4"}),
        ((ROADS,), {"reason": " ", "action": ""}, {"reason", "action"}),
        ((ROADS,), {"reason": "x" * (LONGEST + 1)}, {"reason"}),
        (tuple(replace(CITY, code=f"O{n}") for n in range(MOST + 1)), {}, {"organisation"}),
        ((), {"asked": (Asked(CITY, AT),)}, {"due-OVO2"}),
        ((), {"asked": (Asked(CITY, AT + timedelta(days=400)),)}, {"due-OVO2"}),
    ],
)
def test_what_cannot_be_referred(organisations: Any, more: Any, wrong: set[str]) -> None:
    """Every wrong field is told at once, and nothing is kept."""
    house = Referred()
    plan = replace(house.plan(*organisations), **more)
    before = dict(house.table.items)
    with pytest.raises(Rejected) as told:
        refer_case(house.file(), plan, AN, house.cases, house.desk())
    assert set(told.value.fields) == wrong
    assert house.table.items == before


def test_twice_and_too_late() -> None:
    """A form that came twice refers once; one that knows an older case refers nothing; nobody is asked twice at a time."""
    house = Referred()
    plan = house.plan(ROADS)
    refer_case(house.file(), plan, AN, house.cases, house.desk())
    with pytest.raises(ChangedMeanwhile):
        refer_case(house.file(), plan, AN, house.cases, house.desk())
    with pytest.raises(Rejected) as told:
        house.refer()
    assert set(told.value.fields) == {"org-OVO1"}
    house.refer(CITY)
    assert house.file().case.open_referrals == ("01", "02")


def test_many_are_asked() -> None:
    """However many are asked of one case, and whatever files come along, what the citizen adds reaches all of them at once:
    it fits one transaction, and more are not asked."""
    house = Referred()
    for first in range(0, MOST_OPEN, MOST):
        house.refer(*(replace(CITY, code=f"OVO9{first + n}") for n in range(MOST)))
    with pytest.raises(Rejected) as told:
        house.refer()
    assert set(told.value.fields) == {"organisation"}
    file, desk = house.file(), house.desk()
    files = tuple(FileRef(f"{n:02d}", f"form/{n}", f"{n}.pdf", "application/pdf", 1) for n in range(MOST_FILES))
    added = replace(file.contacts[0], id="01ADDED", key="added", files=files)
    case, event = extended(file.case, added, desk)
    change = pass_on(Change(case, (event,), contacts=(added,), files=files), added, file, desk)
    assert len(change.entries) == MOST_OPEN
    assert len(change_writes(change)) <= 100


def test_withdrawn() -> None:
    """A referral that is withdrawn ends, its department is told why, and the case waits for us when nobody else is asked."""
    house = Referred()
    house.refer(ROADS, CITY)
    withdraw_referral(house.file(), "01", "Verkeerde dienst.", AN, house.cases, house.desk())
    assert house.file().case.status is Status.REFERRED
    letter = house.letter(Template.REFERRAL_MORE)
    assert "Auto-Submitted" not in letter.headers
    assert letter.to == ROADS.email
    assert "niet meer nodig" in letter.text
    assert "Verkeerde dienst." in letter.text
    withdraw_referral(house.file(), "02", "", AN, house.cases, house.desk())
    case = house.file().case
    assert (case.status, case.open_referrals) == (Status.REOPENED, ())
    assert case.due_at
    assert all(one.next_at is None for one in house.file().referrals)
    with pytest.raises(NotPossibleNow):
        withdraw_referral(house.file(), "02", "", AN, house.cases, house.desk())


def test_sent_again() -> None:
    """Sent again to another address there is a new link, the former one opens nothing, and the new date counts."""
    house = Referred()
    house.refer()
    house.step("01", Step.BOUNCE)
    assert house.file().case.status is Status.REOPENED
    old = house.notices(Template.REFERRAL)[0]
    later, now = AT + timedelta(days=20), AT + timedelta(hours=1)
    send_referral_again(house.file(), "01", Again("nieuw@diensten.1700.test", later), AN, house.cases, house.desk(now))
    referral, case = house.file().referrals[0], house.file().case
    assert (referral.state, referral.email, referral.due_at) == (ReferralState.SENT, "nieuw@diensten.1700.test", later)
    assert (case.status, case.due_at) == (Status.REFERRED, later)
    new = next(one for one in house.notices(Template.REFERRAL) if one.to.startswith("nieuw"))
    assert holder_of_token(referral, new.link, AT)
    assert holder_of_token(referral, old.link, AT) is None
    assert "De datum is veranderd" not in house.letters.write(new, house.file()).text  # there, no date was told before


def test_sent_again_to_what_a_register_takes() -> None:
    """An address that may stand in the register may be sent to again: there is one rule for both, letters as ë included."""
    house = Referred()
    house.refer()
    again = Again("dienst@belgië.example", AT + timedelta(days=9))
    send_referral_again(house.file(), "01", again, AN, house.cases, house.desk())
    assert house.file().referrals[0].email == again.to


def test_sent_to_a_successor() -> None:
    """Sent to who does the work now, the referral is theirs, and the citizen reads where the question is."""
    house = Referred()
    house.refer()
    again = Again(CITY.email, AT + timedelta(days=9), organisation=CITY)
    send_referral_again(house.file(), "01", again, AN, house.cases, house.desk())
    assert house.file().referrals[0].name == CITY.name
    (notice,) = [one for one in house.notices(Template.REFERRED) if one.entry != house.file().entries[0].id][:1]
    told = [house.letters.write(one, house.file()).text for one in house.notices(Template.REFERRED)]
    assert len(told) == 2
    assert any("doorgestuurd naar: Stad Gent." in one for one in told)
    assert ids.token_hash(notice.link) in {one.hash for one in house.file().case.links}


@pytest.mark.parametrize(
    ("again", "wrong"),
    [
        (Again("geen adres", AT + timedelta(days=2)), {"to-01"}),
        (Again("vraag@1700.TEST", AT + timedelta(days=2)), {"to-01"}),
        (Again("a@b.be\nBcc: x@y.be", AT - timedelta(days=2), "x" * (LONGEST + 1)), {"to-01", "due-01", "text-01"}),
    ],
)
def test_not_sent_again(again: Again, wrong: set[str]) -> None:
    """An address that is none or our own, or a day that is over, sends nothing."""
    house = Referred()
    house.refer()
    with pytest.raises(Rejected) as told:
        send_referral_again(house.file(), "01", again, AN, house.cases, house.desk(), "1700.test")
    assert set(told.value.fields) == wrong
    assert len(house.notices(Template.REFERRAL)) == 1


def test_told_more() -> None:
    """What an agent tells goes to the department, with the same link, and the referral goes on."""
    house = Referred()
    house.refer()
    tell_department(house.file(), "01", "De burger belde nog.", AN, house.cases, house.desk())
    letter = house.letter(Template.REFERRAL_MORE)
    link = house.notices(Template.REFERRAL)[0].link
    assert "De burger belde nog." in letter.text
    assert link in letter.text
    assert house.file().referrals[0].state is ReferralState.SENT
    with pytest.raises(Rejected):
        tell_department(house.file(), "01", " ", AN, house.cases, house.desk())


def test_the_citizen_adds() -> None:
    """What the citizen adds reaches every department that still has to answer, and no other."""
    house = Referred()
    house.refer(ROADS, CITY)
    house.step("02", Step.GIVE_BACK)
    before = house.file().case
    house.register(tell=None, case=house.case, key="more", text="De boom is nu omgevallen.")
    (notice,) = house.notices(Template.REFERRAL_MORE)
    assert notice.to == ROADS.email
    assert "> De boom is nu omgevallen." in house.letter(Template.REFERRAL_MORE).text
    assert [(one.step, one.referral) for one in house.file().entries if one.step is Step.TELL] == [(Step.TELL, "01")]
    assert house.file().case.status is before.status
    house.register(tell=None, case=house.case, key="more", text="De boom is nu omgevallen.")
    assert len(house.notices(Template.REFERRAL_MORE)) == 1


def test_an_addition_waits_for_the_department() -> None:
    """A question that waits for a department stays there when the citizen adds something; its due date stays."""
    house = Referred()
    (referral,) = house.refer()
    house.register(tell=None, case=house.case, key="more", text="Nog iets.")
    case = house.file().case
    assert (case.status, case.due_at) == (Status.REFERRED, referral.due_at)


def test_what_was_asked_is_told() -> None:
    """A department that asked something gets the citizen's answer, and its clock runs again."""
    house = Referred()
    house.refer()
    house.step("01", Step.ASK_CITIZEN, text="Welke boom?")
    assert house.file().referrals[0].state is ReferralState.ASKED
    house.register(tell=None, case=house.case, key="more", text="De linde.")
    referral = house.file().referrals[0]
    assert referral.state is ReferralState.ACCEPTED
    assert referral.next_at


def test_a_stranger_is_looked_at_first() -> None:
    """What comes from another address goes to no department before an agent looked; what alarms comes to both."""
    house = Referred()
    house.refer()
    house.register(tell=None, case=house.case, key="stranger", flags=frozenset({Flag.OTHER_SENDER}))
    assert house.file().case.status is Status.REOPENED
    assert house.file().case.due_at
    assert not house.notices(Template.REFERRAL_MORE)
    alarmed = Referred()
    alarmed.refer()
    alarmed.register(tell=None, case=alarmed.case, key="alarm", flags=frozenset({Flag.DISTRESS}))
    assert alarmed.file().case.status is Status.REOPENED
    assert len(alarmed.notices(Template.REFERRAL_MORE)) == 1


def test_a_program_is_not_passed_on() -> None:
    """An automatic mail of the citizen's mailbox is kept, and told to nobody."""
    house = Referred()
    house.refer()
    house.register(tell=None, case=house.case, key="away", flags=frozenset({Flag.AUTOMATIC}))
    assert not house.notices(Template.REFERRAL_MORE)
    assert house.file().case.status is Status.REFERRED


def test_what_is_apart_is_not_referred() -> None:
    """What is kept apart goes to nobody before it is let in."""
    house = Referred()
    file = house.file()
    apart = replace(file, case=replace(file.case, apart="spam"))
    with pytest.raises(NotPossibleNow):
        refer_case(apart, house.plan(CITY), AN, house.cases, house.desk())


@given(st.sets(st.integers(0, 3)), st.booleans())
def test_nothing_goes_along_that_was_not_chosen(chosen: set[int], sender: bool) -> None:
    """Whichever messages are chosen, the mail quotes these and no other, and says who asks only where that was chosen."""
    house = Referred(text="Bericht 0.")
    for number in range(1, 4):
        house.register(tell=None, case=house.case, key=f"more-{number}", text=f"Bericht {number}.")
    shared = tuple(one.id for one in house.file().contacts if int(one.text[-2]) in chosen)
    house.refer(shared=shared, share_sender=sender)
    text = house.letter(Template.REFERRAL).text
    assert {number for number in range(4) if f"Bericht {number}." in text} == chosen
    assert ("ann@burger.test" in text) == sender


@given(st.text(max_size=300), st.text(max_size=80))
def test_a_stranger_writes_no_mail_of_ours(text: str, subject: str) -> None:
    """Whatever a citizen writes, the mail to the department has one subject line, and no address of the citizen's in it
    can be clicked."""
    house = Referred(text=f"{text} https://evil.com", subject=f"{subject} www.evil.com")
    house.refer()
    letter = house.letter(Template.REFERRAL)
    assert "\n" not in letter.subject
    assert "evil.com" not in letter.text + letter.subject
