"""A case moves into the confidential house: it closes to everybody at once, and nothing of it is left outside.

EVERYWHERE is the list of all that a case leaves anywhere, with what becomes of it: whoever makes a new place comes by here.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.backoffice.investigation.course import lines
from chalicelib.domain import ids
from chalicelib.domain.case import Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Contact, FileRef, Kind, Person, Scan
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.integrity.change import ErrandKind
from chalicelib.domain.integrity.entry import Identity, What
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import Template
from chalicelib.domain.sms_arrival import Arrival, Part
from chalicelib.domain.words import findable
from chalicelib.errors import (
    AlreadyKept,
    Busy,
    ChangedMeanwhile,
    LinkNotValid,
    NotFound,
    NotPossibleNow,
    Rejected,
    TooMany,
)
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.deny_integrity import deny_integrity
from chalicelib.services.find_cases import find_cases
from chalicelib.services.forget_case import Outside
from chalicelib.services.integrity.give_first_code import MOST_TRIES, code_by_answers, code_by_link, is_sender
from chalicelib.services.integrity.move_case import Move, Moved, move_case
from chalicelib.services.integrity.take_over_case import AGAIN, LATER, Inside, take_over_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.note_case import note_case
from chalicelib.services.open_question import open_question, trade_token
from chalicelib.services.refer_case import Asked, Plan, refer_case
from chalicelib.services.register_contact import Desk, register_contact
from chalicelib.services.take_sms import Stores as SmsStores
from chalicelib.services.take_sms import take_sms
from chalicelib.stores.conversations import Conversations
from chalicelib.stores.erasures import Erasures
from chalicelib.stores.integrity.earlier_links import EarlierLinks
from chalicelib.stores.loose_files import LooseFiles
from chalicelib.stores.presence import Presence
from chalicelib.stores.scans import ScanStore
from chalicelib.stores.sms_parts import SmsParts
from chalicelib.stores.word_index import WordIndex
from tests.integrity_house import ConfidentialHouse
from tests.mail_house import AT, SECRET, FakeBucket, MailHouse, mail
from tests.unit.desk_house import AN

ROOT = Path(__file__).resolve().parents[2]
LATE = AT + timedelta(minutes=20)
SMS = "+32470998877"
WHO = "Xanthippe Zonderling <xanthippe@burger.test>"
ROADS = Organisation("OVO1", "Agentschap Wegen", "Vlaams", email="wegen@diensten.test")  # type: ignore[arg-type]
PLANTED: Final = ("xanthippe", "zonderling", "smeergeld", "0470998877", "470998877", "kwetsbaar", "wegen@", "peeters")

# Where a case leaves something: items of the table by their pk (of CASE# by their sk), objects, queues, mails.
EVERYWHERE: Final = {
    "CASE# #META": "stays: number of the dossier, hashes of secret links, ids of merged cases, version, channel",
    "CASE# C# M# N# F# R# D# O# W# A#": "gone: purge, with the audit trail; all of it is in the dossier, sealed",
    "CITIZEN# WORK# OWNER# CLOCK# OUT#": "gone: keys of the indexes, on the items themselves",
    "WORD#": "gone: led to by W#",
    "MAILID#": "gone: led to by O#; one that is written later holds ids of nothing",
    "SCAN#": "gone: places and result, unless another case has the same file",
    "LOOSE#": "gone",
    "ERASE#": "gone, when the case closes to all",
    "IDEM#": "gone: found by the contact's own key, a mail's by its bytes",
    "LIMIT#": "gone: what says that this contact was answered; counts of a network address stay a day or two",
    "PRESENCE#": "gone",
    "SMSTALK# PART#": "gone: the conversation, groups of parts; that a number wants no SMS stays",
    "SMSGROUP#": "gone: parts with their text",
    "SMSWORD#": "gone",
    "files bucket": "gone with all versions, after a copy came into the house",
    "mail bucket": "gone with all versions, after a copy came into the house",
    "queues": "hold ids alone, which lead to nothing",
    "stream": "old images for 24 hours, read by one function that passes ids on",
    "backup": "old items for 35 days: docs/developers/threat-model.md",
    "mails and SMS": "what was sent cannot be taken back: the agent is told which organisations had it",
}
OF_NO_CASE: Final = {"SESSION", "LOGIN", "HANDOFF", "ORG", "ORGWORD", "ORGBY", "FEEDBACK"}


class Moving(MailHouse):
    """The ordinary service and the confidential house beside each other, each with its own tables and buckets."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.inner, self.bucket = ConfidentialHouse(), FakeBucket()
        self.links = EarlierLinks(self.inner.table)
        self.scans, self.loose = ScanStore(self.table), LooseFiles(self.table)
        self.talks, self.parts = Conversations(self.table), SmsParts(self.table)
        self.words, self.presence, self.erasures = (
            WordIndex(self.table, SECRET),
            Presence(self.table),
            Erasures(self.table),
        )
        stores = self.stores
        self.outside = Outside(
            self.cases,
            self.scans,
            self.files,
            self.raw,
            stores.idempotency,
            stores.limits,
            self.talks,
            self.parts,
            self.presence,
            self.erasures,
            self.loose,
            SECRET,
        )
        self.inside = Inside(self.inner.dossiers, self.links, self.bucket)  # type: ignore[arg-type]

    def text(self, text: str, sms: str = "sms-1", part: Part | None = None) -> str:
        """An SMS comes in; gives its case once there is one."""
        stores = SmsStores(
            self.cases,
            self.outbox,
            self.stores.limits,
            self.stores.idempotency,
            self.talks,
            self.parts,
            lambda *_: None,
        )
        taken = take_sms(Arrival(sms, SMS, text, self.now, part=part), stores, self.desk())
        return taken.receipts[0].case if taken.receipts else ""

    def desk(self) -> Desk:
        return Desk(SECRET, default_calendar(), self.now)

    def reported(self) -> str:
        """A report comes by mail, with a file; it is indexed, scanned, looked at."""
        raw = mail("Mijn diensthoofd neemt smeergeld aan.", Subject="Smeergeld", From=WHO)
        raw.add_attachment(b"kwetsbaar bewijs", maintype="application", subtype="pdf", filename="bewijs.pdf")
        case = self.receive(raw, domain="burger.test", path="xanthippe@burger.test").case
        file = self.cases.open(case)
        for contact in file.contacts:
            self.words.keep(case, contact.id, contact.received_at, findable(contact))
        for one in file.files:
            self.scans.keep(one.key, Scan.CLEAN, "v1", self.now)
        self.presence.here(case, AN, self.now)
        return case

    def handled(self, case: str) -> None:
        """It goes through all that an agent can do with it."""
        head = self.cases.head(case)
        note_case(head, "Xanthippe belde.", AN, self.cases, SECRET, self.now)
        file = self.cases.open(case)
        asked = (Asked(ROADS, self.now + timedelta(days=9)),)
        plan = Plan(file.case.version, asked, "Smeergeld", "Kijk na", (file.contacts[0].id,))
        refer_case(file, plan, AN, self.cases, self.desk())
        head = self.cases.head(case)
        answer_case(head, Draft(head.version, "Over smeergeld."), AN, self.cases, SECRET, self.now)
        notice = next(one for one in self.cases.open(case).notices if one.template is Template.REFERRAL)
        claimed = self.outbox.claim(case, notice.id, self.now)
        assert claimed
        self.outbox.sent(claimed, "ses-1", self.now)

    def move(self, case: str, version: int | None = None) -> Moved:
        """An agent moves it."""
        asked = Move(case, self.cases.head(case).version if version is None else version)
        return move_case(asked, self.outside, self.inner.dossiers, self.links, self.inner.at(self.now))

    def take_over(self, moved: Moved, case: str) -> None:
        """The errand runs."""
        take_over_case(moved.number, case, self.inside, self.outside, self.inner.at(LATE))

    def left(self) -> dict[tuple[str, str], Any]:
        """What is in the ordinary table."""
        return self.table.items


