"""A report is registered: what it must tell, what comes of it, and what comes of it twice."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact import Channel
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.integrity.change import ErrandKind
from chalicelib.domain.integrity.dossier import Breach, ClockName, Matter
from chalicelib.domain.integrity.entry import Facts, Identity, What
from chalicelib.domain.integrity.numbers import dossier_number, read_number, shown_number
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.domain.integrity.receipt_code import Code, new_code
from chalicelib.domain.integrity.report_input import FIELDS, LONGEST, Fault, faults, is_anonymous
from chalicelib.domain.integrity.uploads import MOST_FILES, upload_prefix
from chalicelib.errors import NotPossibleNow, Rejected, TooMany
from chalicelib.services.integrity.collect_evidence import collect_evidence
from chalicelib.services.integrity.drop_files import drop_files
from chalicelib.services.integrity.offer_file import Wish, offer_file
from chalicelib.services.integrity.receipt_code import code_hash, locator_hash, same_code
from chalicelib.services.integrity.register_report import Registered, Report, register_report
from chalicelib.services.integrity.send_report import MOST_REPORTS, Sent, files_of_form, send_report
from tests.form_house import Bucket
from tests.integrity_house import AT, SECRET, ConfidentialHouse

TOLD = {
    "matter": "report",
    "breach": "bribery",
    "text": "Een ambtenaar vroeg mij geld.",
    "organisation": "Dienst Vergunningen",
    "name": "Xanthippe Zonderling",
    "email": "xanthippe@burger.test",
}


class UploadBucket(Bucket):
    """The house's bucket, which keeps no versions."""

    def drop(self, key: str) -> None:
        self.delete(key)


def _key(drawn: str = "ab" * 16, before: timedelta = timedelta(minutes=5)) -> FormKey:
    key = read_key(SECRET, write_key(SECRET, AT - before, drawn))
    assert key
    return key


def _send(house: ConfidentialHouse, told: dict[str, str] | None = None, **sent: Any) -> Registered:
    form = Sent(**{"key": _key(), "told": told or TOLD, "network": "192.0.2.1", **sent})
    return send_report(form, house.dossiers, house.limits, house.at())


def test_a_report_becomes_a_dossier() -> None:
    """What was told stands sealed in a dossier whose first clock runs, whose code opens it, and that will be followed."""
    house = ConfidentialHouse()
    registered = _send(house)
    file = house.dossiers.open(registered.number)
    head = file.dossier
    assert (head.phase, head.matter, head.breach, head.channel) == (
        Phase.REGISTERED,
        Matter.REPORT,
        Breach.BRIBERY,
        Channel.FORM,
    )
    assert [clock.name for clock in head.clocks] == [ClockName.ACKNOWLEDGE]
    assert registered.clocks == head.clocks
    assert head.locator == locator_hash(SECRET, registered.code.locator)
    assert same_code(registered.code, head.code)
    assert [(errand.kind, errand.about) for errand in house.handed_over] == [(ErrandKind.START, "1")]
    assert [(entry.what, entry.facts) for entry in file.entries] == [
        (What.REPORT, Facts("Een ambtenaar vroeg mij geld.", organisation="Dienst Vergunningen"))
    ]
    assert house.dossiers.identity(head.id) == Identity("Xanthippe Zonderling", email="xanthippe@burger.test")


def test_twice_is_once() -> None:
    """The same form sent twice shows the same number and code, and is one dossier with one execution."""
    house = ConfidentialHouse()
    first, second = _send(house), _send(house)
    assert second == replace(first, repeated=True)
    assert len(house.dossiers.open(first.number).entries) == 1
    assert len(house.handed_over) == 1


def test_sent_again_after_a_change() -> None:
    """Who goes back, changes something and sends again loses nothing: the same dossier has both, and the newest name."""
    house = ConfidentialHouse()
    first = _send(house)
    changed = TOLD | {"text": "Een ambtenaar vroeg mij 500 euro.", "email": "x.zonderling@burger.test"}
    assert _send(house, changed).number == first.number
    assert _send(house, changed).code == first.code
    texts = {entry.facts.text for entry in house.dossiers.open(first.number).entries if entry.facts}
    assert texts == {TOLD["text"], changed["text"]}
    assert house.dossiers.identity(first.number).email == "x.zonderling@burger.test"
    _send(house)  # the first page, loaded again
    assert house.dossiers.identity(first.number).email == "x.zonderling@burger.test"
    assert len(house.dossiers.open(first.number).entries) == 2


def test_a_lost_code_does_not_come_back() -> None:
    """After a new code was given, the form sent again does not show the old one, and makes no second dossier."""
    house = ConfidentialHouse()
    first = _send(house)
    other = new_code(SECRET, "another")
    head = house.dossiers.head(first.number)
    file = house.dossiers.open(first.number)
    changed = replace(head, locator=locator_hash(SECRET, other.locator), code=code_hash(other))
    house.dossiers.keep(replace(_nothing(file), dossier=changed))
    with pytest.raises(NotPossibleNow):
        _send(house)


