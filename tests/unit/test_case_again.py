"""What comes twice is done once, what comes too late is told, and each act is refused where the table has no step for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.backoffice.desk.cases.repeated import came_before
from chalicelib.domain.agent import Agent
from chalicelib.domain.apart import Apart
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Case, Change, Level, Outcome
from chalicelib.domain.case_states import WAITS_FOR_US, Status
from chalicelib.domain.contact import Contact, FileRef, Kind, Person, Scan
from chalicelib.domain.hours import default_calendar
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotFound, NotPossibleNow, Rejected
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.services.claim_case import claim_case, give_back_case
from chalicelib.services.close_case import Ending, close_case
from chalicelib.services.extend_case import extend_case
from chalicelib.services.let_in_case import let_in_case
from chalicelib.services.merge_cases import MOST_MERGED, Merge, merge_cases
from chalicelib.services.note_case import LONGEST as LONGEST_NOTE
from chalicelib.services.note_case import note_case
from chalicelib.services.open_case import living_case, open_case
from chalicelib.services.register_contact import register_contact
from chalicelib.services.release_file import LONGEST as LONGEST_REASON
from chalicelib.services.release_file import release_file
from chalicelib.services.reopen_case import reopen_case
from chalicelib.services.snooze_case import snooze_case, wake_case
from chalicelib.services.split_case import LONGEST, LONGEST_SUBJECT, Part, split_case
from chalicelib.services.take_back_answer import take_back
from chalicelib.stores.scans import ScanStore
from tests.unit.desk_house import AN, AT, SAM, SECRET, House

CALENDAR = default_calendar()
JAN = Person(name="Jan", email="jan@voorbeeld.be")
INFORMED = Ending(Outcome.INFORMED, "BouwenWonen", Level.FLEMISH)


@pytest.fixture
def house() -> House:
    return House()


def answer(house: House, case: Case, second: int, agent: Agent = AN, **more: object) -> str:
    """Answer the case as it is now; gives the answer's id."""
    now = house.cases.head(case.id)
    draft = Draft(now.version, f"Antwoord {second}.", **more)  # type: ignore[arg-type]
    return answer_case(now, draft, agent, house.cases, SECRET, house.soon(second)).id


def split_off(house: House, case: Case, version: int, agent: Agent = AN, text: str = "Wanneer komt de bus?") -> str:
    contact: Contact = house.cases.open(case.id).contacts[0]
    part = Part(version, "De bus", text, Kind.QUESTION)
    return split_case(house.cases.head(case.id), contact, part, agent, house.cases, house.desk(house.soon()))


def heads(house: House) -> list[str]:
    return [pk for pk, sk in house.table.items if sk == "#META"]


@pytest.mark.parametrize("text", ["", "x", "26", "2" * 5_000, "²6123456789", "26123456789"])
def test_what_is_no_case(house: House, text: str) -> None:
    """Whatever an address names as a case, what is none is not found, and breaks nothing."""
    for ask in (house.cases.head, house.cases.open, lambda one: living_case(one, house.cases)):
        with pytest.raises(NotFound):
            ask(text)


# --- Taking back ---


def test_only_the_last_answer_is_taken_back(house: House) -> None:
    """An answer under a colleague's later one stays: taking it back would leave a case that counts as answered without one."""
    case = house.register()
    first, second = answer(house, case, 1), answer(house, case, 2, SAM)
    with pytest.raises(NotPossibleNow):
        take_back(house.cases.head(case.id), first, AN, house.cases, house.soon(3))
    take_back(house.cases.head(case.id), second, SAM, house.cases, house.soon(4))
    take_back(house.cases.head(case.id), first, AN, house.cases, house.soon(5))
    file = house.cases.open(case.id)
    assert (file.case.status, file.case.due_at, file.answers) == (Status.NEW, case.due_at, ())
    assert [one.what for one in file.audit][-2:] == ["answer_taken_back"] * 2


