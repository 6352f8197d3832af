"""What the reporter sees and does in the mailbox: messages, own data, withdrawing; and a new code where the old one is lost."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.form_key import FormKey
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import Change, ErrandKind
from chalicelib.domain.integrity.dossier import Outcome
from chalicelib.domain.integrity.entry import Evidence, Sealing, What
from chalicelib.domain.integrity.four_eyes import Move, Purpose, about
from chalicelib.domain.integrity.mailbox import (
    can_withdraw,
    file_for_reporter,
    holder_of,
    opens,
    said_in,
    state_of,
    terms_of,
)
from chalicelib.domain.integrity.phases import WAITS_FOR_REPORTER, Act, Actor, Phase
from chalicelib.domain.integrity.receipt_code import Code, new_code, read_code, strange_words, words_in
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.services.integrity.add_to_dossier import LONGEST, MOST, Addition, add_to_dossier
from chalicelib.services.integrity.correct_identity import correct_identity
from chalicelib.services.integrity.give_new_code import give_new_code
from chalicelib.services.integrity.open_mailbox import open_mailbox
from chalicelib.services.integrity.read_mailbox import read_mailbox
from chalicelib.services.integrity.receipt_code import locator_hash
from chalicelib.services.integrity.withdraw_report import withdraw_report
from chalicelib.stores.integrity.guesses import Guesses
from tests.integrity_house import AT, SECRET, WHO, ConfidentialHouse

NUMBER = "I26123456789"
ILSE = Investigator("ilse", "Ilse", "audit-vlaanderen")
OTHER = Investigator("omar", "Omar", "vlaamse-ombudsdienst")


@pytest.fixture
def house() -> ConfidentialHouse:
    """A house with one dossier, which its service checks."""
    made = ConfidentialHouse()
    made.accepted(NUMBER)
    return made


def key() -> FormKey:
    """A form that stood open for a minute."""
    return FormKey(token_hex(16), AT)


def add(
    house: ConfidentialHouse, text: str = "Nog iets.", form: FormKey | None = None, *files: Evidence, minute: int = 1
) -> None:
    """What the reporter sends."""
    later = house.at(AT + timedelta(minutes=minute))
    add_to_dossier(NUMBER, Addition(form or key(), text, files), house.dossiers, house.limits, later)


def texts(house: ConfidentialHouse) -> list[str]:
    return [one.text for one in said_in(house.dossiers.open(NUMBER)) if not one.facts]


def test_a_message_twice_is_one(house: ConfidentialHouse) -> None:
    """The same form sent twice is one message, of which the service is told once; after a change it is another one."""
    form = key()
    for minute, text in enumerate(("Nog iets.", "Nog iets.", "Nog iets anders.")):
        add(house, text, form, minute=minute)
    assert texts(house) == ["Nog iets.", "Nog iets anders."]
    told = [one for one in house.dossiers.open(NUMBER).errands if one.kind is ErrandKind.TELL_SERVICE]
    assert len(told) == 1 + 2  # that it was forwarded, and two messages


@pytest.mark.parametrize(
    ("text", "form", "error"),
    [
        ("", FormKey("a", AT), "postvak.error_text_missing"),
        ("a" * (LONGEST + 1), FormKey("a", AT), "postvak.error_text_long"),
        ("Iets.", None, "integrity.error_old"),
        ("Iets.", FormKey("a", AT - timedelta(days=2)), "integrity.error_old"),
    ],
)
def test_a_message_that_cannot_be(house: ConfidentialHouse, text: str, form: FormKey | None, error: str) -> None:
    """Nothing, too much, and a form that is old or not ours: told, and nothing is kept."""
    with pytest.raises(Rejected) as told:
        add_to_dossier(NUMBER, Addition(form, text), house.dossiers, house.limits, house.at())
    assert told.value.fields == {"text": error}
    assert texts(house) == []


def test_a_long_message_comes_whole(house: ConfidentialHouse) -> None:
    """200,000 characters, of any kind, are kept as they were typed."""
    text = ("é🙂" * LONGEST)[:LONGEST]
    add(house, text)
    assert texts(house) == [text]


def test_too_many_messages(house: ConfidentialHouse) -> None:
    """There is a limit to a day."""
    for n in range(MOST):
        assert house.limits.allow("mailbox", NUMBER, AT, most=MOST), n
    with pytest.raises(TooMany):
        add(house)


def test_an_answer_moves_the_dossier(house: ConfidentialHouse) -> None:
    """Where the service asked something, a message of the reporter is the answer; correcting own data is none."""
    house.did(NUMBER, Act.ASK, at=AT + timedelta(hours=1), text="Wanneer was dat?", what=What.MESSAGE)
    corrected = {"name": WHO.name, "email": "nieuw@burger.test"}
    correct_identity(house.dossiers.head(NUMBER), key(), corrected, house.dossiers, house.at())
    assert house.dossiers.head(NUMBER).phase is Phase.CHECK_ASKED
    add(house, "In mei.")
    assert house.dossiers.head(NUMBER).phase is Phase.CHECKING
    assert sorted(texts(house)) == ["In mei.", "Wanneer was dat?"]


def test_after_the_end(house: ConfidentialHouse) -> None:
    """What a reporter says after closing is kept; there is nothing to withdraw any more; once erased nothing is said."""
    withdraw_report(house.dossiers.head(NUMBER), "", house.dossiers, house.at())
    house.did(NUMBER, Act.CLOSE, Actor.MACHINE)
    add(house)
    assert texts(house) == ["Nog iets."]
    assert house.dossiers.head(NUMBER).phase is Phase.CLOSED
    withdraw_report(house.dossiers.head(NUMBER), "", house.dossiers, house.at())
    assert house.dossiers.head(NUMBER).phase is Phase.CLOSED
    house.did(NUMBER, Act.ERASE, Actor.MACHINE)
    with pytest.raises(NotPossibleNow):
        add(house)


def test_withdrawn_once(house: ConfidentialHouse) -> None:
    """Withdrawing ends the dossier, tells the service, and is done once, whatever is pressed twice."""
    head = house.dossiers.head(NUMBER)
    for _ in range(2):
        withdraw_report(head, "Het is opgelost.", house.dossiers, house.at())
    file = house.dossiers.open(NUMBER)
    assert (file.dossier.phase, file.dossier.outcome) == (Phase.FED_BACK, Outcome.WITHDRAWN)
    assert [one.text for one in file.entries if one.act is Act.WITHDRAW] == ["Het is opgelost."]
    with pytest.raises(Rejected):
        withdraw_report(head, "a" * 10_001, house.dossiers, house.at())


def test_only_what_is_the_reporters(house: ConfidentialHouse) -> None:
    """Notes, findings, tasks, looks and steps of the service are not for the reporter; its messages and reasons are."""
    kinds = [one for one in What if one not in (What.MESSAGE, What.REPORT)]
    for n, what in enumerate(kinds):
        house.did(NUMBER, Act.NOTE, at=AT + timedelta(hours=n + 1), text=f"geheim {what}", what=what)
    house.did(NUMBER, Act.NOTE, at=AT + timedelta(days=1), text="Voor u.", what=What.MESSAGE)
    house.did(NUMBER, Act.EXTEND, at=AT + timedelta(days=2), text="Er zijn veel getuigen.")
    assert texts(house) == ["Voor u.", "Er zijn veel getuigen."]


def test_only_clean_files_open(house: ConfidentialHouse) -> None:
    """Files that either told the other open once they are clean; the service's own evidence never does."""
    files = [Evidence(f"f{n}", "a.pdf", "application/pdf", 9, f"upload/{n}", AT, "") for n in range(len(Sealing))]
    add(house, "Zie bijlagen.", None, *files)
    own = Evidence("own", "b.pdf", "application/pdf", 9, "upload/own", AT, "ilse", sealing=Sealing.CLEAN)
    house.did(NUMBER, Act.NOTE, at=AT + timedelta(hours=1), what=What.EVIDENCE, files=(own,))
    for file, sealing in zip(files, Sealing, strict=True):
        house.dossiers.keep_file(NUMBER, replace(file, sealing=sealing))
    now = house.dossiers.open(NUMBER)
    opened = {one.id for one in now.files if file_for_reporter(now, one.id)}
    assert opened == {one.id for one, sealing in zip(files, Sealing, strict=True) if sealing is Sealing.CLEAN}
    assert file_for_reporter(now, "nothing") is None