def _nothing(file: Any) -> Any:
    from chalicelib.domain.integrity.change import Change

    return Change(file.dossier)


def test_no_two_dossiers_share_a_number_or_a_locator() -> None:
    """Where another dossier has the number, or is found by the same words, the next ones are taken, again each time."""
    house = ConfidentialHouse()
    house.registered(dossier_number(SECRET, AT, "desk:1"))
    report = Report("desk:1", AT, Matter.QUESTION, Identity("An"), Facts("Mag dit?"), Channel.PHONE, actor=Actor.DESK)
    first = register_report(report, house.dossiers, house.at())
    assert first.number == dossier_number(SECRET, AT, "desk:1", 1)
    assert register_report(report, house.dossiers, house.at()) == replace(first, repeated=True)
    taken = house.dossiers.head(first.number)
    code = new_code(SECRET, "desk:2")
    held = replace(taken, locator=locator_hash(SECRET, code.locator))
    house.dossiers.keep(replace(_nothing(house.dossiers.open(first.number)), dossier=held))
    second = register_report(replace(report, key="desk:2"), house.dossiers, house.at())
    assert second.code.locator != code.locator
    assert isinstance(second.code, Code)


def test_a_case_that_moves() -> None:
    """A case that moves brings its own moment, from which the directive's clock runs, and an errand to fetch the rest."""
    house = ConfidentialHouse()
    came = AT - timedelta(days=2)
    report = Report(
        "case:1", came, Matter.REPORT, Identity("An"), Facts("Tekst"), came_at=came, take_over="26123456789"
    )
    registered = register_report(report, house.dossiers, house.at())
    assert registered.clocks[0].began_at == came
    assert {(one.kind, one.about) for one in house.handed_over} == {
        (ErrandKind.START, "1"),
        (ErrandKind.TAKE_OVER, "26123456789"),
    }


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, {"name": Fault.MISSING}),
        ({"email": ""}, {"email": Fault.MISSING}),
        ({"email": "", "phone": "0470 12 34 56"}, {}),
        ({"email": "geen adres"}, {"email": Fault.WRONG}),
        ({"phone": "bel mij"}, {"phone": Fault.WRONG}),
        ({"matter": ""}, {"matter": Fault.MISSING}),
        ({"breach": ""}, {"breach": Fault.MISSING}),
        ({"breach": "", "matter": "question"}, {}),
        ({"organisation": "", "matter": "question"}, {}),
        ({"whistleblower": "ja"}, {"relation": Fault.MISSING}),
        ({"whistleblower": "ja", "relation": "citizen"}, {"relation": Fault.WRONG}),
        ({"whistleblower": "ja", "relation": "former_worker"}, {}),
        ({"level": "galactic"}, {"level": Fault.WRONG}),
        ({"text": "a" * 200_000}, {}),
        ({"text": "a" * 200_001}, {"text": Fault.LONG}),
    ],
)
def test_what_a_report_must_tell(change: dict[str, str], wrong: dict[str, Fault]) -> None:
    """A name, a way to be reached, what it is about: each that is missing or wrong is told."""
    assert faults({name: value for name, value in (TOLD | change).items() if value}) == wrong


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
def test_every_fault_has_its_words(told: dict[str, str]) -> None:
    """Whatever is filled in, each fault is told in words of the catalogue, and its field has a place on the page."""
    from chalicelib.channels.integrity.report import ON_THE_PAGE
    from chalicelib.pages import t

    for name, fault in faults(told).items():
        assert t(f"integrity.error_{name}_{fault}", most=LONGEST.get(name))
        assert name in ON_THE_PAGE


@pytest.mark.parametrize("missing", ["name", "email"])
def test_an_anonymous_report_leaves_nothing(missing: str) -> None:
    """Who gives no name, or cannot be reached, is refused as such, and nothing at all is kept, not even a count."""
    house = ConfidentialHouse()
    told = {name: value for name, value in TOLD.items() if name != missing}
    assert is_anonymous(faults(told))
    with pytest.raises(Rejected):
        _send(house, told)
    assert not list(house.table.items.values())
    assert not is_anonymous(faults(TOLD | {"email": "geen adres"}))


@pytest.mark.parametrize(
    "sent",
    [
        {"trap": "http://x.test"},
        {"key": None},
        {"key": _key(before=timedelta(seconds=1))},
        {"key": _key(before=timedelta(days=2))},
    ],
)
def test_robots_and_old_forms(sent: dict[str, Any]) -> None:
    """What looks like a program, and a form that is too old, come back to be sent once more."""
    house = ConfidentialHouse()
    with pytest.raises(Rejected):
        _send(house, **sent)
    assert not list(house.table.items.values())


