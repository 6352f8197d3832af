"""What a department does by its secret link: each step, twice, too late, and what comes of it for the citizen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from chalicelib.backoffice.department.access import MOST_HELD, too_many
from chalicelib.domain import ids
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Contact, Kind, Person, Scan
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.ids import token_hash
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import LETTER, PHONE, SMS, State, Template
from chalicelib.domain.own_view import file_for_sender, said_in
from chalicelib.domain.referral import Author, ReferralState, Step
from chalicelib.domain.referral_links import LINK_LIVES, Holder, cookie_of, new_token, was_ours
from chalicelib.domain.referral_view import (
    CHOICES,
    LONGEST,
    can_accept,
    choices,
    file_for_department,
    spoken_in,
    told_along,
)
from chalicelib.domain.sms import size_of
from chalicelib.domain.ways import writes_itself
from chalicelib.errors import LinkNotValid, NotPossibleNow, Rejected, TooMany
from chalicelib.pages.short_texts import MOST_PARTS, ShortTexts
from chalicelib.services.erase_case import Shelves, erase_case
from chalicelib.services.follow_organisation import follow_organisation
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.note_case import note_case
from chalicelib.services.open_case import open_case
from chalicelib.services.open_referral import ended_link, open_referral, trade_token
from chalicelib.services.register_contact import register_contact
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event
from chalicelib.services.take_department_step import MOST_A_DAY
from chalicelib.services.tell_department import tell_department
from chalicelib.stores.organisations import OrganisationStore
from chalicelib.stores.scans import ScanStore
from tests.department_house import CITY, ROADS, DepartmentHouse, ses_id
from tests.mail_house import SECRET, mail
from tests.mail_out_house import AN

TO_CITIZEN = {Step.ANSWER_DIRECTLY: Template.DEPARTMENT_ANSWER, Step.ASK_CITIZEN: Template.DEPARTMENT_ASKS}


@pytest.fixture
def house() -> DepartmentHouse:
    made = DepartmentHouse()
    made.ask()
    return made


def erase(house: DepartmentHouse) -> None:
    shelves = Shelves(house.cases, ScanStore(house.table), house.files, house.raw)
    erase_case(house.number, shelves, "citizen", "asked", house.now)


def newest(house: DepartmentHouse) -> Letter:
    """The last letter."""
    return house.letters.write(max(house.whole.notices, key=lambda one: one.not_before), house.whole)


# --- Links ---


@given(some.text())
@example("26123456789.01.abc")
@example("")
@example("\ud800")
def test_wrong_tokens(token: str) -> None:
    """Nothing but its own token opens a referral; the refusal says nothing, and nobody is told whom to call."""
    house = DepartmentHouse()
    house.ask()
    with pytest.raises(LinkNotValid) as refused:
        trade_token(token, house.cases, house.now)
    assert str(refused.value) == ""
    assert ended_link(token, house.cases, SECRET) is None


def test_forged_for_a_real_case(house: DepartmentHouse) -> None:
    """The number of a real case and referral with an invented rest opens nothing and tells nothing."""
    token = house.token()
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    with pytest.raises(LinkNotValid):
        trade_token(forged, house.cases, house.now)
    assert not was_ours(SECRET, forged)
    assert ended_link(forged, house.cases, SECRET) is None


def test_revoked_link_says_whom_to_call(house: DepartmentHouse) -> None:
    """A link that was revoked by a newer one opens nothing, and says whom to ask for; the newer one opens the referral."""
    old, holder = house.token(), house.holder()
    house.later(hours=1)
    house.again("andere@diensten.1700.test")
    for refused in (
        lambda: trade_token(old, house.cases, house.now),
        lambda: open_referral(holder, house.cases, house.now),
        lambda: house.do(Step.ANSWER, holder=holder),
    ):
        with pytest.raises(LinkNotValid):
            refused()
    ended = ended_link(old, house.cases, SECRET)
    assert ended
    assert (ended.agent, ended.case, ended.erased) == ("An Peeters", house.number, False)
    assert house.holder().referral == "01"


def test_link_ends(house: DepartmentHouse) -> None:
    """A link ends with its time, and then says whom to ask for."""
    token = house.token()
    with pytest.raises(LinkNotValid):
        trade_token(token, house.cases, house.now + LINK_LIVES)
    ended = ended_link(token, house.cases, SECRET)
    assert ended
    assert ended.agent == "An Peeters"


def test_erased_while_asked(house: DepartmentHouse) -> None:
    """Of an erased question the link opens nothing, and says so without a name."""
    token, holder = house.token(), house.holder()
    erase(house)
    for refused in (lambda: trade_token(token, house.cases, house.now), lambda: house.do(Step.ANSWER, holder=holder)):
        with pytest.raises(LinkNotValid):
            refused()
    ended = ended_link(token, house.cases, SECRET)
    assert ended
    assert (ended.erased, ended.agent) == (True, "")


def test_many_side_by_side() -> None:
    """Whoever has many referrals open in one browser keeps the ones that were looked at last."""
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    holders = [Holder(f"{n:011}", "01", "x") for n in range(MOST_HELD + 2)]
    held = {one.place: cookie_of(SECRET, one, at + timedelta(minutes=n)) for n, one in enumerate(holders)}
    assert too_many(held) == [one.place for one in holders[:3]]
    assert too_many(dict(list(held.items())[: MOST_HELD - 1])) == []


# --- Steps ---


def test_accept(house: DepartmentHouse) -> None:
    """Who accepts is waited for, the case stays referred, and the clock runs on."""
    before = house.referral()
    house.do(Step.ACCEPT, "")
    after = house.referral()
    assert (after.state, house.head.status) == (ReferralState.ACCEPTED, Status.REFERRED)
    assert (after.next_at, after.due_at) == (before.next_at, before.due_at)
    assert not can_accept(after)


def test_answer_through_us(house: DepartmentHouse) -> None:
    """An answer through us makes the case wait for an agent; nothing goes to the citizen by itself."""
    notices = len(house.whole.notices)
    house.do(Step.ANSWER, "Ja, dat mag.", name="Mia")
    (entry,) = house.said()
    assert (entry.text, entry.by, entry.author) == ("Ja, dat mag.", "Mia, Agentschap Wegen", Author.DEPARTMENT)
    assert (house.referral().state, house.head.status) == (ReferralState.ANSWERED, Status.REOPENED)
    assert (house.referral().next_at, house.head.due_at is not None) == (None, True)
    assert len(house.whole.notices) == notices
    assert house.whole.audit[-1].actor == "department"
    assert first_break(house.whole.audit) is None


def test_same_form_twice(house: DepartmentHouse) -> None:
    """A form that is sent twice is one answer; a second answer is kept beside the first."""
    for _ in range(2):
        house.do(Step.ANSWER, "Ja.")
    assert [one.text for one in house.said()] == ["Ja."]
    house.later(minutes=1)
    house.do(Step.ANSWER, "Toch niet.", drawn="cd" * 16)
    assert [one.text for one in house.said()] == ["Ja.", "Toch niet."]
    assert house.head.status is Status.REOPENED


@pytest.mark.parametrize("step", TO_CITIZEN)
def test_to_the_citizen(house: DepartmentHouse, step: Step) -> None:
    """What goes to the citizen is one mail with the department's words, a link that opens the question, our address to
    reply to, and nothing of the department's own address."""
    for _ in range(2):
        house.do(step, "Hebt u een plan?", name="Mia")
    (notice,) = [one for one in house.whole.notices if one.template is TO_CITIZEN[step]]
    letter = house.letters.write(notice, house.whole)
    assert (letter.to, letter.reply_to.startswith("vraag+")) == ("an@example.be", True)
    assert "Hebt u een plan?" in letter.text
    assert "Agentschap Wegen" in letter.text
    assert "wegen@" not in letter.text
    assert token_hash(notice.link) in {one.hash for one in house.head.links}
    (shown,) = [one for one in said_in(house.whole, house.now, house.whole.entries) if one.by]
    assert (shown.text, shown.by, shown.asks) == ("Hebt u een plan?", "Mia, Agentschap Wegen", step is Step.ASK_CITIZEN)