@pytest.fixture
def house() -> Moving:
    return Moving()


def test_every_place_is_thought_of() -> None:
    """A place of the ordinary table that is not in the list of this test is one that a move would leave behind."""
    found = set[str]()
    for path in (ROOT / "chalicelib/stores").glob("*.py"):
        found |= set(re.findall(r'f?"([A-Z]{3,})#', path.read_text(encoding="utf-8")))
    known = {one for key in EVERYWHERE for one in re.findall(r"([A-Z]{3,})#", key)}
    assert found - OF_NO_CASE <= known


def test_nothing_is_left_outside(house: Moving) -> None:
    """After a move the ordinary table holds a head with the dossier's number and no word, name or address; both buckets are
    empty; and all of it is in the dossier, sealed."""
    case = house.reported()
    house.handled(case)
    moved = house.move(case)
    house.take_over(moved, case)
    assert {key for key in house.left() if not key[0].startswith("LIMIT#")} == {(f"CASE#{case}", "#META")}
    assert not [one for one in PLANTED if one in str(house.left()).lower()]
    assert (house.files.objects, house.raw.objects) == ({}, {})
    head = house.cases.head(case)
    assert (head.status, head.dossier) == (Status.MOVED, moved.number)
    assert (head.subject, head.citizen, head.sender) == ("", "", Person())
    file = house.inner.dossiers.open(moved.number)
    said = str([one.text for one in file.entries] + [one.facts for one in file.entries])
    assert all(one in said for one in ("smeergeld", "Xanthippe belde.", "Agentschap Wegen", "Over smeergeld."))
    assert house.inner.dossiers.identity(moved.number).email == "xanthippe@burger.test"
    assert sorted(one.name for one in file.files) == ["bericht.eml", "bewijs.pdf"]
    assert {body for body, _ in house.bucket.objects.values()} >= {b"kwetsbaar bewijs"}
    assert not [one for one in PLANTED if one in str(house.inner.table.items).lower()]