def test_too_many() -> None:
    """One network address sends only so many reports a day; forms that were sent before still show their code."""
    house = ConfidentialHouse()
    for number in range(MOST_REPORTS):
        assert house.limits.allow("report", _network(), AT, most=MOST_REPORTS), number
    with pytest.raises(TooMany):
        _send(house)


def _network() -> str:
    from chalicelib.domain.ids import citizen_hash

    return citizen_hash(SECRET, "192.0.2.1")


def test_files_of_a_report() -> None:
    """The files that arrived stand with the dossier, each to be found by its key; what the form dropped goes, they stay."""
    house, bucket = ConfidentialHouse(), UploadBucket()
    files: Any = bucket
    prefix = upload_prefix(SECRET, _key())
    bucket.objects = {f"{prefix}{place}": 1000 + place for place in range(MOST_FILES)}
    names = {place: f"bewijs {place}.jpg" for place in range(MOST_FILES - 1)}
    evidence = collect_evidence(_key(), names, files, house.at(), strip=True)
    registered = _send(house, files=evidence)
    known = house.dossiers.open(registered.number).files
    assert {(one.name, one.size, one.strip) for one in known} == {(names[place], 1000 + place, True) for place in names}
    assert house.dossiers.file_of(f"{prefix}3") == (registered.number, evidence[3].id)
    assert drop_files(_key(), house.dossiers, files, house.at()) == 1
    assert len(bucket.objects) == MOST_FILES - 1


def test_sent_again_after_its_files_were_sealed() -> None:
    """A form that is sent again when its files are sealed already, and their uploads gone, shows its code once more."""
    house, bucket = ConfidentialHouse(), UploadBucket()
    files: Any = bucket
    bucket.objects = {f"{upload_prefix(SECRET, _key())}0": 1000}

    def send() -> Registered:
        known = partial(files_of_form, _key(), house.dossiers, house.at())
        return _send(house, files=collect_evidence(_key(), {0: "a.pdf"}, files, house.at(), known=known))

    first = send()
    bucket.objects = {}
    assert send() == replace(first, repeated=True)
    assert len(house.dossiers.open(first.number).files) == 1
    with pytest.raises(Rejected):
        collect_evidence(_key("cd" * 16), {0: "a.pdf"}, files, house.at())


@pytest.mark.parametrize(
    ("names", "why"),
    [({3: "brief.pdf"}, "integrity.error_files_lost"), ({0: "virus.exe"}, "integrity.error_files_type")],
)
def test_files_that_are_not_there(names: dict[int, str], why: str) -> None:
    """A file that did not arrive, or of a kind that nobody can open, is told; nothing is lost in silence."""
    bucket: Any = UploadBucket()
    bucket.objects = {f"{upload_prefix(SECRET, _key())}0": 1}
    with pytest.raises(Rejected) as told:
        collect_evidence(_key(), names, bucket, ConfidentialHouse.at())
    assert told.value.fields == {"files": why}


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(MOST_FILES, "a.pdf", 1, "x"), "many"),
        (Wish(0, "a.exe", 1, "x"), "type"),
        (Wish(0, "a.pdf", 0, "x"), "empty"),
        (Wish(0, "a.pdf", 11 * 2**20, "x"), "large"),
    ],
)
def test_files_that_are_not_taken(wish: Wish, why: str) -> None:
    """A file that cannot be taken is refused before it is sent, in words."""
    house, bucket = ConfidentialHouse(), UploadBucket()
    files: Any = bucket
    with pytest.raises(Rejected) as told:
        offer_file(_key(), wish, files, house.limits, house.at())
    assert told.value.fields == {"files": f"integrity.error_files_{why}"}
    given_ = offer_file(_key(), Wish(29, "opname.mp3", 5, "x"), files, house.limits, house.at())
    assert given_["fields"]["key"].startswith("upload/")


@given(st.binary(min_size=8, max_size=20))
def test_numbers_are_read_back(key: bytes) -> None:
    """Every number is read back from how it is shown, spaces and small letters or not."""
    number = dossier_number(SECRET, AT, key.hex())
    assert read_number(shown_number(number)) == number
    assert read_number(shown_number(number).lower().replace("-", " ")) == number
    assert read_number(number[:-1] + str((int(number[-1]) + 1) % 10)) is None


def test_a_withdrawn_dossier_still_shows_its_code() -> None:
    """The form sent again after a withdrawal gives the same number and code: what was sent is not sent anew."""
    house = ConfidentialHouse()
    first = _send(house)
    house.did(first.number, Act.WITHDRAW, Actor.REPORTER)
    assert _send(house).number == first.number
