"""What strangers type into a form, and what they call their files."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from chalicelib.domain.contact import Kind, Requester
from chalicelib.domain.facts import ALWAYS, LONGEST, NEEDED, Fault, faults, is_email
from chalicelib.domain.file_names import LONGEST_NAME, MOST_FILES, TYPES, safe_name, type_of
from chalicelib.domain.form_input import named_files, typed, typed_line
from chalicelib.domain.form_key import LIVES, QUICKEST, read_key, write_key

GOOD = {"text": "Vraag", "name": "An", "email": "an@example.be"}
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


@given(some.text())
@example("../../etc/passwd")
@example("C:\\Windows\\con.txt")
@example("brief\u202efdp.exe")
@example("a" * 300 + ".pdf")
@example(". . .")
@example("nul")
@example("\x00\n")
@example("com1.tar.gz")
@example("x." + "y" * 200)
def test_names_do_no_harm(name: str) -> None:
    """Whatever a file is called, its safe name is one printable part that no system reads more into, and stays as it is."""
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*%\r\n')
    assert all(unicodedata.category(one)[0] != "C" for one in safe)
    assert not safe.startswith(".") and not safe.endswith((".", " "))
    assert safe.split(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    assert safe_name(safe) == safe


@pytest.mark.parametrize("extension", TYPES)
def test_known_kinds(extension: str) -> None:
    """A file of a kind that we take keeps its kind, in whatever case it is written, however long the name."""
    assert type_of(safe_name("x" * 200 + "." + extension.upper())) == TYPES[extension]


@pytest.mark.parametrize("name", ["virus.exe", "pdf", "brief.pdf.js", "brief.pdf\u202e.exe", "page.html", "a.svg"])
def test_other_kinds(name: str) -> None:
    """A file of any other kind is not taken, whatever its name pretends."""
    assert type_of(safe_name(name)) is None


@given(some.text())
def test_typed(text: str) -> None:
    """What was typed loses what cannot be seen and nothing else, and stays as it is the second time."""
    plain = typed(text)
    assert typed(plain) == plain
    assert all(one in "\n\t\u200d" or unicodedata.category(one)[0] != "C" for one in plain)
    kept = [one for one in text if not one.isspace() and unicodedata.category(one)[0] != "C"]
    assert [one for one in plain if not one.isspace() and unicodedata.category(one)[0] != "C"] == kept
    assert "\n" not in typed_line(text)


@example([f"{'9' * 5_000}:brief.pdf"])
@given(some.lists(some.text() | some.tuples(some.integers(), some.text()).map(lambda pair: f"{pair[0]}:{pair[1]}")))
def test_named_files(values: list[str]) -> None:
    """Whatever a browser says of files, their places are of the form and their names safe."""
    found = named_files(values)
    assert all(0 <= place < MOST_FILES and safe_name(name) == name for place, name in found.items())


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("requester", Requester)
def test_needed_facts(kind: Kind, requester: Requester) -> None:
    """Without anything each kind asks for its own facts, and an organisation for its name."""
    found = faults(kind, requester, {})
    needed = {*ALWAYS, *NEEDED[kind], *(() if requester is Requester.CITIZEN else ("organisation",))}
    assert found == dict.fromkeys(found, Fault.MISSING)
    assert set(found) == needed


@pytest.mark.parametrize("fact", LONGEST)
def test_limits(fact: str) -> None:
    """Every fact has a limit, and one character more is too much."""
    told = "x" * (LONGEST[fact] + 1)
    assert faults(Kind.QUESTION, Requester.CITIZEN, {**GOOD, fact: told})[fact] is Fault.LONG


def test_nothing_chosen() -> None:
    """A form of a program that chose nothing is told to choose."""
    assert set(faults(None, None, GOOD)) == {"kind", "requester"}


@pytest.mark.parametrize(
    "address", ["an@example.be", "an.peeters+1700@mail.example.co.uk", "jos@gemeente.gent", "é@voorbeeld.be"]
)
def test_addresses(address: str) -> None:
    """Addresses to which mail can go are taken."""
    assert is_email(address)


@given(some.text(), some.sampled_from("\r\n\x00 ,;<>()\u2028"), some.text())
def test_no_address_brings_a_header(before: str, break_: str, after: str) -> None:
    """No address holds anything that could end a header or name a second recipient."""
    assert not is_email(f"{before}{break_}{after}@example.be")
    assert not is_email(f"an@example.be{break_}{after}")


@pytest.mark.parametrize(
    "address", ["", "an", "an@", "@example.be", "an@example", "an@@example.be", "an@.be", "a@b..be"]
)
def test_no_addresses(address: str) -> None:
    """What is no address is refused."""
    assert not is_email(address)


@given(some.binary(min_size=1), some.datetimes(timezones=some.just(UTC)), some.text("0123456789abcdef", min_size=16))
def test_keys(secret: bytes, made: datetime, drawn: str) -> None:
    """A form's key says when it was made and what was drawn; another secret makes nothing of it."""
    if not 1980 < made.year < 2100:
        made = made.replace(year=2026, day=1)
    key = read_key(secret, write_key(secret, made, drawn))
    assert key
    assert key.drawn == drawn
    assert abs(key.made_at - made) < timedelta(milliseconds=2)
    assert read_key(secret + b"x", write_key(secret, made, drawn)) is None


@given(some.text())
@example("1.2.3")
@example("é.é.é")
@example("..")
@example("\ud800..")
def test_forged_keys(text: str) -> None:
    """Nothing that we did not make is a key."""
    assert read_key(b"secret", text) is None


def test_time_of_a_key() -> None:
    """A form that comes back too soon or after a day is told apart; the moments between are all good."""
    key = read_key(b"s", write_key(b"s", AT, "ab" * 8))
    assert key
    assert key.too_quick(AT + QUICKEST - timedelta(milliseconds=1))
    assert not key.too_quick(AT + QUICKEST)
    assert not key.old(AT + LIVES)
    assert key.old(AT + LIVES + timedelta(milliseconds=1))