def test_reading_disturbs_nobody(house: ConfidentialHouse) -> None:
    """Opening the mailbox marks all as read, and leaves the version as it was: nobody's work is refused for it."""
    before = house.dossiers.head(NUMBER)
    assert before.unread > 0
    read_mailbox(NUMBER, house.dossiers)
    after = house.dossiers.head(NUMBER)
    assert (after.unread, after.version) == (0, before.version)
    assert replace(after, unread=before.unread) == before
    with pytest.raises(NotFound):
        house.dossiers.was_read("I26000000000")


def test_own_data(house: ConfidentialHouse) -> None:
    """What is corrected is kept apart, and the entry says no more than that it was; the same changes nothing."""
    head = house.dossiers.head(NUMBER)
    before = len(house.dossiers.open(NUMBER).entries)
    told = {"name": WHO.name, "email": WHO.email, "safely": WHO.safely}
    correct_identity(head, key(), told, house.dossiers, house.at())
    assert len(house.dossiers.open(NUMBER).entries) == before
    form = key()
    for _ in range(2):
        correct_identity(head, form, {**told, "phone": "0470 12 34 56"}, house.dossiers, house.at())
    assert house.dossiers.identity(NUMBER) == replace(WHO, phone="0470 12 34 56")
    entries = house.dossiers.open(NUMBER).entries
    assert len(entries) == before + 1
    (entry,) = [one for one in entries if one.about == "identity"]
    assert (entry.actor, entry.act, entry.text) == (Actor.REPORTER, Act.NOTE, "")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"email": "x@burger.test"}, "name"),
        ({"name": "X"}, "email"),
        ({"name": "X", "email": "geen adres"}, "email"),
        ({"name": "X" * 101, "email": "x@burger.test"}, "name"),
        ({"name": "X", "email": "x@burger.test", "relation": "koning"}, "relation"),
    ],
)
def test_own_data_that_cannot_be(house: ConfidentialHouse, told: dict[str, str], field: str) -> None:
    """Nobody becomes anonymous, or cannot be reached, by correcting; each error has its words."""
    with pytest.raises(Rejected) as error:
        correct_identity(house.dossiers.head(NUMBER), key(), told, house.dossiers, house.at())
    assert set(error.value.fields) == {field}
    assert t(error.value.fields[field], most="1")
    assert house.dossiers.identity(NUMBER) == WHO