def test_a_long_sms(house: Moving) -> None:
    """Of an SMS its parts, its conversation and what is remembered of it go; that its number wants none stays."""
    house.text("Mijn baas neemt smeer", "sms-1", Part("7", 1, 2))
    case = house.text("geld aan. Xanthippe", "sms-2", Part("7", 2, 2))
    house.text("STOP", "sms-3")
    moved = house.move(case)
    house.take_over(moved, case)
    left = {key for key in house.left() if not key[0].startswith("LIMIT#")}
    assert {(pk.partition("#")[0], sk) for pk, sk in left} <= {("CASE", "#META"), ("SMSTALK", "STOP")}
    assert not [one for one in PLANTED if one in str(house.left()).lower()]


def test_a_form_with_files_by_a_program(house: Moving) -> None:
    """What came by the public API leaves neither the result of its key nor the folder of its files."""
    drawn, prefix = "ab" * 16, "form/0123/"
    house.stores.idempotency.keep(f"api:{drawn}", b"body", AT.isoformat(), AT)
    house.loose.note(prefix, AT)
    house.files.put(f"{prefix}0", b"kwetsbaar", "application/pdf")
    file = FileRef(ids.ulid(SECRET, AT, "file"), f"{prefix}0", "x.pdf", "application/pdf", 9)
    sender = Person(name="Xanthippe Zonderling", phone=SMS)
    key = f"form:{drawn}:0011"
    contact = Contact(
        ids.ulid(SECRET, AT, key), key, Channel.API, Kind.QUESTION, AT, sender, "Smeergeld", "Smeergeld", files=(file,)
    )
    case = register_contact(contact, house.cases, house.desk()).case
    house.scans.attach(case, file)
    house.take_over(house.move(case), case)
    assert set(house.left()) == {(f"CASE#{case}", "#META")}
    assert not house.files.objects
    assert house.cases.head(case).key == ""


def test_merged_cases_move_together(house: Moving) -> None:
    """Cases that were merged move as one; the one that went up moves with the one that stays."""
    first = house.reported()
    second = house.text("Nog iets over dat smeergeld.", "sms-9")
    merge = Merge(house.cases.head(second), house.cases.head(first), same_person=True)
    merge_cases(merge, AN, house.cases, house.desk().calendar, AT)
    with pytest.raises(NotPossibleNow):
        house.move(second)
    moved = house.move(first)
    house.take_over(moved, first)
    assert {house.cases.head(one).status for one in (first, second)} == {Status.MOVED}
    assert {house.cases.head(one).dossier for one in (first, second)} == {moved.number}
    assert "Nog iets over dat smeergeld." in str(house.inner.dossiers.open(moved.number).entries)


def test_closed_to_everybody_at_once(house: Moving) -> None:
    """From the move on, before anything is erased, nobody opens the case: no agent, no link, no search, no mail."""
    case = house.reported()
    house.handled(case)
    number = house.move(case).number
    with pytest.raises(NotFound):
        house.cases.open(case)
    assert find_cases("xanthippe@burger.test", house.cases, house.words, SECRET) == ()
    assert find_cases("smeergeld", house.cases, house.words, SECRET) == ()
    to = f"vraag+{ids.reply_token(SECRET, case)}@1700.test"
    later = house.receive(mail("Nog iets.", From=WHO, To=to, Message_ID="<2@burger.test>"), to=to)
    assert later.case != case
    assert Flag.INTEGRITY in house.cases.head(later.case).flags
    assert house.cases.head(case).dossier == number


