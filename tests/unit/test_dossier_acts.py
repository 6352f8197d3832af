"""What investigators do to a dossier: only what the table has, only their own service, once, and never unseen."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.form_key import FormKey
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.acting import NEEDS, possible
from chalicelib.domain.integrity.archive import exported
from chalicelib.domain.integrity.dossier import Outcome
from chalicelib.domain.integrity.entry import Evidence, Sealing, What
from chalicelib.domain.integrity.phases import MAY, PHASES, Act, Actor, Phase
from chalicelib.domain.integrity.reading import Seen, custody, exported_with, looks, messages, tasks
from chalicelib.domain.integrity.services import services
from chalicelib.errors import ChangedMeanwhile, NotAllowed, NotFound, NotPossibleNow, Rejected
from chalicelib.services.integrity.act_on_dossier import Doing, act_on_dossier
from chalicelib.services.integrity.end_task import end_task
from chalicelib.services.integrity.exclude_investigator import exclude_investigator
from chalicelib.services.integrity.lead_dossier import lead_dossier
from chalicelib.services.integrity.open_dossier import note_look, open_dossier
from chalicelib.services.integrity.readmit_investigator import readmit_investigator
from tests.integrity_house import AT, ConfidentialHouse

NUMBER = "I26123456789"
AUDIT, OMBUDSMAN = "audit-vlaanderen", "vlaamse-ombudsdienst"
ILSE = Investigator("ilse", "Ilse Maes", AUDIT)
BOB = Investigator("bob", "Bob Wuyts", AUDIT)
CHIEF = Investigator("chief", "Greet Baas", AUDIT, lead=True)
STRANGER = Investigator("omar", "Omar Anders", OMBUDSMAN)
NAMES = {code: one.name for code, one in services().items()}
LATER = AT + timedelta(hours=1)
drawn = count()


def a_key(at: Any = AT) -> FormKey:
    return FormKey(f"{next(drawn):032x}", at)


def do(house: ConfidentialHouse, act: Act, who: Investigator = ILSE, **told: Any) -> None:
    """Do it as somebody who just read the dossier."""
    doing = {"key": a_key(), "version": house.dossiers.head(NUMBER).version, "text": "Zo is het.", **told}
    act_on_dossier(NUMBER, Doing(act=act, **doing), who, house.dossiers, house.at(LATER), NAMES)


def note(house: ConfidentialHouse, kind: What = What.NOTE, who: Investigator = ILSE, **told: Any) -> None:
    do(house, Act.NOTE, who, kind=kind, **told)


def test_the_whole_way() -> None:
    """A service finds grounds, concludes and tells the reporter, who reads only what was written for reporters."""
    house = ConfidentialHouse()
    house.accepted()
    do(house, Act.FIND_GROUNDS, text="De factuur klopt niet.")
    note(house, What.FINDING, text="De broer tekende.")
    do(house, Act.CONCLUDE, outcome=Outcome.FOUNDED)
    do(house, Act.FEED_BACK, text="Wij gaven u gelijk.")
    file = house.dossiers.open(NUMBER)
    assert (file.dossier.phase, file.dossier.outcome) == (Phase.FED_BACK, Outcome.FOUNDED)
    assert [one.text for one in messages(file.entries)] == ["Wij gaven u gelijk."]


@pytest.mark.parametrize("phase", Phase)
def test_only_what_the_table_has_is_offered(phase: Phase) -> None:
    """What a page offers is a step of the table for a service, and no step of the table is left out."""
    from dataclasses import replace

    head = replace(ConfidentialHouse().accepted().dossier, phase=phase)
    steps = {act for at, act in PHASES if at is phase and act in MAY[Actor.SERVICE]} - {Act.NOTE}
    assert set(possible(head)) == steps
    assert set(possible(replace(head, extended=True))) == steps - {Act.EXTEND}


@given(act=st.sampled_from([act for act, needs in NEEDS.items() if needs.text]))
def test_no_act_without_its_reason(act: Act) -> None:
    """What needs a reason is refused without one, and nothing is kept."""
    house = ConfidentialHouse()
    house.accepted()
    before = house.dossiers.open(NUMBER)
    with pytest.raises(Rejected):
        do(house, act, text="")
    assert house.dossiers.open(NUMBER) == before


def test_a_conclusion_has_an_outcome() -> None:
    """An investigation is not concluded without saying what came of it."""
    house = ConfidentialHouse()
    house.accepted()
    do(house, Act.FIND_GROUNDS)
    for wrong in (None, Outcome.WITHDRAWN):
        with pytest.raises(Rejected) as refused:
            do(house, Act.CONCLUDE, outcome=wrong)
        assert set(refused.value.fields) == {"outcome"}


def test_a_form_sent_twice() -> None:
    """The same form twice is one step, also when the dossier moved by it; another text from the same page is not lost."""
    house = ConfidentialHouse()
    version = house.accepted().dossier.version
    key = a_key()
    for _ in range(2):
        do(house, Act.FIND_GROUNDS, key=key, version=version)
    same = a_key()
    note(house, key=same, text="Ik belde.")
    note(house, key=same, text="Ik belde.")
    note(house, key=same, text="Ik belde nog eens.")
    file = house.dossiers.open(NUMBER)
    assert sum(one.act is Act.FIND_GROUNDS for one in file.entries) == 1
    assert [one.text for one in file.entries if one.what is What.NOTE] == ["Ik belde.", "Ik belde nog eens."]


def test_somebody_was_first() -> None:
    """Who decides on what changed meanwhile is told; a note of what happened comes in whatever came before it."""
    house = ConfidentialHouse()
    version = house.accepted().dossier.version
    note(house, who=BOB)
    with pytest.raises(ChangedMeanwhile):
        do(house, Act.FIND_GROUNDS, version=version)
    with pytest.raises(ChangedMeanwhile):
        note(house, What.MESSAGE, version=version)
    note(house, version=version)


def test_too_late() -> None:
    """A step that the table no longer has is refused as such."""
    house = ConfidentialHouse()
    house.accepted()
    do(house, Act.FIND_GROUNDS)
    with pytest.raises(NotPossibleNow):
        do(house, Act.FIND_NO_GROUNDS)


def test_another_service() -> None:
    """Another service sees no dossier, acts on none, and leaves no trace in it; nor does the service that gave it back."""
    house = ConfidentialHouse()
    before = house.accepted()
    for denied in (
        lambda: open_dossier(NUMBER, STRANGER, house.dossiers, house.at()),
        lambda: do(house, Act.FIND_GROUNDS, STRANGER),
        lambda: note(house, who=STRANGER),
    ):
        with pytest.raises(NotFound):
            denied()
    assert house.dossiers.open(NUMBER) == before
    do(house, Act.SEND_ON, better=OMBUDSMAN)
    with pytest.raises(NotFound):
        open_dossier(NUMBER, ILSE, house.dossiers, house.at())


def test_never_back_to_who_had_it() -> None:
    """A service that had the dossier, or does not exist, is no better one; another one is kept with the reason."""
    house = ConfidentialHouse()
    house.accepted()
    for wrong in (AUDIT, "nergens"):
        with pytest.raises(Rejected) as refused:
            do(house, Act.SEND_ON, better=wrong)
        assert set(refused.value.fields) == {"better"}
    do(house, Act.SEND_ON, better=OMBUDSMAN)
    assert [one.about for one in house.dossiers.open(NUMBER).entries if one.act is Act.SEND_ON] == [OMBUDSMAN]


def test_every_look_is_kept() -> None:
    """Whoever opens a dossier is in its log, and the head stays as it was: nobody's form is out of date by it."""
    house = ConfidentialHouse()
    version = house.accepted().dossier.version
    open_dossier(NUMBER, ILSE, house.dossiers, house.at(LATER))
    file = open_dossier(NUMBER, BOB, house.dossiers, house.at(LATER))
    assert {(look.by, look.at) for look in looks(file.entries)} == {("ilse", LATER), ("bob", LATER)}
    assert file.dossier.version == version


