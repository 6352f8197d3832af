"""A department replies to the mail of a referral: from any address it is the department's word, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations

import pytest

from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Level, Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import State, Template
from chalicelib.domain.own_view import said_in
from chalicelib.domain.referral import Author, ReferralState, Step
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow
from chalicelib.pages.letter_parts import contact_of
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.erase_case import Shelves, erase_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.note_case import note_case
from chalicelib.services.send_notice import Post, send_notice
from chalicelib.stores.mailer import Mailer
from chalicelib.stores.scans import ScanStore
from tests.department_house import CITY, ROADS, DepartmentHouse, ses_id
from tests.mail_house import PUBLIC, SECRET, mail
from tests.mail_out_house import AN, FakeSes
from tests.unit.desk_house import SAM

BOUNCE = """\
From: MAILER-DAEMON@wegen.test\r
To: {to}\r
Subject: Undelivered Mail\r
Message-ID: <dsn@wegen.test>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
No such mailbox.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.wegen.test\r
\r
Final-Recipient: rfc822; wegen@diensten.1700.test\r
Action: failed\r
Status: 5.1.1\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <{ses}@eu-central-1.amazonses.com>\r
References: {own}\r
\r
--b--\r
"""


@pytest.fixture
def house() -> DepartmentHouse:
    made = DepartmentHouse()
    made.ask()
    return made


def departments_own(house: DepartmentHouse) -> None:
    """Nothing of it counts as the citizen's: not in the messages, not on the own question, nothing sent to anybody."""
    assert len(house.whole.contacts) == 1
    assert [one.text for one in said_in(house.whole, house.now, house.whole.entries)] == [
        "Waar vraag ik een fietspremie aan?"
    ]
    assert {one.template for one in house.whole.notices} <= {Template.RECEIVED, Template.REFERRAL, Template.REFERRED}


@pytest.mark.parametrize("road", ["address", "own id", "SES id"])
@pytest.mark.parametrize("sender", ["Jan Claes <jan.claes@wegen.test>", ROADS.email, "helpdesk@elders.test"])
def test_reply(house: DepartmentHouse, road: str, sender: str) -> None:
    """A reply by address or by thread, from whichever address, is read, cut of its quotation, and put before the agent."""
    letter = house.post()
    marks = {
        "address": {"References": ""},
        "own id": {"To": PUBLIC},
        "SES id": {
            "To": PUBLIC,
            "References": "",
            "In_Reply_To": f"<{ses_id(house.notice())}@eu-central-1.amazonses.com>",
        },
    }
    receipt = house.answer(house.reply(letter, "Dat mag.", From=sender, **marks[road]))
    (entry,) = house.said()
    assert receipt.case == house.number
    assert (entry.step, entry.author, entry.text) == (Step.SAY, Author.DEPARTMENT, "Dat mag.")
    assert entry.by == sender
    assert entry.original in house.raw.objects
    assert (house.referral().state, house.head.status) == (ReferralState.ANSWERED, Status.REOPENED)
    departments_own(house)


def test_same_reply_twice(house: DepartmentHouse) -> None:
    """A reply that is delivered twice, or whose event comes twice, is one entry."""
    message = house.reply(house.post())
    house.answer(message)
    house.later(minutes=5)
    assert house.answer(message).repeated
    assert len(house.said()) == 1


def test_reply_with_files(house: DepartmentHouse) -> None:
    """Files of a reply, also a large one, are the entry's and go to the scanner like all files."""
    message = house.reply(house.post(), "Zie het plan.")
    message.add_attachment(b"x" * 20_000_000, maintype="application", subtype="pdf", filename="../plan.pdf")
    house.answer(message)
    (entry,) = house.said()
    (file,) = entry.files
    assert (file.name, file.size) == ("plan.pdf", 20_000_000)
    assert ScanStore(house.table).places(file.key) == ((house.number, file.id),)
    assert [one.id for one in house.whole.files] == [file.id]


def test_link_and_mail_at_once(house: DepartmentHouse) -> None:
    """Who answers by link and by mail has said two things; the agent sees both, whichever came first."""
    for order in permutations(("link", "mail")):
        both = DepartmentHouse()
        both.ask()
        letter = both.post()
        for way in order:
            both.later(minutes=1)
            both.do(Step.ANSWER, "Ja.") if way == "link" else both.answer(both.reply(letter, "Ja, dat mag."))
        assert {one.step for one in both.said()} == {Step.ANSWER, Step.SAY}
        assert (both.referral().state, both.head.status) == (ReferralState.ANSWERED, Status.REOPENED)