def test_twice_and_by_two_agents(house: Moving) -> None:
    """The same move again, or a colleague's at the same moment, is the same dossier."""
    case = house.reported()
    version = house.cases.head(case).version
    first = house.move(case, version)
    again = house.move(case, version)
    assert (again.number, again.repeated) == (first.number, True)
    house.take_over(first, case)
    house.take_over(first, case)
    assert house.move(case, version).number == first.number
    assert len(house.inner.dossiers.open(first.number).files) == 2


def test_two_at_the_same_moment(house: Moving) -> None:
    """Two agents who both read the case before either closed it open one dossier."""
    case = house.reported()
    find, moved = house.cases.open, list[Moved]()

    def meanwhile(number: str) -> Any:
        file = find(number)
        if not moved:
            moved.append(None)  # type: ignore[arg-type]
            moved[0] = house.move(case)
        return file

    house.cases.open = meanwhile  # type: ignore[method-assign]
    assert house.move(case).number == moved[0].number


def test_a_case_that_somebody_changed(house: Moving) -> None:
    """An agent who saw an older case looks again first; nothing moves."""
    case = house.reported()
    version = house.cases.head(case).version
    note_case(house.cases.head(case), "Ik bel terug.", AN, house.cases, SECRET, AT)
    with pytest.raises(ChangedMeanwhile):
        house.move(case, version)
    assert house.cases.head(case).status is Status.NEW
    assert not house.inner.table.items


def test_broken_off_anywhere(house: Moving) -> None:
    """Whatever does not answer while the rest is taken over: the same errand ends it, and nothing is lost."""
    case = house.reported()
    house.handled(case)
    number = house.move(case)
    put, tries = house.bucket.put, iter([1, 2])

    def busy(key: str, body: bytes, type_: str) -> None:
        if next(tries, None):
            raise Busy("files")
        put(key, body, type_)

    house.bucket.put = busy  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(Busy):
            house.take_over(number, case)
        assert house.files.objects or house.raw.objects
    house.take_over(number, case)
    assert len(house.bucket.objects) == 2
    assert (house.files.objects, house.raw.objects) == ({}, {})


def test_the_dossier_alone_was_made(house: Moving) -> None:
    """Where the gate breaks off before the case closed, the errand of the dossier closes it, with what came in since."""
    case = house.reported()
    house.handled(case)
    keep = house.cases.keep
    house.cases.keep = lambda *_: (_ for _ in ()).throw(Busy("table"))  # type: ignore[method-assign]
    with pytest.raises(Busy):
        house.move(case)
    house.cases.keep = keep  # type: ignore[method-assign]
    assert house.cases.head(case).status is not Status.MOVED
    (errand,) = [one for one in house.inner.handed_over if one.kind is ErrandKind.TAKE_OVER]
    take_over_case(errand.dossier, errand.about, house.inside, house.outside, house.inner.at(LATE))
    assert house.cases.head(case).dossier == errand.dossier
    assert not [one for one in PLANTED if one in str(house.left()).lower()]


def test_what_was_on_its_way(house: Moving) -> None:
    """What a function had begun before the case closed may write after it: a quarter of an hour later that goes too."""
    case = house.reported()
    contact = house.cases.open(case).contacts[0]
    moved = house.move(case)
    house.take_over(moved, case)
    house.words.keep(case, contact.id, contact.received_at, findable(contact))
    (again,) = [one for one in house.inner.handed_over if one.about.endswith(AGAIN)]
    assert again.not_before == LATE + LATER
    take_over_case(again.dossier, again.about, house.inside, house.outside, house.inner.at(again.not_before))
    assert not [key for key in house.left() if key[0].startswith("WORD#")]


def test_an_ended_case(house: Moving) -> None:
    """A case that had ended leaves no line of the day on which it was to be erased."""
    case = house.reported()
    close_case(house.cases.head(case), Ending(Outcome.WITHDRAWN), AN, house.cases, AT)
    moved = house.move(case)
    house.take_over(moved, case)
    assert not [key for key in house.left() if key[0].startswith("ERASE")]


def test_who_had_it_by_mail(house: Moving) -> None:
    """The agent is told which organisations were asked, once; their links open nothing any more."""
    case = house.reported()
    house.handled(case)
    assert [one.name for one in house.move(case).asked] == ["Agentschap Wegen"]
    assert house.move(case).asked == ()


