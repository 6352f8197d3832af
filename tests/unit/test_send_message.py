"""The form's way in: registered once, copied within limits, with the files that arrived."""

from datetime import timedelta

import pytest

from chalicelib.domain.contact import Kind, Requester, Scan
from chalicelib.domain.file_names import MOST_BYTES
from chalicelib.domain.outbox import Template
from chalicelib.errors import Rejected, TooMany
from chalicelib.services.collect_files import collect_files
from chalicelib.services.drop_loose_files import drop_loose_files
from chalicelib.services.offer_upload import MOST_OFFERS, Wish, offer_upload
from chalicelib.services.send_message import MOST_COPIES, MOST_MESSAGES, subject_of
from tests.form_house import AT, SECRET, House


@pytest.fixture
def house() -> House:
    return House()


def test_registered(house: House) -> None:
    """A message is a case with its contact, a copy in the outbox, and a link that opens it."""
    receipt = house.send()
    file = house.cases.open(receipt.case)
    assert [one.text for one in file.contacts] == ["Waar kan ik een rijbewijs aanvragen?"]
    assert [one.template for one in file.notices] == [Template.COPY]
    assert house.holder(receipt.link).case == receipt.case


def test_twice(house: House) -> None:
    """The same form twice gives the same receipt and one case; changed and sent again it is another message."""
    first, again = house.send(), house.send()
    assert (again.case, again.link, again.repeated) == (first.case, first.link, True)
    assert len(house.cases.open(first.case).contacts) == 1
    assert house.send(facts={"text": "Iets anders."}).case != first.case


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"kind": None, "requester": None}, {"kind", "requester"}),
        ({"facts": {"text": "", "email": "x"}}, {"text", "email"}),
        ({"kind": Kind.COMPLAINT}, {"address"}),
        ({"kind": Kind.DOCUMENT}, {"document"}),
        ({"requester": Requester.COMPANY}, {"organisation"}),
        ({"trap": "http://spam.example"}, {"text"}),
        ({"key": None}, {"text"}),
    ],
)
def test_refused(house: House, other: dict[str, object], fields: set[str]) -> None:
    """Whatever is missing or wrong is told at once, by field, and nothing is kept."""
    with pytest.raises(Rejected) as refused:
        house.send(**other)
    assert set(refused.value.fields) == fields
    assert not any(pk.startswith("CASE#") for pk, _ in house.table.items)


def test_too_quick_then_good(house: House) -> None:
    """Who is taken for a program because he was quick sends the same form again and is heard."""
    key = house.key(before=timedelta(seconds=1))
    with pytest.raises(Rejected):
        house.send(key=key)
    house.later(timedelta(seconds=5))
    assert house.send(key=key).case


def test_facts_of_another_kind(house: House) -> None:
    """What was typed for another kind is not kept: no address with a question."""
    receipt = house.send(facts={"address": "Kerkstraat 1", "document": "Een vergunning", "organisation": "Bakker"})
    contact = house.cases.open(receipt.case).contacts[0]
    assert contact.sender.address == contact.sender.organisation == ""
    assert "vergunning" not in contact.text


def test_copies_have_a_limit(house: House) -> None:
    """Nobody is mailed through us without end: beyond the limit messages are kept, without a copy."""
    told = [bool(house.cases.open(house.send(drawn=f"{n:032x}").case).notices) for n in range(MOST_COPIES + 3)]
    assert told == [True] * MOST_COPIES + [False] * 3


def test_messages_have_a_limit(house: House) -> None:
    """One network address sends so many messages a day, and no more."""
    for n in range(MOST_MESSAGES):
        house.send(drawn=f"{n:032x}", facts={"email": f"{n}@example.be"})
    with pytest.raises(TooMany):
        house.send(drawn="f" * 32)
    house.later(timedelta(days=1))
    assert house.send(drawn="f" * 32).case