def test_answer_directly(house: DepartmentHouse) -> None:
    """Who answers the citizen directly ends the waiting: the case counts as answered, and can be taken up again."""
    house.do(Step.ANSWER_DIRECTLY)
    assert (house.head.status, house.head.due_at) == (Status.ANSWERED, None)
    assert house.referral().state is ReferralState.ANSWERED_DIRECTLY


def test_citizen_is_asked_and_answers(house: DepartmentHouse) -> None:
    """What the citizen answers goes back to the department, whose clock runs again."""
    house.do(Step.ASK_CITIZEN, "Waar staat de boom?")
    assert (house.referral().state, house.head.status) == (ReferralState.ASKED, Status.REFERRED)
    notice = house.notice(Template.DEPARTMENT_ASKS)
    letter = house.letters.write(notice, house.whole)
    house.later(days=1)
    told = mail("In de Kerkstraat.", To=letter.reply_to, Message_ID="<2@example.be>", Subject="Re: boom")
    receipt = house.receive(told)
    assert receipt.case == house.number
    entry = house.said()[-1]
    assert (entry.step, entry.author, entry.text) == (Step.TELL, Author.CITIZEN, "In de Kerkstraat.")
    assert house.referral().state is ReferralState.ACCEPTED
    more = house.letters.write(house.notice(Template.REFERRAL_MORE), house.whole)
    assert more.to == ROADS.email
    assert "In de Kerkstraat." in more.text