def test_the_clock_runs_from_the_first_message(house: Moving) -> None:
    """The seven days of the acknowledgement run from when the report came in, not from when an agent saw what it was."""
    case = house.reported()
    house.now = AT + timedelta(days=2)
    (clock,) = house.move(case).clocks
    assert clock.due_at == AT + timedelta(days=7)


def test_code_by_the_link(house: Moving) -> None:
    """Who holds a secret link of the case is shown its code, and for a quarter of an hour the same again; then nobody is."""
    case = house.reported()
    head = house.cases.head(case)
    token = ids.link_token(SECRET, case, head.key)
    moved, inner = house.move(case), house.inner
    assert trade_token(token, house.cases, AT).case == case
    with pytest.raises(LinkNotValid):
        open_question(trade_token(token, house.cases, AT), house.cases, AT)
    with pytest.raises(LinkNotValid):
        code_by_link(token + "x", inner.dossiers, house.links, inner.at(AT))
    code = code_by_link(token, inner.dossiers, house.links, inner.at(AT))
    assert code_by_link(token, inner.dossiers, house.links, inner.at(AT + timedelta(minutes=1))) == code
    with pytest.raises(NotPossibleNow):
        code_by_link(token, inner.dossiers, house.links, inner.at(AT + timedelta(hours=1)))
    with pytest.raises(NotPossibleNow):
        code_by_answers(
            moved.number,
            case,
            {"name": "Xanthippe Zonderling", "way": "xanthippe@burger.test"},
            "an",
            inner.dossiers,
            inner.limits,
            inner.at(AT),
        )


@pytest.mark.parametrize(
    ("name", "way", "right"),
    [
        ("Xanthippe Zonderling", "XANTHIPPE@burger.test", True),
        ("zonderling, xanthippe", "xanthippe@burger.test", True),
        ("Xanthippe Zonderling", "een.ander@burger.test", False),
        ("Jan Janssens", "xanthippe@burger.test", False),
        ("", "xanthippe@burger.test", False),
        ("Xanthippe Zonderling", "", False),
    ],
)
def test_code_by_word_of_mouth(house: Moving, name: str, way: str, right: bool) -> None:
    """The code is told to who knows name and address of the sender, and to nobody else; guessing ends for the day. Which agent
    asked stands in the course of the dossier."""
    case = house.reported()
    moved, inner = house.move(case), house.inner

    def asked() -> Any:
        told = {"name": name, "way": way}
        return code_by_answers(moved.number, case, told, "an", inner.dossiers, inner.limits, inner.at(AT))

    def told_to() -> list[str]:
        return [
            one.text for one in lines(inner.dossiers.open(moved.number), {}) if one.title.startswith("Ontvangstcode")
        ]

    if right:
        assert len(asked().words) == 8
        assert told_to() == ["an"]
        return
    for _ in range(MOST_TRIES):
        with pytest.raises(Rejected):
            asked()
    with pytest.raises(TooMany):
        asked()
    assert [one for one in inner.dossiers.open(moved.number).entries if one.what is What.ACCESS]
    assert set(told_to()) == {"an"}


@pytest.mark.parametrize(
    ("identity", "name", "way", "right"),
    [
        (Identity("An Li", phone="+32470123456"), "Li, An", "0470 12 34 56", True),
        (Identity("An Li", phone="+32470123456"), "Bo Xu", "0470 12 34 56", False),
        (Identity("An Li", phone="+32470123456"), "...", "0470 12 34 56", False),
        (Identity("Jan P. Smet", address="Dorp 12\n9000"), "Jan Smet", "dorp 12, 9000", True),
        (Identity("Jan Smet", address="Dorp 12\n9000"), "Jan Smet", "dorp 14, 9000", False),
        (Identity("Jan Smet", address="-"), "Jan Smet", ".", False),
        (Identity("", address="-"), "wie dan ook", "-", False),
    ],
)
def test_who_is_the_sender(identity: Identity, name: str, way: str, right: bool) -> None:
    """Short names are names, and numbers of houses are told apart; where nothing is known nobody is the sender."""
    assert is_sender(identity, {"name": name, "way": way}) is right


def test_no_matter_of_integrity(house: Moving) -> None:
    """Words put a case before an agent; one click says that it is none, and the sign goes until words bring it again."""
    case = house.reported()
    assert Flag.INTEGRITY in house.cases.head(case).flags
    deny_integrity(house.cases.head(case), AN, house.cases, AT)
    assert Flag.INTEGRITY not in house.cases.head(case).flags
    with pytest.raises(AlreadyKept):
        deny_integrity(house.cases.head(case), AN, house.cases, AT)
