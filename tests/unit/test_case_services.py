"""What agents do to a case: each service, its refusals, and two agents at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Case, Change, Level, Outcome, Source
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact, FileRef, Kind, Person, Scan
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.outbox import State
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotAllowed, NotPossibleNow, Rejected
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.close_case import RETENTION, Ending, close_case
from chalicelib.services.extend_case import can_extend, extend_case
from chalicelib.services.let_in_case import let_in_case
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.note_case import note_case
from chalicelib.services.open_case import open_case
from chalicelib.services.register_contact import register_contact
from chalicelib.services.release_file import release_file
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.split_case import Part, split_case
from chalicelib.services.take_back_answer import take_back
from chalicelib.stores.outbox import OutboxStore
from chalicelib.stores.scans import ScanStore
from tests.unit.desk_house import AN, AT, SAM, SECRET, House

CALENDAR = default_calendar()
ANSWERED = Ending(Outcome.INFORMED, "BouwenWonen", Level.FLEMISH)


@pytest.fixture
def house() -> House:
    return House()


def answer(house: House, case: Case, text: str = "Bij uw school.", **more: object) -> Case:
    draft = Draft(case.version, text, **more)  # type: ignore[arg-type]
    answer_case(case, draft, AN, house.cases, SECRET, house.soon())
    return house.cases.head(case.id)


def test_an_answer_is_kept_with_its_sources_and_its_mail(house: House) -> None:
    """The answer, the sources it leans on and the mail to send are kept together, and the case waits for the citizen."""
    sources = (Source("studietoelage", "Studietoelage", "https://1700.test/artikel/studietoelage"),)
    case = answer(house, house.register(), sources=sources)
    file = house.cases.open(case.id)
    assert (case.status, case.due_at, case.owner_name) == (Status.ANSWERED, None, "An Peeters")
    assert file.answers[0].sources == sources
    assert [one.to for one in file.notices if one.entry == file.answers[0].id] == ["jan0@voorbeeld.be"]


def test_an_answer_can_be_taken_back_for_ten_seconds(house: House) -> None:
    """Taking back an answer in time leaves the case as if it had not been given; afterwards it cannot be."""
    before = house.register()
    case = answer(house, before)
    given = house.cases.open(case.id).answers[0]
    assert take_back(case, given.id, AN, house.cases, house.soon(5)).text == "Bij uw school."
    after = house.cases.open(case.id)
    assert (after.case.status, after.case.due_at, after.answers) == (before.status, before.due_at, ())
    assert not [one for one in after.notices if one.entry == given.id]
    case = answer(house, after.case)
    late = house.cases.open(case.id).answers[0]
    with pytest.raises(NotPossibleNow):
        take_back(case, late.id, AN, house.cases, house.soon(12))


def test_what_is_being_sent_cannot_be_taken_back(house: House) -> None:
    """Once the sender has the mail, the answer stays."""
    case = answer(house, house.register())
    file = house.cases.open(case.id)
    notice = next(one for one in file.notices if one.entry == file.answers[0].id)
    assert OutboxStore(house.table).claim(case.id, notice.id, notice.not_before)
    with pytest.raises(NotPossibleNow):
        take_back(case, file.answers[0].id, AN, house.cases, house.soon(3))
    assert house.cases.open(case.id).answers


@pytest.mark.parametrize(
    ("text", "email", "key"),
    [
        (" ", "an@example.be", "answer_missing"),
        ("x" * 20_001, "an@example.be", "answer_long"),
        ("Ja.", "", "no_address"),
    ],
)
def test_answers_that_cannot_be(house: House, text: str, email: str, key: str) -> None:
    """An answer without text, with too much, or with nowhere to go is refused, and says so at its field."""
    case = house.register(sender=Person(name="An", email=email, phone="1"))
    with pytest.raises(Rejected) as told:
        answer(house, case, text)
    assert told.value.fields == {"text": f"desk_case.error_{key}"}


def test_an_answer_by_phone_sends_nothing(house: House) -> None:
    """What was said is kept, and no mail leaves."""
    case = answer(house, house.register(sender=Person(name="An", phone="0470")), by_phone=True)
    file = house.cases.open(case.id)
    assert file.answers[0].by_phone
    assert not [one for one in file.notices if one.entry == file.answers[0].id]


def test_two_agents_never_overwrite_each_other(house: House) -> None:
    """Who acts on a case that somebody else changed meanwhile is told, whatever she does."""
    case = house.register()
    answer(house, case)
    acts = (
        lambda: answer(house, case, "Bij de gemeente."),
        lambda: note_case(case, "x", SAM, house.cases, SECRET, AT),
        lambda: close_case(case, ANSWERED, SAM, house.cases, AT),
        lambda: claim_case(case, SAM, house.cases, AT),
    )
    for act in acts:
        with pytest.raises(ChangedMeanwhile):
            act()
    assert len(house.cases.open(case.id).answers) == 1


def test_the_same_form_twice(house: House) -> None:
    """A button pressed twice keeps one note."""
    case = house.register()
    note_case(case, "Bel terug.", AN, house.cases, SECRET, AT)
    with pytest.raises((AlreadyKept, ChangedMeanwhile)):
        note_case(case, "Bel terug.", AN, house.cases, SECRET, AT)
    assert [one.text for one in house.cases.open(case.id).notes] == ["Bel terug."]


@pytest.mark.parametrize(("text", "key"), [("  ", "missing"), ("x" * 5_001, "long")])
def test_notes_that_cannot_be(house: House, text: str, key: str) -> None:
    """A note says something, and not too much."""
    with pytest.raises(Rejected) as told:
        note_case(house.register(), text, AN, house.cases, SECRET, AT)
    assert told.value.fields == {"note": f"desk_case.error_note_{key}"}


def test_closing_tells_how_it_ended(house: House) -> None:
    """An end has an outcome, a subject and a level of government, and from then on a day on which all is erased."""
    case = house.register()
    for ending, wrong in (
        (Ending(None), {"outcome"}),
        (Ending(Outcome.INFORMED), {"theme", "level"}),
        (Ending(Outcome.ANSWERED, "BouwenWonen", Level.FLEMISH), {"outcome"}),
    ):
        with pytest.raises(Rejected) as told:
            close_case(case, ending, AN, house.cases, AT)
        assert set(told.value.fields) == wrong
    close_case(case, ANSWERED, AN, house.cases, AT)
    after = house.cases.head(case.id)
    assert (after.status, after.outcome, after.due_at) == (Status.CLOSED, Outcome.INFORMED, None)
    assert after.erase_after == AT + RETENTION[Kind.QUESTION]


def test_spam_has_no_subject(house: House) -> None:
    """What was no question ends without subject and level."""
    case = house.register()
    close_case(case, Ending(Outcome.SPAM), AN, house.cases, AT)
    assert house.cases.head(case.id).outcome is Outcome.SPAM


def test_reopening_starts_the_clock_anew(house: House) -> None:
    """A closed case that is opened again is due two working days later, and is not erased."""
    case = house.register()
    close_case(case, ANSWERED, AN, house.cases, AT)
    later = AT + timedelta(days=7)
    reopen_case(house.cases.head(case.id), AN, house.cases, CALENDAR, later)
    after = house.cases.head(case.id)
    assert (after.status, after.erase_after, after.outcome) == (Status.REOPENED, None, None)
    assert after.due_at
    assert after.due_at > later + timedelta(days=1)


def test_a_case_is_taken_and_given_back(house: House) -> None:
    """A case has one owner; a colleague takes it over only when she says so, and gives back only her own."""
    case = house.register()
    claim_case(case, AN, house.cases, AT)
    mine = house.cases.head(case.id)
    with pytest.raises(NotPossibleNow):
        claim_case(mine, SAM, house.cases, AT)
    with pytest.raises(NotPossibleNow):
        give_back_case(mine, SAM, house.cases, AT)
    claim_case(mine, SAM, house.cases, AT, take_over=True)
    give_back_case(house.cases.head(case.id), SAM, house.cases, AT)
    assert house.cases.head(case.id).owner == ""


def test_the_term_of_a_document_is_extended_once(house: House) -> None:
    """A request for a document gets 40 days in place of 20, once, with a reason; a question has no such term."""
    case = house.register(kind=Kind.DOCUMENT)
    with pytest.raises(Rejected):
        extend_case(case, " ", AN, house.cases, SECRET, AT)
    extend_case(case, "Veel bladzijden.", AN, house.cases, SECRET, AT)
    after = house.cases.open(case.id)
    assert after.case.end_due_at == case.opened_at + timedelta(days=40)
    assert after.notes[0].text == "Veel bladzijden."
    assert not can_extend(after.case)
    with pytest.raises(NotPossibleNow):
        extend_case(house.register(1), "Tijd.", AN, house.cases, SECRET, AT)


def test_what_was_kept_apart_is_let_in(house: House) -> None:
    """A mail that was no spam joins the worklist with the clock of its receipt."""
    case = house.register()
    apart = replace(case, apart="spam", version=case.version + 1)
    house.cases.keep(Change(apart, ()))
    let_in_case(house.cases.head(case.id), AN, house.cases, house.soon(9))
    after = house.cases.head(case.id)
    assert (after.apart, after.due_at) == ("", case.due_at)
    with pytest.raises(NotPossibleNow):
        let_in_case(after, AN, house.cases, AT)


def test_what_is_apart_is_not_answered(house: House) -> None:
    """What is kept apart is answered only after it was let in, so that what its sender writes next is seen."""
    case = house.register()
    house.cases.keep(Change(replace(case, apart="spam", version=case.version + 1), ()))
    with pytest.raises(NotPossibleNow):
        answer(house, house.cases.head(case.id))
    assert not house.cases.open(case.id).answers
    let_in_case(house.cases.head(case.id), AN, house.cases, house.soon())
    assert answer(house, house.cases.head(case.id)).status is Status.ANSWERED


def test_merging_keeps_every_message_readable(house: House) -> None:
    """Two cases of one person become one: its page shows the messages of both, and a reply to either comes there."""
    same = Person(name="Jan", email="jan@voorbeeld.be")
    stays, goes = house.register(1, sender=same), house.register(2, sender=same)
    merge_cases(Merge(goes, stays), AN, house.cases, CALENDAR, house.soon())
    opened = open_case(stays.id, house.cases)
    assert len(opened.whole.contacts) == 2
    assert house.cases.head(goes.id).merged_into == stays.id
    more = replace(opened.whole.contacts[0], id="01J0000000000000000000000X", key="more")
    assert register_contact(more, house.cases, house.desk(), case=goes.id).case == stays.id


def test_merging_chains(house: House) -> None:
    """What was merged before goes along when its case is merged in turn."""
    same = Person(name="Jan", email="jan@voorbeeld.be")
    one, two, three = (house.register(n, sender=same) for n in (1, 2, 3))
    merge_cases(Merge(one, two), AN, house.cases, CALENDAR, house.soon())
    merge_cases(Merge(house.cases.head(two.id), three), AN, house.cases, CALENDAR, house.soon(2))
    assert len(open_case(three.id, house.cases).whole.contacts) == 3


def test_merging_of_strangers_needs_a_look(house: House) -> None:
    """Cases of two addresses are merged only when an agent says that it is one person; a case never with itself."""
    one, two = house.register(1), house.register(2)
    with pytest.raises(Rejected) as told:
        merge_cases(Merge(one, two), AN, house.cases, CALENDAR, AT)
    assert "same_person" in told.value.fields
    with pytest.raises(Rejected):
        merge_cases(Merge(one, one, same_person=True), AN, house.cases, CALENDAR, AT)
    merge_cases(Merge(one, two, same_person=True), AN, house.cases, CALENDAR, AT)
    assert house.cases.head(one.id).status is Status.MERGED


def test_a_question_is_split_off(house: House) -> None:
    """Of a message with two questions one becomes a case of its own, for the same sender, due as if it had come then."""
    case = house.register(text="Waar vraag ik de toelage aan? En wanneer komt de bus?")
    contact: Contact = house.cases.open(case.id).contacts[0]
    part = Part(case.version, "De bus", "En wanneer komt de bus?", Kind.QUESTION)
    new = house.cases.open(split_case(case, contact, part, AN, house.cases, house.desk(house.soon())))
    assert (new.case.split_from, new.case.citizen, new.case.due_at) == (case.id, case.citizen, case.due_at)
    assert new.contacts[0].text == "En wanneer komt de bus?"
    assert house.cases.open(case.id).contacts[0].text == contact.text
    with pytest.raises(Rejected) as told:
        split_case(house.cases.head(case.id), contact, Part(2, "", "", Kind.QUESTION), AN, house.cases, house.desk())
    assert set(told.value.fields) == {"subject", "part"}


def test_only_a_supervisor_releases_a_file(house: House) -> None:
    """A file that no scanner could judge is released with a reason, by a supervisor; one with a virus never is."""
    files = tuple(
        FileRef(f"f{n}", f"form/x/{n}", "brief.pdf", "application/pdf", 10, scan)
        for n, scan in enumerate((Scan.UNREADABLE, Scan.INFECTED))
    )
    contact = replace(house.cases.open(house.register().id).contacts[0], id="01J", key="files", files=files)
    case = register_contact(contact, house.cases, house.desk()).case
    scans = ScanStore(house.table)
    scans.attach(case, *files)
    with pytest.raises(NotAllowed):
        release_file(case, "f0", "Ik belde de burger.", AN, house.cases, scans, AT)
    with pytest.raises(Rejected):
        release_file(case, "f0", " ", SAM, house.cases, scans, AT)
    with pytest.raises(NotPossibleNow):
        release_file(case, "f1", "Toch.", SAM, house.cases, scans, AT)
    release_file(case, "f0", "Ik belde de burger.", SAM, house.cases, scans, AT)
    states = {one.id: one.scan for one in house.cases.open(case).files}
    assert states == {"f0": Scan.RELEASED, "f1": Scan.INFECTED}


def test_every_act_stands_in_the_trail(house: House) -> None:
    """Whatever is done to a case is in its audit trail, in order, and the chain holds."""
    case = house.register()
    claim_case(case, AN, house.cases, AT)
    note_case(house.cases.head(case.id), "Nagekeken.", AN, house.cases, SECRET, house.soon(1))
    answered = answer(house, house.cases.head(case.id))
    close_case(answered, ANSWERED, AN, house.cases, house.soon(20))
    file = house.cases.open(case.id)
    assert [one.what for one in file.audit] == ["opened", "claimed", "noted", "answered", "closed"]
    assert first_break(file.audit) is None
    changed = (replace(file.audit[1], actor="sam"), *file.audit[2:])
    assert first_break((file.audit[0], *changed)) == 2
    assert all(one.state is State.QUEUED for one in file.notices)
