"""What real mails hold is read, whatever their senders say about it."""

import pytest

from chalicelib.domain.flags import Flag
from chalicelib.domain.mime import read_mail
from chalicelib.services.cut_quotes import cut_quotes
from tests.mail_house import MAILS, MailHouse, received

READ = {
    "html_only": (
        "Beste,\n\nMijn premie was € 250 & nu niets.\nHoe kan dat?\n\n- aangevraagd in mei\n- gekregen: niets\n\n"
        "Zie mijn dossier <https://example.be/dossier>\n\nNaam An"
    ),
    "html_with_stub": ("Dit is de echte vraag. " * 40).strip(),
    "utf8_called_latin": "Mijn naam is Renée Müller, ik woon in Liège. Prijs: 5 €.",
    "latin_called_utf8": "Mijn naam is Renée, prijs: 5 €.",
    "unknown_charset": "Één vraag over België.",
    "no_charset": "Één vraag over België.",
    "utf16": "Één vraag over België.",
    "forwarded_attached": "Uw dossier is onvolledig.",
    "inline_picture": "Hier is de put.",
    "apple_text_picture_text": "Voor de foto.\n\nNa de foto.",
    "winmail": "In bijlage het verslag.",
    "calendar": "Overleg op maandag.",
    "signed_smime": "Dit is getekend.",
    "unclosed": "Hallo wereld",
    "no_boundary": "--x\nContent-Type: text/plain\n\nHallo wereld\n--x--",
    "uuencoded": "Hallo",
    "empty": "",
}
FILES = {
    "inline_picture": [("put.png", "image/png")],
    "apple_text_picture_text": [("IMG_1.png", "image/png")],
    "forwarded_attached": [("Uw dossier n° 5.eml", "message/rfc822")],
    "winmail": [("verslag vergadering één.txt", "text/plain"), ("plan.pdf", "application/pdf")],
    "winmail_broken": [("winmail.dat", "application/ms-tnef")],
    "calendar": [("bestand.ics", "text/calendar")],
    "signed_smime": [],
    "encrypted_pgp": [("encrypted.asc", "application/octet-stream")],
    "encrypted_smime": [("smime.p7m", "application/pkcs7-mime")],
    "unclosed": [("half.pdf", "application/pdf")],
    "uuencoded": [("a.txt", "text/plain")],
    "attacking_names": [
        ("passwd.pdf", "application/pdf"),
        ("system.ini", "application/pdf"),
        ("script_.html", "text/html"),
        ("brieffdp.exe", "application/pdf"),
        ("één.pdf", "application/pdf"),
        ("deel een.pdf", "application/pdf"),
        ("_CON.txt", "application/pdf"),
        ("htaccess", "text/plain"),
        ("a" * 96 + ".pdf", "application/pdf"),
        ("ÿþ.pdf", "application/pdf"),
        ("bestand.txt", "text/plain"),
        ("één.pdf", "application/pdf"),
        ("a bc.pdf", "application/pdf"),
    ],
}
FLAGS = {
    "several_from": {Flag.SEVERAL_SENDERS},
    "two_from_headers": {Flag.SEVERAL_SENDERS},
    "no_from": set(),  # its server named an address: that is whom to answer
    "signed_smime": {Flag.SIGNED_UNCHECKED},
    "signed_pgp_inline": {Flag.SIGNED_UNCHECKED},
    "signed_opaque": {Flag.SIGNED_UNCHECKED, Flag.UNREADABLE},
    "encrypted_pgp": {Flag.ENCRYPTED},
    "encrypted_smime": {Flag.ENCRYPTED},
    "encrypted_pgp_inline": {Flag.ENCRYPTED},
    "empty": {Flag.EMPTY},
    "broken_base64": set(),
}
SAID = {Flag.OTHER_LANGUAGE, Flag.DISTRESS, Flag.THREAT}


