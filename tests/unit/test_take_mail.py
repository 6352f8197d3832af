"""What becomes of a mail: its case, its sender's answer, and what an agent is told about it."""

from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.domain import ids, threads
from chalicelib.domain.agent import CITIZEN
from chalicelib.domain.audit import first_break
from chalicelib.domain.case import Change, audited
from chalicelib.domain.case_states import Action, Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import State, Template
from chalicelib.errors import NotFound
from chalicelib.services.erase_case import Shelves, erase_case
from chalicelib.stores.cases import Worklist
from tests.mail_house import AT, DOMAIN, PUBLIC, SECRET, SES_ID, MailHouse, citizen, mail, received

REPLY = """Dank u, maar ik woon in Gent.

Op ma 23 nov 2026 om 11:00 schreef 1700 <vraag@1700.test>:
> Dag
> u krijgt
> een premie"""


def reply(**headers: str) -> object:
    return mail(REPLY, **({"Subject": "Re: uw vraag", "Message_ID": "<2@example.be>"} | headers))


def test_first_mail() -> None:
    """A mail opens a case with its text, and its sender is told so once."""
    house = MailHouse()
    receipt = house.receive(mail())
    case, contact = house.case(receipt), house.contact(receipt)
    assert (case.subject, contact.text) == ("Fietspremie", "Waar vraag ik een fietspremie aan?")
    assert (case.sender.name, case.sender.email) == ("An Peeters", "an@example.be")
    assert (case.flags, contact.original) == (frozenset(), "inbound-mail/" + f"{1:040x}")
    assert [notice.template for notice in house.file(receipt).notices] == [Template.RECEIVED]


def test_same_event_twice() -> None:
    """An event that comes twice, also later, gives the same receipt, one contact and one answer."""
    house = MailHouse()
    key = house.put(received(mail().as_bytes()))
    first = house.event(key)
    house.now += timedelta(hours=3)
    second = house.event(key, AT)
    assert (second.case, second.contact, second.repeated) == (first.case, first.contact, True)
    assert len(house.file(first).contacts) == len(house.file(first).notices) == len(house.heads()) == 1