def test_an_end_is_taken_back_with_its_answer(house: House) -> None:
    """An answer that closed the case takes its end along: outcome, subject, owner and the day of erasing."""
    case = house.register()
    given = answer(house, case, 1, outcome=Outcome.ANSWERED, theme="BouwenWonen", level=Level.FEDERAL)
    assert house.cases.head(case.id).status is Status.CLOSED
    take_back(house.cases.head(case.id), given, AN, house.cases, house.soon(9))
    after = house.cases.head(case.id)
    kept = {"version": case.version, "audit_seq": case.audit_seq, "audit_head": case.audit_head}
    assert replace(after, updated_at=case.updated_at, **kept) == case  # type: ignore[arg-type]


def test_what_a_colleague_did_meanwhile_stays(house: House) -> None:
    """Who takes back an answer undoes the answer, not that a colleague took the case, or what she said that it is about."""
    case = house.register()
    given = answer(house, case, 1, theme="Onderwijs", level=Level.FLEMISH)
    claim_case(house.cases.head(case.id), SAM, house.cases, house.soon(3), take_over=True)
    ending = Ending(Outcome.ANSWERED, "BouwenWonen", Level.MUNICIPAL)
    close_case(house.cases.head(case.id), ending, SAM, house.cases, house.soon(4))
    take_back(house.cases.head(case.id), given, AN, house.cases, house.soon(5))
    after = house.cases.head(case.id)
    assert (after.status, after.outcome, after.answered_at) == (case.status, None, None)
    assert (after.owner, after.theme, after.level) == (SAM.id, "BouwenWonen", Level.MUNICIPAL)


def test_what_the_citizen_added_meanwhile_stays(house: House) -> None:
    """Who writes more while an answer can be taken back has opened the case again: then the answer stays and goes out."""
    case = house.register()
    given = answer(house, case, 1)
    more = replace(house.cases.open(case.id).contacts[0], id="01KDZ", key="more", received_at=house.soon(2))
    register_contact(more, house.cases, house.desk(house.soon(2)), case=case.id)
    with pytest.raises(NotPossibleNow):
        take_back(house.cases.head(case.id), given, AN, house.cases, house.soon(3))
    assert house.cases.head(case.id).status is Status.REOPENED


def test_what_was_never_given_is_not_taken_back(house: House) -> None:
    """An answer taken back twice, or one of no case, is refused and changes nothing."""
    case = house.register()
    given = answer(house, case, 1)
    take_back(house.cases.head(case.id), given, AN, house.cases, house.soon(2))
    before = dict(house.table.items)
    for unknown in (given, "", "01KDZ"):
        with pytest.raises(NotPossibleNow):
            take_back(house.cases.head(case.id), unknown, AN, house.cases, house.soon(3))
    assert house.table.items == before


# --- Splitting and merging ---


def test_the_same_split_twice_is_one_case(house: House) -> None:
    """The button pressed twice gives one case; another part of the same message gives another."""
    case = house.register()
    new = split_off(house, case, case.version)
    assert split_off(house, case, case.version) == new
    assert len(heads(house)) == 2
    assert split_off(house, case, house.cases.head(case.id).version, text="En de trein?") != new


def test_who_splits_what_a_colleague_changed_is_told(house: House) -> None:
    """A colleague's split of the same message does not count as one's own."""
    case = house.register()
    split_off(house, case, case.version)
    with pytest.raises(ChangedMeanwhile):
        split_off(house, case, case.version, SAM)
    assert len(heads(house)) == 2


@pytest.mark.parametrize(
    ("subject", "text", "wrong"),
    [
        ("x" * (LONGEST_SUBJECT + 1), "Ja", {"subject": "desk_case.error_subject_long"}),
        (" ", "Ja", {"subject": "desk_case.error_subject_missing"}),
        ("De bus", "x" * (LONGEST + 1), {"part": "desk_case.error_part_long"}),
        ("De bus", "\n", {"part": "desk_case.error_part_missing"}),
    ],
)
def test_parts_that_cannot_be(house: House, subject: str, text: str, wrong: dict[str, str]) -> None:
    """A part has a subject and words, neither too long, and each mistake is told at its field."""
    case = house.register()
    contact = house.cases.open(case.id).contacts[0]
    with pytest.raises(Rejected) as told:
        split_case(case, contact, Part(1, subject, text, Kind.QUESTION), AN, house.cases, house.desk())
    assert told.value.fields == wrong
    assert len(heads(house)) == 1