@pytest.mark.parametrize(
    ("step", "state"), [(Step.ASK_AGENT, ReferralState.ASKED), (Step.GIVE_BACK, ReferralState.RETURNED)]
)
def test_for_the_agent(house: DepartmentHouse, step: Step, state: ReferralState) -> None:
    """A question to us, and a question given back with who should have it, is at once a task of an agent."""
    house.do(step, "Dit is een gemeenteweg.", better="Stad Gent")
    assert (house.referral().state, house.head.status) == (state, Status.REOPENED)
    assert house.said()[-1].better == ("Stad Gent" if step is Step.GIVE_BACK else "")


def test_agent_tells_what_was_asked(house: DepartmentHouse) -> None:
    """Once an agent told a department what it asked her, the case waits for the department again, until its due date; not
    where something else on it waits for us too."""
    house.do(Step.ASK_AGENT, "Welke straat?")
    assert house.head.status is Status.REOPENED
    house.later(hours=1)
    tell_department(house.whole, "01", "De Kerkstraat.", AN, house.cases, house.desk)
    assert (house.head.status, house.referral().state) == (Status.REFERRED, ReferralState.ACCEPTED)
    assert house.head.due_at == house.referral().due_at
    house.later(hours=1)
    house.do(Step.ASK_AGENT, "Welk nummer?", drawn="cd" * 16)
    stranger = mail("Ik ook.", From="x@elders.test", Message_ID="<9@elders.test>")
    stranger["References"] = house.letters.write(house.notice(Template.REFERRED), house.whole).headers["References"]
    assert house.receive(stranger, domain="elders.test", path="x@elders.test").case == house.number
    house.later(hours=1)
    tell_department(house.whole, "01", "Nummer 5.", AN, house.cases, house.desk)
    assert (house.head.status, house.referral().state) == (Status.REOPENED, ReferralState.ACCEPTED)


def test_too_late(house: DepartmentHouse) -> None:
    """What makes no sense after an answer or after giving back is refused and changes nothing; an answer is still taken."""
    house.do(Step.GIVE_BACK, "Niet van ons.")
    before = house.whole
    for step in (Step.GIVE_BACK, Step.ASK_CITIZEN, Step.ASK_AGENT, Step.ACCEPT):
        with pytest.raises(NotPossibleNow):
            house.do(step, "Toch.", drawn="ef" * 16)
    assert house.whole == before
    house.do(Step.ANSWER, "Toch van ons: ja.", drawn="ee" * 16)
    assert house.referral().state is ReferralState.ANSWERED
    house.do(Step.ANSWER, "Ja.", drawn="ff" * 16)


def test_withdrawn(house: DepartmentHouse) -> None:
    """A withdrawn question can still be answered, which an agent sees; nothing else can be done."""
    house.withdraw()
    assert choices(house.referral(), reached=True) == (Step.ANSWER,)
    house.do(Step.ANSWER, "Ja.")
    assert (house.referral().state, house.said()[-1].text) == (ReferralState.WITHDRAWN, "Ja.")
    assert house.head.status is Status.REOPENED


def test_two_departments(house: DepartmentHouse) -> None:
    """Of two that are asked each sees its own referral only, and the case waits until both have answered."""
    both = DepartmentHouse()
    both.ask(ROADS, CITY)
    both.do(Step.ANSWER, "Wij zeggen ja.")
    assert both.head.status is Status.REFERRED
    assert not spoken_in(both.whole, both.referral("02"))
    both.do(Step.ANSWER, "Wij zeggen nee.", number="02", drawn="cd" * 16)
    assert both.head.status is Status.REOPENED
    assert [one.text for one in spoken_in(both.whole, both.referral("02"))] == ["Wij zeggen nee."]