def test_sent_again_by_its_server() -> None:
    """A mail that its server sends once more is one contact, on a new case as on an old one."""
    house = MailHouse()
    first = house.receive(mail())
    house.now += timedelta(minutes=10)
    assert house.receive(mail()).repeated
    house.send(first)
    for _ in range(2):
        house.now += timedelta(minutes=10)
        house.receive(reply(In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>"))
    assert (len(house.heads()), len(house.file(first).contacts)) == (1, 2)


def test_no_copy_stays_behind() -> None:
    """Of a mail that came twice one copy is kept, by whichever event comes first: the one that goes with its case."""
    house = MailHouse()
    first, second = (house.put(received(mail().as_bytes())) for _ in range(2))
    receipt = house.event(second)
    assert house.event(first).case == receipt.case
    assert list(house.raw.objects) == [house.contact(receipt).original] == [second]
    with pytest.raises(NotFound):
        house.event(first)


def test_reply_to_what_was_erased() -> None:
    """Whoever answers a mail of ours after the case was erased asks anew: a case of his own, and he is told so."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    erase_case(first.case, Shelves(house.cases, house.stores.scans, house.files, house.raw), CITIZEN, "asked", AT)
    house.now += timedelta(days=1)
    second = house.receive(reply(To=threads.reply_address(SECRET, first.case, PUBLIC)))
    assert second.case != first.case
    assert (house.case(second).flags, house.contact(second).quoted) == (frozenset(), "")
    assert [notice.template for notice in house.file(second).notices] == [Template.RECEIVED]


def test_one_id_for_all_mails() -> None:
    """Two mails to which a program gave one Message-ID are two contacts."""
    house = MailHouse()
    house.receive(mail("De eerste vraag"))
    house.receive(mail("De tweede vraag"))
    assert len(house.heads()) == 2


def test_crash_before_the_case() -> None:
    """A mail whose first try broke after the answer was claimed is still answered, once."""
    house = MailHouse()
    key = house.put(received(mail().as_bytes()))
    keep, house.stores.cases.keep = house.cases.keep, _broken  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        house.event(key)
    house.stores.cases.keep = keep  # type: ignore[method-assign]
    assert len(house.file(house.event(key)).notices) == 1


def _broken(*_changes: Change) -> None:
    raise ConnectionError


def test_erased_mail() -> None:
    """The late event of a mail that was erased opens nothing."""
    house = MailHouse()
    with pytest.raises(NotFound):
        house.event("inbound-mail/gone")
    assert not house.heads()


def test_one_automatic_answer_a_day() -> None:
    """A sender gets one automatic answer a day, however he writes his address; the next day one more."""
    house = MailHouse()
    first = house.receive(mail())
    second = house.receive(mail("Nog iets", From="AN@example.be", Message_ID="<2@example.be>"))
    assert (len(house.file(first).notices), len(house.file(second).notices)) == (1, 0)
    assert (house.case(first).reference_told, house.case(second).reference_told) == (True, False)
    house.now += timedelta(days=1)
    assert house.file(house.receive(mail("En dan", Message_ID="<3@example.be>"))).notices


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List_Id": "<nieuws.example.be>"},
        {"List_Unsubscribe": "<mailto:uit@example.be>"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"From": "MAILER-DAEMON@example.be"},
        {"From": "noreply@example.be"},
        {"From": "Bank <no-reply@example.be>"},
        {"From": "nieuws-bounces@example.be"},
        {"From": f"vraag@{DOMAIN}"},
        {"From": ""},
        {"X_Contact_Notice": "<26123456789.x.y@1700.test>"},
    ],
    ids=str,
)
def test_no_loops(headers: dict[str, str]) -> None:
    """Programs, lists, bounces and ourselves get no automatic answer, and what they sent is kept all the same."""
    house = MailHouse()
    marks = {} if headers.get("From") != "" else {"path": ""}
    receipt = house.receive(mail(**headers), **marks)
    assert house.contact(receipt).text
    assert not house.file(receipt).notices


def test_bounce_address() -> None:
    """A mail with an empty Return-Path is never answered automatically (RFC 3834)."""
    house = MailHouse()
    receipt = house.receive(mail(), path="")
    assert not house.file(receipt).notices
    assert Flag.AUTOMATIC in house.contact(receipt).flags


def test_forged_sender_is_not_mailed() -> None:
    """Where the sender's domain says that the mail is not from it, nobody is mailed in the sender's name."""
    house = MailHouse()
    assert not house.file(house.receive(mail(), spf="fail", dkim="none", dmarc="none")).notices


@pytest.mark.parametrize(
    ("marks", "why"),
    [({"spam": "FAIL"}, "spam"), ({"virus": "FAIL"}, "virus"), ({"dmarc": "fail"}, "dmarc")],
)
def test_kept_apart(marks: dict[str, str], why: str) -> None:
    """Spam, a virus and a failed DMARC are kept apart, in a list of their own, without an answer; never thrown away."""
    house = MailHouse()
    receipt = house.receive(mail(), **marks)
    assert house.case(receipt).apart == why
    assert not house.file(receipt).notices
    assert [case.id for case in house.cases.worklist(Worklist.APART, limit=9).cases] == [receipt.case]
    assert not house.cases.worklist(Worklist.TODO, limit=9).cases


@pytest.mark.parametrize("marks", [{"spam": "FAIL"}, {"virus": "FAIL"}, {"dmarc": "fail"}], ids=str)
def test_apart_never_joins(marks: dict[str, str]) -> None:
    """A mail that is kept apart joins no case, whatever ids it names."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    forged = house.receive(reply(In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>"), **marks)
    assert forged.case != first.case
    assert len(house.file(first).contacts) == 1