def test_the_longer_term_once() -> None:
    """The term for feedback is extended once, with reasons."""
    house = ConfidentialHouse()
    house.accepted()
    do(house, Act.EXTEND, text="Twee getuigen zijn ziek.")
    with pytest.raises(NotPossibleNow):
        do(house, Act.EXTEND, text="Nog een.")


def test_tasks() -> None:
    """A task is open until somebody did it, once; a step that was taken is no task."""
    house = ConfidentialHouse()
    house.accepted()
    note(house, What.TASK, text="Bel de griffie.", due_at=LATER + timedelta(days=2), whom="bob")
    note(house, What.TASK, text="Ik sprak met de getuige.", done=True)
    (task,) = tasks(house.dossiers.open(NUMBER).entries)
    assert (task.whom, task.done) == ("bob", None)
    assert task.late(LATER + timedelta(days=3))
    for _ in range(2):
        end_task(NUMBER, task.id, BOB, house.dossiers, house.at(LATER))
    (task,) = tasks(house.dossiers.open(NUMBER).entries)
    assert task.done is not None
    assert task.done.by == "bob"
    with pytest.raises(NotFound):
        end_task(NUMBER, "zomaar", BOB, house.dossiers, house.at(LATER))


def test_a_task_that_is_late_from_the_start() -> None:
    """No task is due in the past."""
    house = ConfidentialHouse()
    house.accepted()
    with pytest.raises(Rejected):
        note(house, What.TASK, due_at=AT - timedelta(days=1))