@pytest.mark.parametrize("step", [*CHOICES, None, Step.SIGN])
def test_faults(house: DepartmentHouse, step: Step | None) -> None:
    """A form without words, without a choice, too long or too old is refused in words, and nothing is kept."""
    before = house.whole
    holder = house.holder()
    with pytest.raises(Rejected):
        house.do(step, "", holder=holder)
    with pytest.raises(Rejected):
        house.do(step, "x" * (LONGEST + 1), holder=holder)
    with pytest.raises(Rejected) as told:
        house.do(step, "Ja.", name="x" * 200, better="x" * 400, holder=holder)
    assert {"name", "better"} <= set(told.value.fields)
    assert house.whole == before


def test_limit(house: DepartmentHouse) -> None:
    """A link that leaked sends so many messages a day and no more."""
    for n in range(MOST_A_DAY):
        house.do(Step.ANSWER, str(n), drawn=f"{n:032x}")
    with pytest.raises(TooMany):
        house.do(Step.ANSWER, "Nog een.", drawn="ff" * 16)


def test_nobody_to_write_to() -> None:
    """Where the citizen has no address, what would go there is neither offered nor done."""
    house = DepartmentHouse()
    house.ask()
    head = house.head
    nowhere = replace(head, sender=replace(head.sender, email=""), version=head.version + 1)
    house.cases.keep(Change(nowhere, ()))
    assert not set(choices(house.referral(), reached=False)) & set(TO_CITIZEN)
    for step in TO_CITIZEN:
        with pytest.raises(Rejected):
            house.do(step)


@pytest.mark.parametrize("step", TO_CITIZEN)
@pytest.mark.parametrize("text", ["Ja.", "Dit is een lange uitleg over uw boom. " * 40])
def test_to_the_citizen_by_sms(step: Step, text: str) -> None:
    """Who asked by SMS gets a department's words by SMS, or where they do not fit a secret link to them."""
    house = DepartmentHouse()
    person = Person(phone="+32470123456")
    contact = Contact(
        ids.ulid(SECRET, house.now, "s"), "s", Channel.SMS, Kind.QUESTION, house.now, person, "Boom", "Mag het?"
    )
    house.number = register_contact(contact, house.cases, house.desk).case
    house.ask()
    house.do(step, text)
    notice = house.notice(TO_CITIZEN[step])
    said = ShortTexts("https://1700.test", default_calendar()).write(notice, house.whole)
    assert (notice.by, notice.to) == (SMS, "+32470123456")
    assert "Agentschap Wegen" in said
    assert size_of(said).parts <= MOST_PARTS
    assert (text.strip() in said) == (text == "Ja.")
    assert (f"/vraag/openen?sleutel={notice.link}" in said) == (text != "Ja.")


@pytest.mark.parametrize("road", [PHONE, LETTER])
def test_citizen_who_wants_a_call(house: DepartmentHouse, road: str) -> None:
    """Who wants to be called, or a letter, is not written to by a department: an agent brings the answer."""
    head = house.head
    wants = replace(head.sender, prefers=road, phone="+32470123456", address="Kerkstraat 1")
    house.cases.keep(Change(replace(head, sender=wants, version=head.version + 1), ()))
    assert not writes_itself(house.head)
    with pytest.raises(Rejected) as told:
        house.do(Step.ANSWER_DIRECTLY)
    assert told.value.fields == {"step": "department.error_no_road"}


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.ANSWER, Step.ANSWER_DIRECTLY, Step.GIVE_BACK])
def test_case_changes_meanwhile(house: DepartmentHouse, step: Step) -> None:
    """A step that meets somebody else's change is taken on what is there then, and loses nothing of it."""
    keep, holder = house.cases.keep, house.holder()

    def meets(*changes: Change) -> None:
        house.cases.keep = keep  # type: ignore[method-assign]
        note_case(house.head, "Gebeld.", AN, house.cases, SECRET, house.now)
        house.cases.keep(*changes)

    house.cases.keep = meets  # type: ignore[method-assign]
    house.do(step, "Ja.", holder=holder)
    assert [one.step for one in house.said()] == [step]
    assert [one.text for one in house.whole.notes] == ["Gebeld."]
    assert first_break(house.whole.audit) is None


# --- What is seen ---