def test_own_headers_do_not_count() -> None:
    """Verdicts that a sender wrote himself stand below those of SES and are not read."""
    house = MailHouse()
    raw = b"X-SES-Spam-Verdict: PASS\r\nAuthentication-Results: amazonses.com; dmarc=pass\r\n" + mail().as_bytes()
    assert house.case(house.receive(raw, spam="FAIL", dmarc="fail")).apart == "dmarc"


def threaded(house: MailHouse, sign: str) -> dict[str, str]:
    """The headers and marks of a reply that names the case of the house by one sign."""
    (case,) = house.heads()
    (notice,) = house.cases.open(case.id).notices
    return {
        "ses_id": {"In_Reply_To": f"<{SES_ID}@eu-central-1.amazonses.com>"},
        "ses_id_us": {"References": f"<x@y> <{SES_ID}@email.amazonses.com>"},
        "own_id": {"References": f"<a@b> {threads.own_id(SECRET, case.id, notice.id, DOMAIN)}"},
        "address": {"To": threads.reply_address(SECRET, case.id, PUBLIC)},
        "copy": {"Cc": f"Bart <bart@example.be>, {threads.reply_address(SECRET, case.id, PUBLIC).upper()}"},
        "subject": {"Subject": f"RE: uw vraag {ids.shown_reference(case.id)}"},
        "subject_bare": {"Subject": f"betreft 1700 {case.id[:2]} {case.id[2:6]} {case.id[6:10]} {case.id[10]}"},
    }[sign]


SIGNS = ["ses_id", "ses_id_us", "own_id", "address", "copy", "subject", "subject_bare"]


@pytest.mark.parametrize("sign", SIGNS)
def test_reply_joins_its_case(sign: str) -> None:
    """A reply joins its case by SES's id, by ours, by its address, by the number in the subject; new text is shown."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    second = house.receive(reply(**threaded(house, sign)))
    contact = house.contact(second)
    assert second.case == first.case
    assert (contact.text, contact.quoted.splitlines()[-1]) == ("Dank u, maar ik woon in Gent.", "> een premie")
    assert not contact.flags
    assert len(house.file(first).notices) == 1  # a reply gets no automatic answer


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if not sign.startswith("subject")])
def test_reply_of_somebody_else(sign: str) -> None:
    """A reply from another address enters its case with a sign and a mark in the trail; its sender gets nothing."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    second = house.receive(reply(From="Bart <bart@elders.be>", **threaded(house, sign)), domain="elders.be")
    file = house.file(first)
    assert second.case == first.case
    assert Flag.OTHER_SENDER in house.contact(second).flags
    assert Flag.OTHER_SENDER in file.case.flags
    assert file.audit[-1].detail["sender"] == "other"
    assert first_break(file.audit) is None
    assert {notice.to for notice in file.notices} == {"an@example.be"}


@pytest.mark.parametrize("sign", ["subject", "subject_bare"])
def test_number_in_anothers_subject(sign: str) -> None:
    """A number in the subject is not enough for another address: that is a case of its own."""
    house = MailHouse()
    first = house.receive(mail())
    second = house.receive(reply(From="bart@elders.be", **threaded(house, sign)))
    assert second.case != first.case


def test_made_up_ids() -> None:
    """Ids and addresses that we did not make lead to no case."""
    house = MailHouse()
    first = house.receive(mail())
    made_up = f"<{first.case}.x-received.{'0' * 24}@{DOMAIN}>"
    address = f"vraag+{first.case}-{'0' * 12}@{DOMAIN}"
    assert house.receive(reply(References=made_up, To=address)).case != first.case


