"""Mail in, through the mail door and the deployed functions: from somebody's mail program to his case, and back."""

from email.policy import SMTP
from typing import Any

from chalicelib.domain.case import CaseFile
from chalicelib.domain.case_states import Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.ids import read_reference
from chalicelib.domain.outbox import State
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.dynamo_table import DynamoTable
from tests.deployment import Deployment, eventually
from tests.mail_house import MAILS, mail

FRAME = "Op ma 23 nov 2026 om 11:00 schreef 1700 <vraag@1700.test>:\n> Dag\n> u krijgt\n> een premie\n"


def cases(deployment: Deployment) -> CaseStore:
    return CaseStore(DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"]))


def case_of(deployment: Deployment, message_id: str) -> CaseFile:
    """The case of the mail with this Message-ID, as soon as it is there."""
    names: dict[str, Any] = {
        "FilterExpression": "message_id = :id",
        "ExpressionAttributeValues": {":id": {"S": message_id}},
    }
    found = eventually(lambda: [item for item in deployment.items(**names) if item["sk"]["S"].startswith("C#")])
    return cases(deployment).open(found[0]["pk"]["S"].removeprefix("CASE#"))


def test_there_and_back(deployment: Deployment) -> None:
    """A mail opens a case and is answered once with its number; the reply to that answer joins the case, new text only."""
    deployment.post_mail(
        mail(From="Bea <bea@rond.be>", Message_ID="<rond1@rond.be>").as_bytes(policy=SMTP), "bea@rond.be"
    )
    (told,) = deployment.mails("bea@rond.be")
    first = case_of(deployment, "<rond1@rond.be>")
    assert read_reference(told.subject + told.text) == first.case.id or first.case.id in "".join(
        filter(str.isdigit, told.text)
    )
    assert told.header("Auto-Submitted") == "auto-replied"

    answer = mail("Nog iets: ik woon in Gent.\n\n" + FRAME, From="Bea <bea@rond.be>", Message_ID="<rond2@rond.be>")
    answer["In-Reply-To"] = told.message_id
    deployment.post_mail(answer.as_bytes(policy=SMTP), "bea@rond.be", told.reply_to[0])
    second = case_of(deployment, "<rond2@rond.be>")
    assert second.case.id == first.case.id
    assert [contact.text for contact in second.contacts][1:] == ["Nog iets: ik woon in Gent."]
    assert not second.case.flags
    assert len(deployment.mails("bea@rond.be")) == 1


def test_reply_address_of_somebody_else(deployment: Deployment) -> None:
    """By the reply address alone, from another address, a mail enters with a sign."""
    deployment.post_mail(mail(From="cor@rond.be", Message_ID="<rond3@rond.be>").as_bytes(policy=SMTP), "cor@rond.be")
    (told,) = deployment.mails("cor@rond.be")
    other = mail("Ik ben de buur.", From="dirk@elders.be", Message_ID="<rond4@elders.be>", To=told.reply_to[0])
    deployment.post_mail(other.as_bytes(policy=SMTP), "dirk@elders.be", told.reply_to[0])
    file = case_of(deployment, "<rond4@elders.be>")
    assert file.case.id == case_of(deployment, "<rond3@rond.be>").case.id
    assert Flag.OTHER_SENDER in file.case.flags


def test_apart(deployment: Deployment) -> None:
    """What the mail service found to be spam, infected or forged is kept apart, and nobody is told."""
    for verdict in ("spam", "virus", "dmarc"):
        message = mail(From=f"{verdict}@rond.be", Message_ID=f"<{verdict}@rond.be>", X_Local_Verdict=f"{verdict}=fail")
        deployment.post_mail(message.as_bytes(policy=SMTP), f"{verdict}@rond.be")
        file = case_of(deployment, f"<{verdict}@rond.be>")
        assert (file.case.apart, file.notices) == (verdict, ())


def test_bounce_as_mail(deployment: Deployment) -> None:
    """A bounce that comes as a mail is seen on the case of the mail that came back."""
    deployment.post_mail(mail(From="eva@rond.be", Message_ID="<rond5@rond.be>").as_bytes(policy=SMTP), "eva@rond.be")
    (told,) = deployment.mails("eva@rond.be")
    number = case_of(deployment, "<rond5@rond.be>").case.id
    report = (
        "From: MAILER-DAEMON@rond.be\r\nTo: vraag@1700.test\r\nSubject: Undelivered\r\nMessage-ID: <rond6@rond.be>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; rond.be\r\n\r\nFinal-Recipient: rfc822; eva@rond.be\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {told.message_id}\r\n\r\nDag\r\n--b--\r\n"
    )
    deployment.post_mail(report.encode(), "")
    file = case_of(deployment, "<rond6@rond.be>")
    assert file.case.id == number
    assert eventually(lambda: cases(deployment).open(number).notices[0].state is State.BOUNCED)


def test_files_of_a_mail_under_policies(guarded: Deployment) -> None:
    """With policies enforced too, the files of a mail lie in the files bucket, and a mail of every kind is kept."""
    raw = (MAILS / "winmail.eml").read_bytes()
    guarded.post_mail(raw, "an@example.be")
    file = case_of(guarded, "<tnef@example.be>")
    s3 = guarded.client("s3")
    bodies = [s3.get_object(Bucket=guarded.outputs["FilesBucket"], Key=one.key)["Body"].read() for one in file.files]
    assert bodies == [b"Dit is het verslag.", b"%PDF-1.4 plan"]
    assert file.case.status is Status.NEW


def test_large_mail(deployment: Deployment) -> None:
    """A mail of nearly 40 MB comes in whole."""
    message = mail(From="fons@rond.be", Message_ID="<rond7@rond.be>")
    message.add_attachment(bytes(28_000_000), maintype="application", subtype="pdf", filename="groot.pdf")
    deployment.post_mail(message.as_bytes(policy=SMTP), "fons@rond.be")
    (file,) = case_of(deployment, "<rond7@rond.be>").files
    assert (file.size, file.name) == (28_000_000, "groot.pdf")