def test_whom_it_concerns_is_out() -> None:
    """An investigator whom it concerns sees nothing more, leads it no more, and is let in again by the service's lead alone."""
    house = ConfidentialHouse()
    house.accepted()
    everybody = ("ilse", "bob", "chief")
    exclude_investigator(NUMBER, "ilse", "Zij is de zus.", a_key(), BOB, everybody, house.dossiers, house.at())
    with pytest.raises(NotFound):
        open_dossier(NUMBER, ILSE, house.dossiers, house.at())
    assert house.dossiers.head(NUMBER).lead == ""
    lead_dossier(NUMBER, a_key(), BOB, house.dossiers, house.at())
    assert house.dossiers.head(NUMBER).lead == "bob"
    with pytest.raises(NotAllowed):
        readmit_investigator(NUMBER, "ilse", a_key(), BOB, house.dossiers, house.at())
    readmit_investigator(NUMBER, "ilse", a_key(), CHIEF, house.dossiers, house.at())
    open_dossier(NUMBER, ILSE, house.dossiers, house.at())


@pytest.mark.parametrize(("whom", "field"), [("omar", "whom"), ("bob", "whom")])
def test_who_cannot_be_kept_out(whom: str, field: str) -> None:
    """Nobody of another service is kept out, nor the last one who could act on it."""
    house = ConfidentialHouse()
    house.accepted()
    exclude_investigator(NUMBER, "ilse", "De zus.", a_key(), BOB, ("ilse", "bob"), house.dossiers, house.at())
    with pytest.raises(Rejected) as refused:
        exclude_investigator(NUMBER, whom, "Ook.", a_key(), BOB, ("ilse", "bob"), house.dossiers, house.at())
    assert set(refused.value.fields) == {field}


def test_a_lead_is_not_taken_from_a_colleague() -> None:
    """Only the service's lead takes the lead from somebody."""
    house = ConfidentialHouse()
    house.accepted()
    with pytest.raises(NotAllowed):
        lead_dossier(NUMBER, a_key(), BOB, house.dossiers, house.at())
    lead_dossier(NUMBER, a_key(), CHIEF, house.dossiers, house.at())


def test_chain_of_custody() -> None:
    """Of each file it is known who added, opened and exported it, in that order; what came after an export was not in it."""
    house = ConfidentialHouse()
    house.accepted()
    early = Evidence("f1", "foto.jpg", "image/jpeg", 12, "upload/1", AT, "", sealing=Sealing.CLEAN)
    late = Evidence("f2", "brief.pdf", "application/pdf", 12, "upload/2", LATER + timedelta(hours=2), "ilse")
    note(house, What.EVIDENCE, text="", files=(early, late))
    for seen, of, hour in (("file", "f1", 0), ("export", "files", 1)):
        note_look(NUMBER, seen, of, BOB, house.dossiers, house.at(LATER + timedelta(hours=hour)))  # type: ignore[arg-type]
    chains = {one.file.id: [(link.how, link.by) for link in one.chain] for one in custody(house.dossiers.open(NUMBER))}
    assert chains == {"f1": [("added", ""), ("opened", "bob"), ("exported", "bob")], "f2": [("added", "ilse")]}
    with pytest.raises(Rejected):
        note(house, What.EVIDENCE, text="Zonder bestand.")


def test_who_opens_a_file_at_once() -> None:
    """A look is kept with its own moment, as a file is: within one second, too, first it came, then it was opened, opened
    once more, and exported."""
    house = ConfidentialHouse()
    house.accepted()
    moment = AT.replace(microsecond=700_000)
    file = Evidence("f1", "foto.jpg", "image/jpeg", 12, "upload/1", moment, "ilse", sealing=Sealing.CLEAN)
    note(house, What.EVIDENCE, text="", files=(file,))
    for seen, of, later in ((Seen.FILE, "f1", 100), (Seen.FILE, "f1", 150), (Seen.EXPORT, "files", 200)):
        note_look(NUMBER, seen, of, BOB, house.dossiers, house.at(moment + timedelta(milliseconds=later)))
    (held,) = custody(house.dossiers.open(NUMBER))
    assert [link.how for link in held.chain] == ["added", "opened", "opened", "exported"]


@pytest.mark.parametrize(("identity", "held"), [(False, ["clean"]), (True, ["clean", "mail"])])
def test_an_export_holds_what_left(identity: bool, held: list[str]) -> None:
    """A chain of custody names an export only where the file left with it: not an infected one, and the raw mail of a moved
    case only where who reports went along."""
    house = ConfidentialHouse()
    house.accepted()
    clean = Evidence("clean", "foto.jpg", "image/jpeg", 12, "upload/1", AT, "", sealing=Sealing.CLEAN)
    bad = replace(clean, id="bad", key="upload/2", sealing=Sealing.INFECTED)
    files = (clean, bad, replace(clean, id="mail", key="upload/3", type="message/rfc822"))
    house.did(NUMBER, Act.NOTE, Actor.MACHINE, what=What.EVIDENCE, files=files)
    of = exported_with(files=True, identity=identity)
    note_look(NUMBER, Seen.EXPORT, of, BOB, house.dossiers, house.at(LATER))
    file = house.dossiers.open(NUMBER)
    assert sorted(one.file.id for one in custody(file) if len(one.chain) > 1) == held
    assert sorted(one.id for one in exported(file, identity=identity)) == held