def raw(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("name", READ)
def test_text(name: str) -> None:
    """The text of a mail is what a person would read in it."""
    assert read_mail(raw(name)).text == READ[name]


@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    """The files of a mail are kept under harmless names, with the type that programs need."""
    house = MailHouse()
    assert [(file.name, file.type) for file in house.file(house.receive(raw(name))).files] == FILES[name]


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    """What an agent must know about how a mail came is told before it is read."""
    house = MailHouse()
    assert house.contact(house.receive(raw(name))).flags - SAID == FLAGS[name]


def test_names_and_subjects() -> None:
    """Names and subjects are read in encoded words, cut in the middle of a letter too, and in raw bytes."""
    encoded, plain = read_mail(raw("encoded_headers")), read_mail(raw("raw_headers"))
    assert (encoded.sender.name, encoded.subject) == ("Renée Müller", "Vraag over België en meer")
    assert (plain.sender.name, plain.subject) == ("Renée Müller", "Vraag over België")


def test_no_subject() -> None:
    """A mail without a subject goes by its first words."""
    house = MailHouse()
    assert (
        house.case(house.receive(raw("no_subject"))).subject
        == "Kan ik mijn rijbewijs online vernieuwen? Ik woon in Gent."
    )


def test_inside_of_winmail() -> None:
    """The files in a winmail.dat come out whole."""
    assert [file.body for file in read_mail(raw("winmail")).attachments] == [b"Dit is het verslag.", b"%PDF-1.4 plan"]


def test_no_mail_at_all() -> None:
    """Bytes that are no mail are kept whole, and shown as such."""
    house = MailHouse()
    receipt = house.receive(b"\xff\xd8\xff\xe0 geen mail" * 20, path="")
    contact = house.contact(receipt)
    assert {Flag.UNREADABLE, Flag.NO_SENDER} <= contact.flags
    assert house.raw.get(contact.original).endswith(b"geen mail")


def test_parts_in_parts_in_parts() -> None:
    """A mail with thousands of parts in parts is kept and marked; who sent it is still known."""
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    house = MailHouse()
    receipt = house.receive(b"From: an@example.be\nSubject: diep\n" + nested)
    assert Flag.UNREADABLE in house.contact(receipt).flags
    assert house.case(receipt).sender.email == "an@example.be"


def test_thousands_of_parts() -> None:
    """Of a mail with thousands of files the first are kept, and it says that there are more."""
    part = b"--b\nContent-Type: image/png\n\nx\n"
    mail = read_mail(b'From: a@example.be\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 5000 + b"--b--\n")
    assert len(mail.attachments) < 500
    assert Flag.TRUNCATED in mail.flags


@pytest.mark.parametrize(
    "rest",
    [
        b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 30_000,
        b"X: y\n" * 150_000 + b"\nHallo",
        b"Content-Type: text/plain" + b"; x*0*=utf-8''a" * 50_000 + b"\n\nHallo",
    ],
    ids=["parts", "headers", "parameters"],
)
def test_made_to_keep_us_busy(rest: bytes) -> None:
    """A mail that would take minutes to take apart is not: it is kept whole and marked, and its sender is known."""
    mail = read_mail(b"From: an@example.be\nSubject: veel\n" + rest)
    assert Flag.UNREADABLE in mail.flags
    assert (mail.sender.email, mail.subject) == ("an@example.be", "veel")


def test_comments_in_comments() -> None:
    """A sender who hides in thousands of brackets is nobody; the mail is kept."""
    mail = read_mail(b"From: " + b"(" * 9000 + b"a@example.be\nSubject: x\n\nHallo\n")
    assert mail.text == "Hallo"


REPLIES = ["gmail", "gmail_html_only", "outlook_classic", "outlook_web"]


@pytest.mark.parametrize("name", REPLIES)
def test_new_text(name: str) -> None:
    """Of a reply only what is new is shown, and all the rest is what it quotes."""
    mail = read_mail(raw(f"reply_{name}"))
    reply = cut_quotes(mail.text, mail.subject)
    assert reply.new == "Dank u, dat helpt."
    assert "Dag An" in reply.quoted
    assert "".join(mail.text.split()) == "".join((reply.new + reply.quoted).split())


def test_new_text_with_more() -> None:
    """Greetings and the line of a telephone belong to what is new."""
    outlook, apple = read_mail(raw("reply_outlook")), read_mail(raw("reply_apple"))
    assert cut_quotes(outlook.text, outlook.subject).new == "Dank u, dat helpt.\n\nMvg, An"
    assert cut_quotes(apple.text, apple.subject).new == "Dank u, dat helpt.\n\nVerstuurd vanaf mijn iPhone"


@pytest.mark.parametrize("name", ["reply_below", "reply_between", "reply_only_quote", "forwarded_inline"])
def test_shown_whole(name: str) -> None:
    """Who writes below or between what he quotes, or forwards, is shown whole."""
    mail = read_mail(raw(name))
    assert cut_quotes(mail.text, mail.subject).new == mail.text


def test_long_quotation() -> None:
    """However much a reply quotes, and whoever writes below it: only what repeats is put away."""
    quotation = "Op ma 23 nov. 2026 om 11:02 schreef 1700 <vraag@1700.test>:\n" + "> regel\n" * 5000
    assert cut_quotes(f"Dank u.\n\n{quotation}", "Re: x").new == "Dank u."
    assert cut_quotes(f"Zie onder.\n\n{quotation}\nIk woon in Gent.", "Re: x").new.endswith("Ik woon in Gent.")


def test_first_mail_is_never_cut() -> None:
    """A first mail that begins like a quotation is shown whole."""
    house = MailHouse()
    contact = house.contact(house.receive(raw("first_mail_that_looks_like_reply")))
    assert contact.text.startswith("Op de website schreef u") and not contact.quoted


def test_every_mail_is_kept() -> None:
    """Each of the collected mails becomes a case with its original, and coming again changes nothing."""
    house = MailHouse()
    names = sorted(path.stem for path in MAILS.glob("*.eml"))
    for name in names:
        receipt = house.receive(raw(name))
        assert house.raw.get(house.contact(receipt).original) == received(raw(name))
        assert house.receive(raw(name)).case == receipt.case or not read_mail(raw(name)).message_id
    assert len(house.heads()) == len(names)