def test_many_at_once(house: DepartmentHouse) -> None:
    """Link, mail and an agent in the very same moment: each is kept once, and the audit trail holds."""
    message, holder = house.reply(house.post(), "Ja, dat mag."), house.holder()

    def noted(agent: Agent) -> None:
        while True:
            try:
                note_case(house.head, "Gebeld.", agent, house.cases, SECRET, house.now)
            except ChangedMeanwhile:
                continue
            return

    doings = [
        lambda: house.do(Step.ANSWER, "Ja.", holder=holder),
        lambda: house.do(Step.ANSWER, "Ja.", holder=holder),
        lambda: house.answer(message),
        lambda: noted(AN),
        lambda: noted(SAM),
    ]
    with ThreadPoolExecutor(len(doings)) as pool:
        for done in [pool.submit(one) for one in doings]:
            done.result()
    assert sorted(one.step for one in house.said()) == [Step.ANSWER, Step.SAY]
    assert len(house.whole.notes) == 2
    assert (house.referral().state, house.head.status) == (ReferralState.ANSWERED, Status.REOPENED)
    assert first_break(house.whole.audit) is None


def test_citizen_is_the_department() -> None:
    """Where the one who asks and the one who is asked have one address, what answers the referral is the department's."""
    house = DepartmentHouse()
    house.ask(replace(ROADS, email="an@example.be"))
    house.answer(house.reply(house.post(), "Dat mag.", From="An Peeters <an@example.be>"))
    assert [(one.step, one.author) for one in house.said()] == [(Step.SAY, Author.DEPARTMENT)]


def test_after_it_gave_back(house: DepartmentHouse) -> None:
    """A reply after giving back is kept for the agent and makes the giving back not undone."""
    letter = house.post()
    house.do(Step.GIVE_BACK, "Niet van ons.")
    house.later(minutes=1)
    house.answer(house.reply(letter, "Vraag het aan Gent."))
    assert [one.step for one in house.said()] == [Step.GIVE_BACK, Step.SAY]
    assert house.referral().state is ReferralState.RETURNED
    with pytest.raises(NotPossibleNow):
        house.do(Step.GIVE_BACK, "Nog eens.", drawn="cd" * 16)


@pytest.mark.parametrize(
    "marks",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "auto_reply"},
        {"Subject": "Automatisch antwoord: Vraag van een burger"},
        {"Subject": "Out of Office: Vraag van een burger"},
        {"Subject": "Afwezig Re: Vraag van een burger"},
    ],
)
def test_automatic_answer_is_no_reply(house: DepartmentHouse, marks: dict[str, str]) -> None:
    """The notice of an absence is kept and shown as such: the referral still waits, nobody is told, nothing comes back."""
    letter = house.post()
    absent = house.reply(letter, "Ik ben afwezig.", **marks)
    receipt = house.answer(absent)
    assert (house.referral().state, house.head.status) == (ReferralState.SENT, Status.REFERRED)
    assert house.said() == []
    contact = house.contact(receipt)
    assert {Flag.AUTOMATIC, Flag.FROM_DEPARTMENT} <= contact.flags
    assert len(said_in(house.whole, house.now)) == 1
    assert not [one for one in house.whole.notices if one.template is Template.REFERRAL_MORE]


def test_absence_is_not_quoted_to_the_citizen(house: DepartmentHouse) -> None:
    """An answer to the citizen after a department's automatic mail quotes the citizen's own words."""

    house.answer(house.reply(house.post(), "Ik ben afwezig.", Auto_Submitted="auto-replied"))
    house.later(minutes=1)
    answer_case(house.head, Draft(house.head.version, "Ja."), AN, house.cases, SECRET, house.now)
    quoted = contact_of(house.whole.notices[-1], house.whole)
    assert quoted
    assert quoted.text == "Waar vraag ik een fietspremie aan?"
    house.later(minutes=1)
    house.refer(CITY)
    told = max(house.whole.notices, key=lambda one: (one.not_before, one.template is Template.REFERRED))
    letter = house.letters.write(told, house.whole)
    assert letter.headers["In-Reply-To"] == "<1@example.be>"
    assert "wegen.test" not in str(letter.headers)


@pytest.mark.parametrize("by", ["ses", "own"])
def test_bounce_as_a_mail(house: DepartmentHouse, by: str) -> None:
    """A report that the referral's mail came back makes it a task at once, and is not the citizen's message."""
    letter = house.post()
    ses = ses_id(house.notice()) if by == "ses" else "unknown"
    house.receive(BOUNCE.format(to=PUBLIC, ses=ses, own=letter.headers["References"]).encode(), path="")
    assert len(said_in(house.whole, house.now)) == 1
    if by == "ses":
        assert (house.referral().state, house.head.status) == (ReferralState.FAILED, Status.REOPENED)


def test_forged_address(house: DepartmentHouse) -> None:
    """A reply address with an invented code leads nowhere: the mail is a question of its own, and the case does not know."""
    letter = house.post()
    before = house.whole
    forged = letter.reply_to[:-18] + "0000" + letter.reply_to[-14:]
    receipt = house.answer(mail("Dat mag.", From="x@elders.test", To=forged, Message_ID="<9@elders.test>"))
    assert receipt.case != house.number
    assert house.whole == before