def test_a_whistleblower_stays_one(house: ConfidentialHouse) -> None:
    """Who reports by the whistleblower's route says how he works for the organisation."""
    house.dossiers.keep(Change(replace(house.dossiers.head(NUMBER), whistleblower=True)))
    told = {"name": "X", "email": "x@burger.test", "relation": "citizen"}
    with pytest.raises(Rejected):
        correct_identity(house.dossiers.head(NUMBER), key(), told, house.dossiers, house.at())
    correct_identity(house.dossiers.head(NUMBER), key(), {**told, "relation": "worker"}, house.dossiers, house.at())
    assert house.dossiers.identity(NUMBER).relation == "worker"


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("outcome", [None, Outcome.WITHDRAWN, Outcome.FOUNDED])
def test_every_state_has_words(house: ConfidentialHouse, phase: Phase, outcome: Outcome | None) -> None:
    """Wherever a dossier stands, the reporter is told in words where, and what comes next."""
    if phase is Phase.ERASED:
        return
    dossier = replace(house.dossiers.head(NUMBER), phase=phase, outcome=outcome)
    state = state_of(dossier)
    assert t(f"postvak.state.{state}", service="De dienst") and t(f"postvak.next.{state}", service="De dienst")
    assert can_withdraw(dossier) == (phase not in (Phase.FED_BACK, Phase.CLOSED))


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_every_term_has_words(later: timedelta) -> None:
    """Every clock that runs is told with its day, and that it is late where it is."""
    made = ConfidentialHouse()
    made.accepted(NUMBER)
    made.did(NUMBER, Act.ASK, at=AT + timedelta(hours=1), text="?", what=What.MESSAGE)
    head = made.dossiers.head(NUMBER)
    terms = terms_of(head, AT + later)
    assert head.phase in WAITS_FOR_REPORTER
    assert {one.name for one in terms} == {one.name for one in head.clocks if one.left is None}
    for term in terms:
        assert term.late == (term.due_at < AT + later)
        assert t(f"postvak.term.{'late_' if term.late else ''}{term.name}", day="x", service="x")


