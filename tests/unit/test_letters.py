"""What our mails say, and what nobody can make them say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import threads
from chalicelib.domain.contact import Channel, Kind, Person
from chalicelib.domain.letter import Letter, greets, inert, one_line, quoted, takes_leave
from chalicelib.domain.outbox import Template
from chalicelib.services.send_message import subject_of
from tests.mail_out_house import SECRET, House

CLICKABLE = re.compile(r"(?i)(https?://|www\.|\bmailto:|\w\.(com|be|org|net)\b)")
STRANGERS = "Win geld op https://evil.com/x?y=1 of www.evil.be, mail naar mij@evil.org"


def letter_of(house: House, case: str) -> Letter:
    file = house.cases.open(case)
    return house.letters.write(file.notices[-1], file)


def without_ours(text: str) -> str:
    return re.sub(r"https://1700\.test/\S+|https://www\.voorbeeld\.be/\S+", "", text)


def test_copy() -> None:
    """The copy of a message has its number, its secret link, by when we answer, and the text, quoted."""
    house = House()
    receipt = house.register()
    letter = letter_of(house, receipt.case)
    assert receipt.reference in letter.subject
    assert f"https://1700.test/vraag/openen?sleutel={receipt.link}" in letter.text
    assert "ten laatste op woensdag 25 november" in letter.text
    assert "> Heb ik een vergunning nodig?" in letter.text
    assert letter.headers["Auto-Submitted"] == "auto-generated"


def test_strangers_words_are_inert() -> None:
    """Whoever fills in somebody else's address cannot send him a link, a subject or a greeting of his own."""
    house = House()
    sender = Person(name="Klik op evil.com", email="victim@burger.test")
    letter = letter_of(house, house.register(sender=sender, subject=STRANGERS, text=STRANGERS).case)
    assert not CLICKABLE.search(without_ours(letter.text))
    assert "evil" not in letter.subject
    assert "Klik op" not in letter.text.split(">")[0]


@given(st.text(max_size=200))
def test_inert_always(text: str) -> None:
    """No text can be written so that an address in it stays whole."""
    assert not CLICKABLE.search(inert(text + " http://evil.com " + text))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.COMPLAINT, "Uw klacht is ten laatste op 7 januari 2027 volledig behandeld."),
        (Kind.DOCUMENT, "U krijgt ten laatste op 13 december 2026 een beslissing over het document."),
    ],
)
def test_term_by_law(kind: Kind, said: str) -> None:
    """A complaint and a request for a document also name the term that the law sets."""
    house = House()
    assert said in letter_of(house, house.register(kind=kind).case).text


def test_automatic_answer() -> None:
    """The automatic answer to a mail stands in its thread, repeats nothing, and says to programs what it is."""
    house = House()
    receipt = house.register(Template.RECEIVED, channel=Channel.MAIL, message_id="<1@burger.test>", text=STRANGERS)
    letter = letter_of(house, receipt.case)
    assert letter.subject == "Re: Een boom omhakken"
    assert letter.headers["In-Reply-To"] == "<1@burger.test>"
    assert letter.headers["References"].startswith("<1@burger.test> <")
    assert letter.headers["Auto-Submitted"] == "auto-replied"
    assert "evil" not in letter.text


def test_answer() -> None:
    """An answer greets, has its sources, the number, a link that opens the case, the agent's name, and what was asked."""
    house = House()
    receipt = house.register(tell=None)
    notice = house.answer(receipt.case)
    letter = letter_of(house, receipt.case)
    assert letter.subject == "Antwoord op uw vraag: Een boom omhakken"
    assert letter.text.startswith("Dag Ann Peeters,\n\nJa, bij uw gemeente.\n\n")
    assert "- Kapvergunning\n  https://www.voorbeeld.be/kap" in letter.text
    assert receipt.reference in letter.text
    assert notice.link
    assert notice.link in letter.text
    assert "Vriendelijke groeten\nAn Peeters\n1700" in letter.text
    assert "Op maandag 23 november schreef u:" in letter.text
    assert "> Heb ik een vergunning nodig?" in letter.text
    assert "Auto-Submitted" not in letter.headers