def test_stranger_without_thread(house: DepartmentHouse) -> None:
    """The case's number in a subject, from a stranger, opens nothing."""
    before = house.whole
    subject = f"Re: 1700-{house.number[:2]}-{house.number[2:6]}-{house.number[6:10]}-{house.number[10:]}"
    receipt = house.answer(mail("Dat mag.", From="x@elders.test", Subject=subject, Message_ID="<9@elders.test>"))
    assert receipt.case != house.number
    assert house.whole == before


def test_forwarded_to_the_citizen(house: DepartmentHouse) -> None:
    """The citizen who answers a mail that the department sent on to him is the citizen, whose word goes to the department."""
    letter = house.post()
    told = house.reply(letter, "Bedankt, ik woon in Gent.", From="An Peeters <an@example.be>")
    receipt = house.receive(told)
    assert house.contact(receipt).text == "Bedankt, ik woon in Gent."
    assert [(one.step, one.author) for one in house.said()] == [(Step.TELL, Author.CITIZEN)]


def test_spam_joins_nothing(house: DepartmentHouse) -> None:
    """What SES found to be forged is kept apart, whatever thread it names."""
    before = house.whole
    receipt = house.answer(house.reply(house.post(), "Dat mag."), dmarc="fail")
    assert receipt.case != house.number
    assert house.case(receipt).apart
    assert house.whole.entries == before.entries


def test_closed_case(house: DepartmentHouse) -> None:
    """A reply to a case that was closed opens it again: an agent must read it."""

    letter = house.post()
    house.withdraw()
    close_case(house.head, Ending(Outcome.INFORMED, "BouwenWonen", Level.FLEMISH), AN, house.cases, house.now)
    house.later(days=1)
    house.answer(house.reply(letter))
    assert house.head.status is Status.REOPENED
    assert (house.head.closed_at, house.head.due_at is not None) == (None, True)


def test_erased_case(house: DepartmentHouse) -> None:
    """A reply to an erased case is a case of its own without what it repeats, and nobody is answered automatically."""
    letter = house.post()
    erase_case(
        house.number, Shelves(house.cases, ScanStore(house.table), house.files, house.raw), "an", "asked", house.now
    )
    receipt = house.answer(house.reply(letter, "Dat mag."))
    assert receipt.case != house.number
    contact = house.contact(receipt)
    assert (contact.text, contact.quoted) == ("Dat mag.", "")
    assert Flag.FROM_DEPARTMENT in contact.flags
    assert house.file(receipt).notices == ()


def test_erasing_takes_replies_along(house: DepartmentHouse) -> None:
    """Erased, nothing that a department wrote is left: not in the table, and not as its raw mail."""
    house.answer(house.reply(house.post(), "Dat mag in de Kerkstraat."))
    deleted: list[str] = []
    house.raw.delete = deleted.append
    original = house.said()[0].original
    erase_case(
        house.number, Shelves(house.cases, ScanStore(house.table), house.files, house.raw), "an", "asked", house.now
    )
    assert original in deleted
    assert "Kerkstraat" not in str([item for (pk, _), item in house.table.items.items() if pk.startswith("CASE#")])


def test_merged_case(house: DepartmentHouse) -> None:
    """A reply to a case that was merged is kept with it, and the case that lives waits for us."""
    letter = house.post()
    house.do(Step.GIVE_BACK, "Niet van ons.")
    other = house.receive(mail("Nog een vraag.", Message_ID="<7@example.be>", Subject="Anders"))
    merge_cases(Merge(house.head, house.cases.head(other.case)), AN, house.cases, house.desk.calendar, house.now)
    house.later(minutes=1)
    house.answer(house.reply(letter, "Dat mag."))
    assert house.said()[-1].text == "Dat mag."
    assert house.head.status is Status.MERGED
    assert house.cases.head(other.case).status is Status.REOPENED


def test_two_departments_by_mail() -> None:
    """Replies of two departments each go to their own referral, also when they come by the same sender."""
    house = DepartmentHouse()
    house.ask(ROADS, CITY)
    one, two = house.post(number="01"), house.post(number="02")
    house.answer(house.reply(two, "Gent zegt ja."))
    assert [entry.text for entry in house.said("02")] == ["Gent zegt ja."]
    house.answer(house.reply(one, "Wegen zegt nee."))
    assert [entry.text for entry in house.said("01")] == ["Wegen zegt nee."]


def test_refused_mail_is_a_task(house: DepartmentHouse) -> None:
    """A mail to a department that SES will never take makes its case a task at once."""

    ses = FakeSes(fail=["MessageRejected"])
    mailer = Mailer(ses, PUBLIC, "contact1700")
    post = Post(house.outbox, house.cases, mailer, house.letters.write, lambda *_: "", default_calendar())
    send_notice(house.number, house.notice().id, post, house.now)
    assert (house.referral().state, house.head.status) == (ReferralState.FAILED, Status.REOPENED)
    assert house.notice().state is State.FAILED