def test_files(house: House) -> None:
    """A message's files are those that arrived, with the size that the bucket says; the result of a scan finds them."""
    files = house.upload("ab" * 16, "brief.pdf", "foto.jpg")
    case = house.send(files=files).case
    house.scans.keep(files[1].key, Scan.CLEAN, "v1", AT)
    kept = {one.name: (one.size, one.scan) for one in house.cases.open(case).files}
    assert kept == {"brief.pdf": (10, Scan.WAITING), "foto.jpg": (11, Scan.CLEAN)}


def test_changed_and_sent_again_with_a_file(house: House) -> None:
    """Who goes back, changes the text and sends again keeps the file with both, and scans reach both."""
    files = house.upload("ab" * 16, "brief.pdf")
    one, two = house.send(files=files).case, house.send(files=files, facts={"text": "Anders gezegd."}).case
    house.add(one, "Eerst dit.", files=files)
    house.add(one, "Dan dat.", files=files)
    house.scans.keep(files[0].key, Scan.INFECTED, "v1", AT)
    scans = [file.scan for case in (one, two) for file in house.cases.open(case).files]
    assert scans == [Scan.INFECTED] * 4


@pytest.mark.parametrize("names", [{0: "brief.pdf"}, {1: "brief.exe"}, dict.fromkeys(range(11), "a.pdf")])
def test_files_that_are_not_there(house: House, names: dict[int, str]) -> None:
    """A file that never arrived, of another kind, or one too many is refused."""
    key = house.key()
    house.files.objects[f"{key.prefix(SECRET)}1"] = 5
    with pytest.raises(Rejected):
        collect_files(key, names, SECRET, house.files)


@pytest.mark.parametrize(
    "wish", [Wish(10, "a.pdf", 5, "n"), Wish(-1, "a.pdf", 5, "n"), Wish(0, "a.exe", 5, "n"), Wish(0, "a.pdf", 0, "n")]
)
def test_no_offer(house: House, wish: Wish) -> None:
    """No form is given for a file that would not be taken."""
    with pytest.raises(Rejected):
        offer_upload(house.key(), wish, house.reception, house.desk)


def test_offer(house: House) -> None:
    """A form is given for the largest file, under a key that holds neither name nor person; so many a day."""
    wish = Wish(3, "Brief van An.pdf", MOST_BYTES, "192.0.2.1")
    form = offer_upload(house.key(), wish, house.reception, house.desk)
    assert form["fields"]["key"] == f"{house.key().prefix(SECRET)}3"
    assert "An" not in form["fields"]["key"]
    with pytest.raises(TooMany):
        for _ in range(MOST_OFFERS):
            offer_upload(house.key(), wish, house.reception, house.desk)


def test_files_that_nobody_asked_for(house: House) -> None:
    """Files of a form that was never sent are deleted after two days; those of a message stay."""
    for drawn in ("aa" * 16, "bb" * 16):
        offer_upload(house.key(drawn), Wish(0, "brief.pdf", 5, "n"), house.reception, house.desk)
        files = house.upload(drawn, "brief.pdf")
    house.send(drawn="bb" * 16, files=files)
    assert drop_loose_files(house.shelves, house.loose, AT + timedelta(days=1), lambda: True) == 0
    assert drop_loose_files(house.shelves, house.loose, AT + timedelta(days=3), lambda: False) == 0
    assert drop_loose_files(house.shelves, house.loose, AT + timedelta(days=3), lambda: True) == 1
    assert list(house.files.objects) == [files[0].key]
    assert drop_loose_files(house.shelves, house.loose, AT + timedelta(days=4), lambda: True) == 0


def test_subject() -> None:
    """A worklist shows the first line that says more than a greeting, short and on one line."""
    assert subject_of("Dag,\n\nMijn kind is geboren in Gent.\nWat nu?") == "Mijn kind is geboren in Gent."
    assert subject_of("Hoi\nhelp") == "Hoi help"
    assert len(subject_of("woord " * 100)) <= 80