def test_merging_asks_nobody_to_wait_longer(house: House) -> None:
    """What waits for us goes on waiting after a merge into an answered case, with the earlier of both terms."""
    goes, stays = house.register(1, sender=JAN, kind=Kind.DOCUMENT), house.register(2, sender=JAN)
    answer(house, stays, 1)
    merge_cases(Merge(goes, house.cases.head(stays.id)), AN, house.cases, CALENDAR, house.soon(20))
    after = house.cases.head(stays.id)
    assert (after.status, after.due_at, after.end_due_at) == (Status.REOPENED, goes.due_at, goes.end_due_at)
    gone = house.cases.head(goes.id)
    assert (gone.due_at, gone.status) == (None, Status.MERGED)
    for one in (goes, stays):
        assert first_break(house.cases.open(one.id).audit) is None


def test_merging_is_all_or_nothing(house: House) -> None:
    """Where either case was changed meanwhile, neither is merged."""
    goes, stays = house.register(1, sender=JAN), house.register(2, sender=JAN)
    for changed in (goes, stays):
        note_case(house.cases.head(changed.id), "Bel terug.", SAM, house.cases, SECRET, AT)
        with pytest.raises(ChangedMeanwhile):
            merge_cases(Merge(goes, stays), AN, house.cases, CALENDAR, house.soon())
        goes = house.cases.head(goes.id)  # the second time only the other one is as it no longer is
    assert Status.MERGED not in {house.cases.head(one.id).status for one in (goes, stays)}


def test_merges_that_cannot_be(house: House) -> None:
    """Nothing is merged into what ended, nor with what is kept apart, nor more than a page can show."""
    goes, stays = house.register(1, sender=JAN), house.register(2, sender=JAN)
    close_case(stays, INFORMED, AN, house.cases, AT)
    full = tuple(str(number) for number in range(MOST_MERGED))
    for wrong in (
        Merge(goes, house.cases.head(stays.id)),
        Merge(replace(goes, apart=Apart.SPAM), stays),
        Merge(goes, replace(stays, apart=Apart.SPAM)),
        Merge(goes, replace(stays, merged_from=full)),
        Merge(replace(goes, merged_from=full), stays),
    ):
        with pytest.raises(NotPossibleNow):
            merge_cases(wrong, AN, house.cases, CALENDAR, house.soon())


def test_a_chain_of_merges_leads_to_the_one_that_lives(house: House) -> None:
    """However often a case was merged on, its number, its files and its answers are found with the case that is left."""
    one, two, three = (house.register(number, sender=JAN) for number in (1, 2, 3))
    told = answer(house, one, 1)
    merge_cases(Merge(house.cases.head(one.id), two), AN, house.cases, CALENDAR, house.soon(20))
    merge_cases(Merge(house.cases.head(two.id), three), AN, house.cases, CALENDAR, house.soon(21))
    for number in (one.id, two.id, three.id):
        assert living_case(number, house.cases).id == three.id
    opened = open_case(three.id, house.cases)
    assert opened.holder(told) == one.id
    assert {part.id for part in opened.merged} == {one.id, two.id}
    with pytest.raises(NotFound):
        opened.holder("nothing")


# --- Files, and what is kept apart ---


