"""Rules that hold for whatever comes in as a mail."""

from email import message_from_bytes
from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart

from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.domain.audit import first_break
from chalicelib.domain.delivery_report import report_of
from chalicelib.domain.flags import Flag
from chalicelib.domain.html_text import text_of_html
from chalicelib.domain.mail_text import addresses, decoded, header
from chalicelib.domain.mime import read_mail
from chalicelib.domain.tnef import SIGNATURE, files_in
from chalicelib.services.cut_quotes import cut_quotes
from tests.mail_house import MailHouse, received

TAGS = (
    "< > </ <p> </p> <!-- --> <script> </script> <br/> <blockquote> </blockquote> <pre> <li> <a\u00a0href=' \"".split(
        " "
    )
)
WORDS = ['<a href="http://x.be">', "<img alt=", "&amp;", "&#0;", "&#xD800;", "woord", " ", "\n"]
MARKUP = some.lists(some.sampled_from(TAGS + WORDS), max_size=60).map(
    lambda found: "".join(found).replace("\u00a0", " ")
)
NAMES = ["text/plain", "text/html", "multipart/mixed", "multipart/alternative", "multipart/signed", "multipart/report"]
KINDS = some.sampled_from(
    [*NAMES, "message/rfc822", "application/pdf", "application/ms-tnef", "image/png", "x", "a/b/c"]
)
CODINGS = some.sampled_from(["7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "rot13", ""])
CHARSETS = some.sampled_from(
    ["utf-8", "iso-8859-1", "utf-16", "utf-7", "punycode", "zlib", "idna", "iso-2022-jp", "", "\x00"]
)
HEADERS = some.dictionaries(
    some.sampled_from(
        ["From", "To", "Subject", "Reply-To", "References", "In-Reply-To", "Content-Disposition", "Date", "Received"]
    ),
    some.binary(max_size=60).map(lambda value: value.replace(b"\n", b"\n ")),
    max_size=6,
)


@some.composite
def parts(draw: some.DrawFn, depth: int = 0) -> bytes:
    """A part with a head that may lie about its body."""
    kind = draw(KINDS)
    head = f"Content-Type: {kind}; charset={draw(CHARSETS)}; boundary=b{depth}; name*=utf-8''%ff\n"
    head += f"Content-Transfer-Encoding: {draw(CODINGS)}\n\n"
    body = draw(some.binary(max_size=80))
    if kind.startswith("multipart/") and depth < 4:
        inner = draw(some.lists(parts(depth + 1), max_size=3))
        body = b"".join(b"--b%d\n" % depth + one + b"\n" for one in inner) + draw(
            some.sampled_from([b"", b"--b%d--\n" % depth])
        )
    if kind == "message/rfc822" and depth < 4:
        body = draw(parts(depth + 1))
    return head.encode("utf-8", "replace") + body


@some.composite
def mails(draw: some.DrawFn) -> bytes:
    """A mail with any heads and any parts."""
    return b"".join(name.encode() + b": " + value + b"\n" for name, value in draw(HEADERS).items()) + draw(parts())


@given(some.binary(max_size=400))
def test_random_bytes(raw: bytes) -> None:
    """Random bytes never lose a mail: they become a case whose original is those bytes."""
    house = MailHouse()
    key = house.put(raw)
    contact = house.contact(house.event(key))
    assert house.raw.get(contact.original) == raw


@settings(max_examples=300)
@given(mails())
def test_any_mime(raw: bytes) -> None:
    """Any MIME becomes one contact with a sound trail, and becomes the same one when it comes again."""
    house = MailHouse()
    key = house.put(received(raw))
    first, second = house.event(key), house.event(key)
    file = house.file(first)
    assert (second.case, second.contact) == (first.case, first.contact)
    assert len(file.contacts) == 1 and first_break(file.audit) is None
    assert {one.key for one in file.files} == set(house.files.objects)
    file.contacts[0].text.encode()  # what is kept can be written and shown


@given(some.lists(some.tuples(some.text(max_size=30), some.binary(max_size=200)), max_size=5), some.text(max_size=200))
def test_written_by_others(files: list[tuple[str, bytes]], text: str) -> None:
    """What a program wrote by the rules comes out as it went in: each file whole, and the text."""
    message = MIMEMultipart()
    message["From"] = "an@example.be"
    body = EmailMessage()
    body.set_content(text.encode("utf-8", "replace").decode(), cte="base64")
    message.attach(body)
    for name, content in files:
        part = MIMENonMultipart("application", "octet-stream")
        part.set_payload(content)
        part.add_header(
            "Content-Disposition", "attachment", filename=("utf-8", "", "x" + name.encode("utf-8", "replace").decode())
        )
        encode_base64(part)
        message.attach(part)
    mail = read_mail(message.as_bytes())
    assert [one.body for one in mail.attachments] == [content for _, content in files]
    shown = [letter for letter in text.encode("utf-8", "replace").decode() if letter.isalnum()]
    assert [letter for letter in mail.text if letter.isalnum()] == shown


@given(MARKUP)
def test_html_is_text(html: str) -> None:
    """HTML of any kind is read without failing; what no tag holds is never lost."""
    text_of_html(html)
    assert "einde" in text_of_html("<p>einde</p>" + html)


LINES = [
    "Dank u.",
    "Op ma 23 nov schreef Jan:",
    "> ja",
    ">> nee",
    "Van: Jan",
    "Aan: An",
    "Onderwerp: x",
    "",
    "______",
    "--",
    "-----",
]


@given(
    some.lists(some.sampled_from(LINES), max_size=14).map("\n".join) | some.text(max_size=300), some.text(max_size=20)
)
def test_quotes_lose_nothing(text: str, subject: str) -> None:
    """What is new and what is quoted are together the whole mail, but for empty lines and drawn lines."""
    reply = cut_quotes(text, subject)
    assert _bare(reply.new + reply.quoted) == _bare(text)


def _bare(text: str) -> str:
    """A text without spaces and drawn lines."""
    return "".join(text.split()).replace("_", "").replace("-", "")


@given(some.binary(max_size=200), some.text(max_size=20))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    """Bytes of any charset become text."""
    decoded(body, charset)


@given(some.text(max_size=200))
def test_headers_never_fail(value: str) -> None:
    """A header is one line of text without control characters, and its addresses can be mailed to."""
    read = header(value)
    assert read == " ".join(read.split()) and not any(ord(letter) < 32 for letter in read)
    assert all("@" in one.email and not set(one.email) & set(" <>,;\r\n") for one in addresses([value]))


@given(some.binary(max_size=200))
def test_winmail_never_fails(body: bytes) -> None:
    """A winmail.dat that is cut off or broken gives the files before the break."""
    assert isinstance(files_in(SIGNATURE + body), list)


@given(parts())
def test_reports_never_fail(raw: bytes) -> None:
    """A report with any parts is read or passed over."""
    report_of(message_from_bytes(raw))


@given(some.text(alphabet="ab<>@.,;:\"'()[]\\ =?", max_size=80))
def test_no_sender_is_a_sign(value: str) -> None:
    """A mail either has a sender who can be mailed to, or says that it has none."""
    mail = read_mail(f"From: {value}\nSubject: x\n\nHallo\n".encode())
    assert bool(mail.sender.email) != (Flag.NO_SENDER in mail.flags)