def agreed(house: ConfidentialHouse, by: str = "jo", at: timedelta = timedelta(minutes=5)) -> None:
    """Ilse asked for a new code, and a colleague agreed."""
    ask = about(Purpose.CODE, Move.ASK)
    file = house.did(NUMBER, Act.NOTE, at=AT + at, what=What.IDENTITY, about=ask, text="Was hier.")
    asked = next(one.id for one in file.entries if one.about == ask and one.at == AT + at)
    answer = about(Purpose.CODE, Move.APPROVE, asked)
    later = AT + at + timedelta(minutes=1)
    house.did(NUMBER, Act.NOTE, at=later, by=by, what=What.IDENTITY, about=answer)


def given_code(house: ConfidentialHouse, minutes: int = 10, who: Investigator = ILSE) -> Code:
    return give_new_code(NUMBER, who, house.dossiers, house.at(AT + timedelta(minutes=minutes)))


def test_a_new_code_takes_two(house: ConfidentialHouse) -> None:
    """Without a colleague's yes no code is given; a yes to oneself is none, and nobody of another service gives one."""
    with pytest.raises(NotAllowed):
        given_code(house)
    agreed(house, by="ilse")
    with pytest.raises(NotAllowed):
        given_code(house)
    with pytest.raises(NotFound):
        given_code(house, who=OTHER)
    agreed(house, at=timedelta(minutes=7))
    with pytest.raises(NotAllowed):
        given_code(house, who=replace(ILSE, id="jo"))
    assert given_code(house)
    with pytest.raises(NotAllowed):
        given_code(house, minutes=90)


def test_a_new_code_ends_the_old_one(house: ConfidentialHouse) -> None:
    """The new code opens the mailbox; the old one and what it had opened do not. Pressed twice, it is one code."""
    before = holder_of(SECRET, house.dossiers.head(NUMBER))
    agreed(house)
    code = given_code(house)
    assert given_code(house, minutes=11) == code
    head = house.dossiers.head(NUMBER)
    assert not opens(SECRET, before, head)
    assert open_mailbox(code, "192.0.2.1", house.dossiers, Guesses(house.table), house.at()).id == NUMBER
    used = [one for one in house.dossiers.open(NUMBER).entries if one.about.startswith("code:use:")]
    assert len(used) == 1
    assert not any(word in str(used) for word in code.words)


def test_another_new_code(house: ConfidentialHouse) -> None:
    """Each yes is good for one code: the next one differs, and the one before is not shown again."""
    agreed(house)
    first = given_code(house)
    agreed(house, at=timedelta(minutes=12))
    second = given_code(house, minutes=20)
    assert first != second
    with pytest.raises(Rejected):
        open_mailbox(first, "192.0.2.1", house.dossiers, Guesses(house.table), house.at())


def test_a_locator_of_another_dossier_is_not_given(house: ConfidentialHouse) -> None:
    """Where the words lead to another dossier, other words are drawn."""
    agreed(house)
    (ask,) = [one for one in house.dossiers.open(NUMBER).entries if one.about == about(Purpose.CODE, Move.ASK)]
    drawn = new_code(SECRET, f"code:{NUMBER}\x00{ask.id}\x000")
    other = house.registered("I26987654321")
    house.dossiers.keep(Change(replace(other.dossier, locator=locator_hash(SECRET, drawn.locator))))
    code = given_code(house)
    assert code.locator != drawn.locator
    assert given_code(house) == code


@given(st.text(max_size=500))
def test_reading_never_breaks(text: str) -> None:
    """Whatever is typed is a code or none; what is read is read again the same."""
    code = read_code(text)
    assert (code is None) == (len(words_in(text)) != 8)
    if code:
        assert read_code(str(code)) == code
        assert all(word not in new_code(SECRET, "form").words for word in strange_words(code))