def test_only_what_goes_along(house: DepartmentHouse) -> None:
    """A department sees the messages that were chosen, and the files of those and of its own referral, once they are safe."""
    bare = DepartmentHouse()
    bare.ask(shared=())
    assert told_along(bare.whole, bare.referral()) == ()
    assert [one.text for one in told_along(house.whole, house.referral())] == ["Waar vraag ik een fietspremie aan?"]
    house.do(Step.ANSWER, "Zie het plan.", files=house.upload("ab" * 16, "plan.pdf"))
    (file,) = house.said()[-1].files
    assert file_for_department(house.whole, house.referral(), file.id) is None
    ScanStore(house.table).keep(file.key, Scan.CLEAN, "v1", house.now)
    found = file_for_department(house.whole, house.referral(), file.id)
    assert found
    assert (found.name, found.version) == ("plan.pdf", "v1")
    assert file_for_department(bare.whole, bare.referral(), file.id) is None


def test_what_others_said_in_confidence(house: DepartmentHouse) -> None:
    """Who is asked in the place of others reads what the citizen and we said, and not what those others told us; nor that a
    date has changed that was never told there. The same department still reads its own words."""
    house.do(Step.GIVE_BACK, "Met hem werken wij niet meer.", files=house.upload("ab" * 16, "intern.pdf"))
    (file,) = house.said()[-1].files
    ScanStore(house.table).keep(file.key, Scan.CLEAN, "v1", house.now)
    house.later(hours=1)
    house.again("WEGEN@diensten.1700.test")
    assert "De datum is veranderd" in newest(house).text
    assert [one.step for one in spoken_in(house.whole, house.referral())] == [Step.GIVE_BACK, Step.SEND_AGAIN]
    assert file_for_department(house.whole, house.referral(), file.id)
    house.later(hours=1)
    house.again("andere@diensten.1700.test")
    assert "De datum is veranderd" not in newest(house).text
    assert [one.step for one in spoken_in(house.whole, house.referral())] == [Step.SEND_AGAIN, Step.SEND_AGAIN]
    assert file_for_department(house.whole, house.referral(), file.id) is None
    house.do(Step.ACCEPT, drawn="cd" * 16)
    assert spoken_in(house.whole, house.referral())[-1].step is Step.ACCEPT


def test_sent_again_with_what_came_since(house: DepartmentHouse) -> None:
    """Who is asked anew has in one mail what the citizen added: to whom it was sent before, and while nobody had it. The same
    department is not told again what it knows."""
    to = house.letters.write(house.notice(Template.REFERRED), house.whole).reply_to
    house.later(hours=1)
    house.receive(mail("De boom is ziek.", To=to, Message_ID="<2@example.be>"))
    house.later(hours=1)
    house.do(Step.GIVE_BACK, "Niet van ons.")
    house.later(hours=1)
    house.receive(mail("Hij valt bijna om.", To=to, Message_ID="<3@example.be>"))
    house.receive(mail("Ik ook.", To=to, From="x@elders.test", Message_ID="<4@elders.test>"))
    house.later(hours=1)
    house.again("wegen@diensten.1700.test")
    same = newest(house).text
    assert "Hij valt bijna om." in same
    assert "De boom is ziek." not in same
    assert "Ik ook." not in same
    house.later(hours=1)
    house.again("andere@diensten.1700.test")
    for said in ("fietspremie", "De boom is ziek.", "Hij valt bijna om."):
        assert newest(house).text.count(said) == 1
    seen = [one.text for one in (*told_along(house.whole, house.referral()), *spoken_in(house.whole, house.referral()))]
    assert [seen.count(f"{one}\n") + seen.count(one) for one in ("De boom is ziek.", "Hij valt bijna om.")] == [1, 1]


def test_merged_asks_nothing_more(house: DepartmentHouse) -> None:
    """Of a case that went up in another one the department can still answer, and ask nothing: what the citizen says to that
    would reach the other case only, where nobody could pass it on."""
    house.do(Step.ANSWER)
    other = house.receive(mail("Nog iets.", Message_ID="<7@example.be>", Subject="Iets anders")).case
    merge_cases(Merge(house.head, house.cases.head(other)), AN, house.cases, default_calendar(), house.now)
    house.later(hours=1)
    for step in (Step.ASK_CITIZEN, Step.ASK_AGENT):
        assert step not in choices(house.referral(), reached=True, merged=True)
        with pytest.raises(NotPossibleNow):
            house.do(step, "Hoe hoog?", drawn="cd" * 16)
    assert [one.step for one in house.said()] == [Step.ANSWER]
    house.do(Step.ANSWER, "Toch niet.", drawn="ef" * 16)
    assert house.said()[-1].text == "Toch niet."