LONG = "Ik wil graag weten hoe ik een premie voor zonnepanelen aanvraag in een gebouw met vele eigenaars"


@pytest.mark.parametrize("text", ["Hoe vraag ik een premie aan?", f"Dag\n\n{LONG}\n\nDank u", "Kort\n\nen\n\nkrachtig"])
def test_a_text_that_says_its_subject(text: str) -> None:
    """What is a line of the text already, as a form's subject is, is not quoted twice."""
    house = House()
    copy = letter_of(house, house.register(subject=subject_of(text), text=text).case).text
    assert [line for line in copy.splitlines() if line[:1] == ">"] == quoted(text).splitlines()


def test_a_subject_that_the_text_does_not_say() -> None:
    """The subject of a mail says what its text may not: it is quoted too."""
    house = House()
    copy = letter_of(house, house.register(subject="Kapvergunning", text="Heb ik die nodig?").case).text
    assert "> Kapvergunning\n>\n> Heb ik die nodig?" in copy


def test_answer_with_its_own_greetings() -> None:
    """A standard text that greets and takes leave is not greeted twice."""
    house = House()
    case = house.register(tell=None).case
    house.answer(case, "Beste mevrouw Peeters\n\nJa.\n\nMet vriendelijke groet\nAn")
    text = letter_of(house, case).text
    assert text.startswith("Beste mevrouw Peeters\n")
    assert text.count("groet") == 1


@pytest.mark.parametrize(
    "text", ["Dag,\nja", "Beste Ann\n\nja", "Geachte heer,\nja", "Goedemorgen\nja", "DAG Ann,\nja"]
)
def test_greets(text: str) -> None:
    """Greetings are known."""
    assert greets(text)


@pytest.mark.parametrize("text", ["Dagelijks van 9 tot 19 uur.", "Ja.", "Beste manier om dit te doen is bellen. Dag"])
def test_does_not_greet(text: str) -> None:
    """A sentence that begins like a greeting is none."""
    assert not greets(text)


def test_takes_leave() -> None:
    """A greeting at the end is known, one in the middle is none."""
    assert takes_leave("Ja.\n\nMet vriendelijke groeten\nAn")
    assert not takes_leave("De groeten aan uw buur.\n" + "regel\n" * 9)


def test_reply_finds_its_case() -> None:
    """By reply address, References and our own header an answer to any letter finds its case, and only we can make these."""
    house = House()
    case = house.register().case
    letter = letter_of(house, case)
    assert threads.case_of_address(SECRET, letter.reply_to) == case
    assert threads.case_of_own_ids(SECRET, letter.headers["References"]) == case
    assert threads.case_of_own_ids(b"other", letter.headers["References"]) is None


@given(subject=st.text(max_size=300), name=st.text(max_size=100), text=st.text(max_size=300))
def test_nothing_breaks_out(subject: str, name: str, text: str) -> None:
    """Whatever somebody writes, subject and headers stay one line, and his words stay behind the marks of a quote."""
    house = House()
    sender = Person(name=name, email="ann@burger.test")
    case = house.register(subject=subject, sender=sender, text=text, tell=Template.COPY).case
    letter = letter_of(house, case)
    for value in (letter.subject, letter.reply_to, *letter.headers.values()):
        assert value.isprintable()
    plain = house.register(key="two", subject="one", text="line").case
    outside = [line for line in letter.text.splitlines() if line and line[0] != ">"]
    expected = [line for line in letter_of(house, plain).text.splitlines() if line and line[0] != ">"]
    assert len(outside) == len(expected)


@given(st.text(max_size=300))
def test_one_line(text: str) -> None:
    """A subject is one line of printable characters, no longer than a subject may be."""
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 150


def test_quoted_lines() -> None:
    """Every kind of line end begins a new quoted line."""
    assert quoted("a\r\nb\x0bc\u2028d") == "> a\n> b\n> c\n> d"