def test_sure_sign_first() -> None:
    """Where two signs name different cases, the id of the mail that was answered counts."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    other = house.receive(mail("Iets anders", Message_ID="<9@example.be>"))
    both = reply(
        In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>",
        Subject=f"Re: {ids.shown_reference(other.case)}",
        To=threads.reply_address(SECRET, other.case, PUBLIC),
    )
    assert house.receive(both).case == first.case


def test_one_domain_in_two_ways() -> None:
    """Who typed a domain with its own letters and writes from it in Punycode is the same sender."""
    house = MailHouse()
    raw = mail(From="Jan <jan@DOMAIN.example>").as_bytes().replace(b"DOMAIN", "münchen".encode())  # RFC 6532
    case = house.receive(raw).case
    house.now += timedelta(minutes=5)
    second = house.receive(
        reply(From="Jan <jan@xn--mnchen-3ya.example>", To=threads.reply_address(SECRET, case, PUBLIC))
    )
    assert second.case == case
    assert Flag.OTHER_SENDER not in house.case(second).flags


def test_absence_does_not_reopen() -> None:
    """The automatic notice of an absence stands on its case and lets it wait where it waits."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    answered, event = audited(house.case(first).after(Action.ANSWER, AT), AT, CITIZEN, "answered")
    house.cases.keep(Change(answered, (event,)))
    away = reply(In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>", Auto_Submitted="auto-replied")
    assert house.receive(away).case == first.case
    case = house.case(first)
    assert (case.status, case.due_at, case.flags) == (Status.ANSWERED, answered.due_at, frozenset())
    house.receive(reply(In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>", Message_ID="<5@example.be>"))
    assert house.case(first).status is Status.REOPENED


def dsn(house: MailHouse, action: str = "failed", ids_: str = f"<{SES_ID}@eu-central-1.amazonses.com>") -> bytes:
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.be>\r\nTo: bounce@1700.test\r\nSubject: Undelivered\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nMessage-ID: <dsn@mx.example.be>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.be\r\n\r\n"
        f"Final-Recipient: rfc822; an@example.be\r\nAction: {action}\r\nStatus: 5.1.1 (an@example.be)\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {ids_}\r\nSubject: Uw vraag\r\n\r\nDag An\r\n--b--\r\n"
    ).encode()


def test_bounce_as_mail() -> None:
    """A bounce that comes as a mail is told on the notice that came back, on its case; it opens none."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    second = house.receive(dsn(house), path="")
    notice = house.file(first).notices[-1]
    assert second.case == first.case
    assert (notice.state, notice.detail) == (State.BOUNCED, "5.1.1")
    assert house.contact(second).text == "Your mail could not be delivered."
    assert Flag.OTHER_SENDER not in house.contact(second).flags
    assert house.case(first).status is Status.NEW


def test_delay_is_no_bounce() -> None:
    """A server that says it tries again leaves the notice as it is."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    house.receive(dsn(house, "delayed"), path="")
    assert house.state(first) is State.SENT


def test_complaint_as_mail() -> None:
    """A complaint about a mail of ours (RFC 5965) is told on its notice."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    raw = dsn(house).replace(b"report-type=delivery-status", b"report-type=feedback-report")
    raw = raw.replace(
        b"message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.be",
        b"message/feedback-report\r\n\r\nFeedback-Type: abuse",
    )
    house.receive(raw, path="")
    assert house.state(first) is State.COMPLAINED


def test_bounce_of_nobody() -> None:
    """A bounce of a mail that is not ours is kept, as a case of its own."""
    house = MailHouse()
    first = house.receive(mail())
    assert house.receive(dsn(house, ids_="<x@y>"), path="").case != first.case


def test_any_order() -> None:
    """Two replies and a bounce on one case end alike in every order."""
    ends = set()
    for order in permutations(range(3)):
        house = MailHouse()
        first = house.receive(mail())
        house.send(first)
        to = {"In_Reply_To": f"<{SES_ID}@eu-central-1.amazonses.com>"}
        raws = [reply(**to).as_bytes(), reply(Message_ID="<7@example.be>", **to).as_bytes(), dsn(house)]  # type: ignore[attr-defined]
        keys = [house.put(received(raw)) for raw in raws]
        for place in (*order, *order):
            house.event(keys[place], AT)
        file = house.file(first)
        assert first_break(file.audit) is None
        ends.add((file.case.status, len(file.contacts), file.notices[-1].state, len(house.heads())))
    assert ends == {(Status.NEW, 4, State.BOUNCED, 1)}


def test_files() -> None:
    """Files are put where scanners look, under names that do no harm and keys that tell nothing."""
    message = mail()
    message.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="../../etc/brief\u202efdp.exe")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="")
    house = MailHouse()
    receipt = house.receive(message)
    files = house.file(receipt).files
    assert [file.name for file in files] == ["brieffdp.exe", "bestand"]
    assert [house.files.objects[file.key] for file in files] == [
        (b"%PDF-1", "application/pdf"),
        (b"x", "application/octet-stream"),
    ]
    assert all(file.key.startswith(f"mail/{receipt.contact}/") for file in files)
    assert house.stores.scans.places(files[0].key) == ((receipt.case, files[0].id),)


def test_very_many_files() -> None:
    """A mail with more files than a case takes at once keeps the first ones, and says that its original holds more."""
    message = mail()
    for number in range(60):
        message.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    house = MailHouse()
    receipt = house.receive(message)
    assert len(house.file(receipt).files) == 40
    assert Flag.TRUNCATED in house.contact(receipt).flags


def test_very_long_text() -> None:
    """A text beyond what an item holds is cut, and says so; letters are not."""
    house = MailHouse()
    contact = house.contact(house.receive(mail("é😀" * 100_000)))
    assert 90_000 < len(contact.text.encode()) <= 100_000
    assert Flag.TRUNCATED in contact.flags
    assert set(contact.text) == {"é", "😀"}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Ik wil niet meer leven, ik wil dood.", Flag.DISTRESS),
        ("Ik weet u wonen en ik maak u kapot", Flag.THREAT),
        ("Bonjour, je voudrais savoir où je peux demander une prime pour mon vélo, merci.", Flag.OTHER_LANGUAGE),
    ],
)
def test_signs_in_the_text(text: str, flag: Flag) -> None:
    """Distress, a threat and another language are seen before the mail is read."""
    house = MailHouse()
    assert flag in house.case(house.receive(mail(text))).flags


def test_signs_of_new_text_only() -> None:
    """A reply is judged by what is new in it, not by what it repeats."""
    house = MailHouse()
    first = house.receive(mail())
    house.send(first)
    text = REPLY.replace("een premie", "ik wil dood")
    raw = mail(
        text, Subject="Re: uw vraag", Message_ID="<2@x.be>", In_Reply_To=f"<{SES_ID}@eu-central-1.amazonses.com>"
    )
    assert not house.contact(house.receive(raw)).flags


def test_answers_where_it_is_asked() -> None:
    """A form of another site that writes as noreply@ is answered where it asks for it, and that address is unproven."""
    house = MailHouse()
    contact = house.contact(house.receive(mail(From="noreply@example.be", Reply_To="Bart <bart@elders.be>")))
    assert (contact.sender.email, contact.sender.name) == ("bart@elders.be", "Bart")
    assert Flag.SENDER_UNPROVEN in contact.flags


def test_who_is_unproven() -> None:
    """A sender for whom nothing vouches is marked; that a stranger's own domain is in order vouches for nobody."""
    house = MailHouse()
    other = {"domain": "elders.be", "path": "x@elders.be", "dmarc": "none"}
    assert Flag.SENDER_UNPROVEN in house.contact(house.receive(mail(), **other)).flags
    near = {"domain": "mail.example.be", "path": "x@elders.be", "dmarc": "none"}
    assert Flag.SENDER_UNPROVEN not in house.contact(house.receive(mail("Anders"), **near)).flags
    assert citizen("AN@example.be ") == citizen("an@example.be")