def test_reasons_of_a_release(house: House) -> None:
    """A release has a reason of at most 500 characters, names a file of the case, and stands in the trail without people."""
    file = FileRef("f0", "form/x/0", "brief.pdf", "application/pdf", 10, Scan.WAITING)
    contact = replace(house.cases.open(house.register().id).contacts[0], id="01KDF", key="files", files=(file,))
    case, scans = register_contact(contact, house.cases, house.desk()).case, ScanStore(house.table)
    scans.attach(case, file)
    with pytest.raises(Rejected) as told:
        release_file(case, "f0", "x" * (LONGEST_REASON + 1), SAM, house.cases, scans, AT)
    assert set(told.value.fields) == {"reason"}
    with pytest.raises(NotFound):
        release_file(case, "f9", "Jan belde.", SAM, house.cases, scans, AT)
    release_file(case, "f0", "Jan belde.", SAM, house.cases, scans, AT)
    with pytest.raises(NotPossibleNow):
        release_file(case, "f0", "Jan belde.", SAM, house.cases, scans, AT)
    event = house.cases.open(case).audit[-1]
    assert (event.what, event.actor, event.detail) == ("file_released", "sam", {"file": "f0"})


def test_let_in_once(house: House) -> None:
    """Of two who let in the same mail the second is told; what she saw is no longer there."""
    contact = replace(house.cases.open(house.register().id).contacts[0], id="01KDA", key="apart")
    number = register_contact(contact, house.cases, house.desk(), apart=Apart.DMARC).case
    seen = house.cases.head(number)
    let_in_case(seen, AN, house.cases, AT)
    with pytest.raises(ChangedMeanwhile):
        let_in_case(seen, SAM, house.cases, AT)
    assert house.cases.open(number).audit[-1].detail == {"apart": "dmarc"}


# --- Every act in every state ---