def test_files_of_an_answer_to_the_citizen(house: DepartmentHouse) -> None:
    """The citizen opens a file that came with a direct answer once it is safe; one of an answer through us is the agent's."""
    house.do(Step.ANSWER, "Voor u.", files=house.upload("aa" * 16, "intern.pdf"))
    house.do(Step.ANSWER_DIRECTLY, "Zie het plan.", drawn="bb" * 16, files=house.upload("bb" * 16, "plan.pdf"))
    for file in house.whole.files:
        ScanStore(house.table).keep(file.key, Scan.CLEAN, "v1", house.now)
    opened = open_case(house.number, house.cases)
    seen = [one.name for one in opened.whole.files if file_for_sender(opened.whole, opened.entries, one.id)]
    assert seen == ["plan.pdf"]


def test_organisation_that_changes(house: DepartmentHouse) -> None:
    """A department that is renamed or abolished while it is asked is told so, with who does its work now."""
    store = OrganisationStore(house.table)
    heir = replace(CITY, code="OVO3", name="Agentschap Wegen en Verkeer")
    store.keep([ROADS, heir])
    assert follow_organisation(house.referral(), store, house.now) is None
    store.keep([replace(ROADS, name="Agentschap Straten"), heir])
    fate = follow_organisation(house.referral(), store, house.now)
    assert fate
    assert (fate.name, fate.ended) == ("Agentschap Straten", None)
    store.keep([replace(ROADS, ended="2026-11-01", successor="OVO3"), heir])
    fate = follow_organisation(house.referral(), store, house.now)
    assert fate
    assert fate.heir
    assert (str(fate.ended), fate.heir.name) == ("2026-11-01", heir.name)


# --- Mails that do not arrive ---


def test_bounced_referral_is_a_task(house: DepartmentHouse) -> None:
    """A referral's mail that comes back is at once a task of an agent, once; no mail to the citizen is blamed."""
    house.post()
    assert house.told(State.BOUNCED, detail="Permanent/General") is Taken.KEPT
    assert house.told(State.BOUNCED, detail="Permanent/General") is Taken.KNOWN
    assert (house.referral().state, house.head.status) == (ReferralState.FAILED, Status.REOPENED)
    assert Flag.BOUNCED not in house.head.flags
    assert [one.step for one in house.said()] == [Step.BOUNCE]
    assert house.notice().state is State.BOUNCED
    assert first_break(house.whole.audit) is None


def test_absence_is_no_bounce(house: DepartmentHouse) -> None:
    """A notice of absence, which SES tells as a passing bounce, is no task; a full mailbox is one."""
    house.post()
    house.told(State.BOUNCED, permanent=False, detail="Transient/General")
    assert house.referral().state is ReferralState.SENT
    full = DepartmentHouse()
    full.ask()
    full.post()
    full.told(State.BOUNCED, permanent=False, detail="Transient/MailboxFull")
    assert full.referral().state is ReferralState.FAILED


def test_late_bounce_of_a_former_address(house: DepartmentHouse) -> None:
    """A mail to an address that was replaced meanwhile comes back: the referral goes on at its new address."""
    house.post()
    old = house.notice()
    house.later(hours=1)
    house.again("andere@diensten.1700.test")
    event = DeliveryEvent(ses_id(old), State.BOUNCED, house.now, "Permanent/General")
    take_delivery_event(event, house.outbox, house.cases, default_calendar(), house.now)
    assert (house.referral().state, house.head.status) == (ReferralState.SENT, Status.REFERRED)


def test_bounce_after_the_answer(house: DepartmentHouse) -> None:
    """A bounce that comes after the answer changes nothing but the mail's own state."""
    house.post()
    house.do(Step.ANSWER)
    house.told(State.BOUNCED, detail="Permanent/General")
    assert house.referral().state is ReferralState.ANSWERED
    assert house.notice().state is State.BOUNCED


@pytest.mark.parametrize("step", TO_CITIZEN)
def test_word_to_the_citizen_is_lost(house: DepartmentHouse, step: Step) -> None:
    """What a department wrote to the citizen and did not arrive makes the case wait for us, with the sign for it."""
    house.do(step)
    house.post(TO_CITIZEN[step])
    house.told(State.BOUNCED, TO_CITIZEN[step], detail="Permanent/General")
    assert house.head.status is Status.REOPENED
    assert Flag.BOUNCED in house.head.flags


def test_turns(house: DepartmentHouse) -> None:
    """Every link that a referral ever had is known as ours, one that it did not have is not."""
    assert was_ours(SECRET, new_token(SECRET, house.number, "01", "7"))
    assert not was_ours(b"other", new_token(SECRET, house.number, "01", "7"))
