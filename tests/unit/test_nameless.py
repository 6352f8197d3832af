"""What an organisation reads of somebody whose name does not go along: in messages, subjects, names of files, later too."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.contact import Person
from chalicelib.domain.nameless import LEFT_OUT, nameless
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import Step
from chalicelib.domain.referral_view import spoken_in, subject_along, told_along
from chalicelib.services.tell_department import tell_department
from tests.department_house import CITY, DepartmentHouse
from tests.mail_house import mail
from tests.mail_out_house import AN

ANN = Person(
    name="Ann Van den Berghe",
    email="ann@burger.test",
    phone="+32470123456",
    address="Kerkstraat 5\n9000 Gent",
    postal_code="9000",
)


@pytest.mark.parametrize(
    "told",
    [
        "Ann Van den Berghe",
        "ANN VAN DEN BERGHE",
        "Van den Berghe, Ann",
        "mevrouw Van den Berghe",
        "Ann@Burger.test",
        "0470 12 34 56",
        "0470/12.34.56",
        "+32 (0)470 12 34 56",
        "0032470123456",
        "Kerkstraat 5",
        "Kerkstraat 5, 9000 Gent",
        "Ann_Van_den_Berghe-cv.pdf",
        "Groeten\n\nAnn",
        "Groeten\nAnn V.",
    ],
)
def test_who_it_is_goes(told: str) -> None:
    """No name, address or number of the sender stays, however it is written."""
    left = nameless(f"Mag dat? {told}", [ANN])
    assert LEFT_OUT in left
    for fact in ("berghe", "ann", "burger", "12", "34", "kerkstraat"):
        assert fact not in left.lower()


@pytest.mark.parametrize(
    "text",
    [
        "De weg van den burger naar Gent is 5 km.",
        "Aanvraag 2026-11-23, dossier 0470 99 88 77, annex 3.",
        "Kan Annelies van de Kerkstraat helpen?",
        "",
    ],
)
def test_all_else_stays(text: str) -> None:
    """What only looks like a part of a name or a number stays."""
    assert nameless(text, [ANN, Person(), Person(name="Dienst")]) == text


@given(some.text(), some.text(), some.text())
def test_any_name(text: str, name: str, phone: str) -> None:
    """Whatever a text and a name hold, nothing breaks, and who has no name, address or number changes no text."""
    nameless(text, [Person(name=name, email=name, phone=phone, address=name, on_behalf_of=name)])
    assert nameless(text, [Person()]) == text


def house_of(**more: object) -> DepartmentHouse:
    house = DepartmentHouse()
    signed = "Mag mijn boom weg?\n\nGroeten\nAn Peeters"
    house.number = house.receive(mail(signed, Subject="Boom van An Peeters")).case
    house.ask(**more)
    return house


def seen(house: DepartmentHouse, template: Template = Template.REFERRAL, number: str = "01") -> str:
    """All that a department reads: a mail, and the page."""
    file, referral = house.whole, house.referral(number)
    letter = house.letters.write(house.notice(template, number), file)
    told, said = told_along(file, referral), spoken_in(file, referral)
    page = [subject_along(file, referral), *(f"{one.subject} {one.text} {one.files}" for one in told)]
    return "\n".join([letter.subject, letter.text, *page, *(f"{one.by} {one.text} {one.files}" for one in said)])


def test_department_reads_no_name() -> None:
    """Where the sender does not go along, neither the mail, its subject nor the page tells who it is; nor what comes later:
    what the citizen adds, with its files, and what an agent sends along."""
    house = house_of()
    assert "An Peeters" not in seen(house).replace("An Peeters van 1700", "").replace("An Peeters\n1700", "")
    later = mail("Hij is dood.\n\nAn Peeters, an@example.be", Message_ID="<2@example.be>", In_Reply_To="<1@example.be>")
    later["References"] = house.letters.write(house.notice(Template.REFERRED), house.whole).headers["References"]
    later.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="An Peeters boom.pdf")
    house.receive(later)
    (entry,) = house.said()
    assert entry.step is Step.TELL
    assert entry.files
    told = seen(house, Template.REFERRAL_MORE)
    assert "Hij is dood." in told
    assert "an@example.be" not in told
    assert "Peeters boom" not in told
    assert "An Peeters, " not in told
    contact = house.whole.contacts[-1]
    house.later(hours=1)
    tell_department(house.whole, "01", "Zie ook dit.", AN, house.cases, house.desk, [contact])
    assert "an@example.be" not in house.said()[-1].text


def test_citizen_is_told_of_files() -> None:
    """The citizen reads that no name went along and, where files did, that those may hold it."""
    house = DepartmentHouse()
    plain = mail("Mag mijn boom weg?")
    house.number = house.receive(plain).case
    house.ask()
    assert "Wij gaven uw naam" in house.letters.write(house.notice(Template.REFERRED), house.whole).text
    assert "bestanden" not in house.letters.write(house.notice(Template.REFERRED), house.whole).text
    other, message = DepartmentHouse(), mail("Mag mijn boom weg?")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="boom.pdf")
    other.number = other.receive(message).case
    other.ask()
    assert "bestanden" in other.letters.write(other.notice(Template.REFERRED), other.whole).text


def test_department_reads_the_name() -> None:
    """Where the sender goes along, the words stay as they were written."""
    told = seen(house_of(share_sender=True))
    assert "Boom van An Peeters" in told
    assert "> An Peeters" in told


def test_subject_of_a_message_that_stays_here() -> None:
    """The subject of a question is that of its first message: where that does not go along, no department reads it, not in
    the first mail, a later one, nor on the page."""
    house = DepartmentHouse()
    house.number = house.receive(mail("Mijn ziekte is erfelijk.", Subject="Mijn ziekte")).case
    house.ask(shared=())
    house.later(hours=1)
    more = mail("En mag mijn boom weg?", Message_ID="<2@example.be>", Subject="Boom")
    more["References"] = house.letters.write(house.notice(Template.REFERRED), house.whole).headers["References"]
    house.receive(more)
    house.refer(CITY, shared=(house.whole.contacts[-1].id,))
    for template, number in ((Template.REFERRAL, "01"), (Template.REFERRAL_MORE, "01"), (Template.REFERRAL, "02")):
        assert "ziekte" not in seen(house, template, number).lower()
    assert "Boom" in house.letters.write(house.notice(number="02"), house.whole).subject
    assert subject_along(house.whole, house.referral("02")) == "Boom"