ACTS: dict[str, Callable[[House, Case], object]] = {
    "answer": lambda house, seen: answer_case(seen, Draft(seen.version, "Ja."), AN, house.cases, SECRET, AT),
    "close": lambda house, seen: close_case(seen, INFORMED, AN, house.cases, AT),
    "reopen": lambda house, seen: reopen_case(seen, AN, house.cases, CALENDAR, AT),
    "merge": lambda house, seen: merge_cases(Merge(seen, house.register(9, sender=JAN)), AN, house.cases, CALENDAR, AT),
    "snooze": lambda house, seen: snooze_case(seen, house.soon(86_400), AN, house.cases, AT),
    "note": lambda house, seen: note_case(seen, "Nagekeken.", AN, house.cases, SECRET, AT),
    "claim": lambda house, seen: claim_case(seen, AN, house.cases, AT),
    "extend": lambda house, seen: extend_case(seen, "Veel.", AN, house.cases, SECRET, AT),
}
ALLOWED = {
    Status.NEW: {"answer", "close", "merge", "snooze", "note", "claim", "extend"},
    Status.REOPENED: {"answer", "close", "merge", "snooze", "note", "claim", "extend"},
    Status.REFERRED: {"answer", "close", "reopen", "note", "claim", "extend"},
    Status.ANSWERED: {"answer", "close", "reopen", "merge", "note", "claim", "extend"},
    Status.CLOSED: {"reopen", "note", "claim"},
    Status.MERGED: {"note", "claim"},
    Status.MOVED: set(),
    Status.ERASED: set(),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", ACTS)
def test_each_act_in_each_state(house: House, status: Status, name: str) -> None:
    """What a state allows is done and leaves one event; what it does not allow is refused and leaves nothing."""
    case = house.register(kind=Kind.DOCUMENT, sender=JAN)
    due = case.due_at if status in WAITS_FOR_US else None
    house.cases.keep(Change(replace(case, status=status, due_at=due, version=2), ()))
    seen = house.cases.head(case.id)
    if name in ALLOWED[status]:
        ACTS[name](house, seen)
        after = house.cases.open(case.id)
        assert (after.case.version, len(after.audit)) == (seen.version + 1, 2)
    else:
        with pytest.raises(NotPossibleNow):
            ACTS[name](house, seen)
        assert house.cases.head(case.id) == seen


@pytest.mark.parametrize("name", ACTS)
def test_each_act_on_an_old_version(house: House, name: str) -> None:
    """Whatever is done to a case as it no longer is, is refused, and the colleague's change stays."""
    seen = house.register(kind=Kind.DOCUMENT, sender=JAN)
    if name == "reopen":
        answer(house, seen, 1)
        seen = house.cases.head(seen.id)
    note_case(seen, "Eerst gezien.", SAM, house.cases, SECRET, AT)
    now = house.cases.open(seen.id)
    with pytest.raises(ChangedMeanwhile):
        ACTS[name](house, seen)
    assert house.cases.open(seen.id) == now


def test_the_same_note_in_the_same_moment(house: House) -> None:
    """A note whose form came twice in one moment is there already, and says so."""
    case = house.register()
    note = note_case(case, "x" * LONGEST_NOTE, AN, house.cases, SECRET, AT)
    with pytest.raises(AlreadyKept):
        note_case(case, "x" * LONGEST_NOTE, AN, house.cases, SECRET, AT)
    assert house.cases.open(case.id).notes == (note,)


# --- A form that came twice ---

FORMS: dict[str, tuple[dict[str, str], Callable[[House, Case], object], dict[str, str]]] = {
    # what is told -> the form, what it does, and another form that is not the same
    "noted": ({"note": "Bel\r\nterug. "}, lambda house, seen: note_case(seen, "Bel\nterug.", AN, house.cases, SECRET, AT),
              {"note": "Bel niet terug."}),
    "extended": ({"reason": "Veel."}, ACTS["extend"], {"reason": "Weinig."}),
    "closed": ({"outcome": "informed", "theme": "BouwenWonen", "level": "flemish"}, ACTS["close"],
               {"outcome": "spam", "theme": "", "level": ""}),
    "snoozed": ({"until": "2026-11-24"}, ACTS["snooze"], {"until": "2026-11-25"}),
    "claimed": ({}, ACTS["claim"], {"seen": "2"}),
}  # fmt: skip


@pytest.mark.parametrize("done", FORMS)
def test_a_form_that_came_twice(house: House, done: str) -> None:
    """A form that already did what it asks is known again; another form, agent or act, or more that happened, is not."""
    form, act, other = FORMS[done]
    case = house.register(kind=Kind.DOCUMENT)
    form = {"seen": str(case.audit_seq), **form}
    assert not came_before(house.cases.open(case.id), form, AN, done)
    act(house, case)
    file = house.cases.open(case.id)
    assert came_before(file, form, AN, done)
    assert not came_before(file, form | other, AN, done)
    assert not came_before(file, form, SAM, done)
    assert not came_before(file, form, AN, "woken")
    note_case(file.case, "Ook gezien.", SAM, house.cases, SECRET, house.soon(5))
    assert not came_before(house.cases.open(case.id), form, AN, done)


@pytest.mark.parametrize("done", ["released", "woken", "reopened", "let_in"])
def test_what_is_undone_is_undone_once(house: House, done: str) -> None:
    """Giving back, taking up again, reopening and letting in are known again too, and done again change nothing."""
    case = house.register()
    if done == "let_in":
        house.cases.keep(Change(replace(case, apart="spam", version=2), ()))
    if done == "reopened":
        close_case(case, INFORMED, AN, house.cases, AT)
    if done == "released":
        claim_case(case, AN, house.cases, AT)
    if done == "woken":
        snooze_case(case, house.soon(86_400), AN, house.cases, AT)
    seen = house.cases.head(case.id)
    acts: dict[str, Callable[[], object]] = {
        "released": lambda: give_back_case(seen, AN, house.cases, AT),
        "woken": lambda: wake_case(seen, AN.id, house.cases, AT),
        "reopened": lambda: reopen_case(seen, AN, house.cases, CALENDAR, AT),
        "let_in": lambda: let_in_case(seen, AN, house.cases, AT),
    }
    acts[done]()
    assert came_before(house.cases.open(case.id), {"seen": str(seen.audit_seq)}, AN, done)
    with pytest.raises(ChangedMeanwhile):
        acts[done]()
