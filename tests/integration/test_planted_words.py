"""Nothing of a dossier is outside the house: words are planted in name, text, file and message, by every road, and looked
for in every table, bucket, queue, log, mail, SMS and execution. And one that is put there on purpose is found."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.domain.integrity.entry import Sealing, What
from chalicelib.domain.integrity.phases import Act, Phase
from infra.local.handsets import Message
from infra.local.scanner import Scanner, scanning
from infra.local.sent import SentMail
from tests.available import need
from tests.citizen import Citizen, hidden, upload
from tests.deployment import Deployment, eventually
from tests.integration.test_integrity_desk import Desk, number_of
from tests.integration.test_integrity_report import FORM, fill, told_by
from tests.live_house import LiveHouse
from tests.own_clamd import clamd_in
from tests.planted import places_of

NAME, TEXT, FILE, MESSAGE, NOTE = "Quirinia", "kwartelkoning", "waterspitsmuis", "bosorchis", "heikikker"
BY_DESK, MOVED = "Zeldegonda", "goudplevier"
PLANTED = (NAME, TEXT, FILE, MESSAGE, NOTE, BY_DESK)


@pytest.fixture(scope="module")
def scanned(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment, while what people send is scanned."""
    need("clamd")
    buckets = {"bucket": deployment.outputs["FilesBucket"], "house": deployment.outputs["IntegrityBucket"]}
    Scanner(deployment.engine, **buckets)
    with clamd_in(tmp_path_factory.mktemp("clamd")) as socket, scanning(deployment.engine, where=socket, **buckets):
        yield deployment


def _by_form(site: Deployment, house: LiveHouse) -> str:
    """Somebody reports with a file, is refused once, and writes in the mailbox; the dossier gets to its end."""
    with Citizen(site) as reporter:
        form = fill(reporter, name=f"{NAME} Peeters", text=f"Mijn chef: {TEXT}.", email="reporter@burger.test")
        body = f"%PDF-1.7 {FILE}".encode()
        wish = {"key": form["key"], "place": 0, "name": f"{FILE}.pdf", "size": len(body)}
        assert upload(reporter.http.post("/integriteit/bestand", json=wish).json(), body).status_code == 204
        assert reporter.post_in_time(FORM, {**form, "email": f"{TEXT}@@"}).status_code == 422
        number, code = told_by(reporter.post_in_time(FORM, {**form, "files": f"0:{FILE}.pdf"}))
        assert reporter.post("/postvak", {"code": " ".join(code)}).status_code == 303
        key = hidden(reporter.get("/postvak").text, "key")
        assert reporter.post("/postvak/bericht", {"key": key, "text": f"Ook dit: {MESSAGE}."}).status_code == 303
        reporter.post("/postvak", {"code": f"{NAME} {TEXT} {MESSAGE} kat hond vis vogel muis"})
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.does(number, Act.NOTE, text=f"Ik denk aan {NOTE}.", what=What.NOTE)
    house.waits(number, Phase.CHECKING)
    house.does(number, Act.FIND_NO_GROUNDS, text=f"Geen {NOTE}.")
    house.waits(number, Phase.CONCLUDED)
    house.does(number, Act.FEED_BACK, text=f"Wij vonden geen {NOTE}.")
    house.reaches(number, Phase.CLOSED)
    eventually(lambda: all(one.sealing is Sealing.CLEAN for one in house.dossiers.open(number).files))
    eventually(lambda: all(one.state == "sent" for one in house.dossiers.open(number).errands))
    return number


def test_nowhere(scanned: Deployment) -> None:
    """A whole life, by form and mailbox and by telephone: none of the words stands anywhere, not in the house's own table and
    sealed files either; they are there, for who has the key."""
    house = LiveHouse(scanned)
    number = _by_form(scanned, house)
    told = Desk(scanned).report(name=f"{BY_DESK} Peeters", text=f"{BY_DESK} zag het.")
    assert told.status_code == 200
    house.waits(number_of(told.text).replace("-", ""), Phase.FORWARDED)
    assert eventually(lambda: scanned.mails("reporter@burger.test"))
    assert places_of(scanned, PLANTED) == set()
    opened = repr(house.dossiers.open(number)) + repr(house.dossiers.identity(number))
    assert [word for word in (NAME, TEXT, FILE, MESSAGE, NOTE) if word not in opened] == []


def test_a_case_that_moved(scanned: Deployment) -> None:
    """Of a mail that was read at the desk and then moved no word is left, but in what was mailed to its sender before."""
    sender, desk = "sender@burger.test", Desk(scanned)
    mail = f"From: Jan <{sender}>\r\nTo: vraag@1700.test\r\nSubject: {MOVED}\r\nMessage-ID: <moves@burger.test>\r\n\r\n"
    scanned.post_mail(f"{mail}Ik wil corruptie melden: {MOVED}.\r\n".encode(), sender)
    scanned.mails(sender)
    before = places_of(scanned, (MOVED,))
    case = next(place.split("CASE#")[1].split()[0] for place in before if "CASE#" in place)
    assert any(place.startswith("bucket") for place in before)
    page = desk.get(f"/desk/zaak/{case}")
    moved = desk.post(f"/desk/zaak/{case}/integriteit", version=hidden(page, "version"))
    assert moved.status_code == 200, moved.text
    eventually(
        lambda: {one for one in places_of(scanned, (MOVED,)) if not one.startswith(f"mail to {sender}")} == set()
    )


def _in_table(site: Deployment, word: str) -> None:
    item = {"pk": {"S": "PLANTED#"}, "sk": {"S": "#"}, "text": {"B": zlib.compress(f"een {word}".encode())}}
    site.client("dynamodb").put_item(TableName=site.outputs["Table"], Item=item)


def _in_house_table(site: Deployment, word: str) -> None:
    item = {"pk": {"S": "PLANTED#"}, "sk": {"S": "#"}, "list": {"L": [{"M": {"name": {"S": word.upper()}}}]}}
    site.client("dynamodb").put_item(TableName=site.outputs["DossiersTable"], Item=item)


def _in_bucket(site: Deployment, word: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("brief.txt", word)
    site.client("s3").put_object(Bucket=site.outputs["FilesBucket"], Key="form/planted", Body=out.getvalue())


def _in_queue(site: Deployment, word: str) -> None:
    queue = site.client("sqs").create_queue(QueueName="planted")["QueueUrl"]
    site.client("sqs").send_message(
        QueueUrl=queue, MessageBody=base64.b64encode(f"Dit is een {word}".encode()).decode()
    )


def _in_log(site: Deployment, word: str) -> None:
    logs, group = site.client("logs"), "/planted"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    now = int(datetime.now(UTC).timestamp() * 1000)
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=[{"timestamp": now, "message": word}])


def _in_mail(site: Deployment, word: str) -> None:
    site.running.sent.add(SentMail("planted", "2026", "a@1700.test", ("b@burger.test",), (), "er is iets", word))


def _in_sms(site: Deployment, word: str) -> None:
    site.running.network.handsets.add(Message("planted", "+32470000000", True, word, "2026"))


def _in_execution(site: Deployment, word: str) -> None:
    arn = site.outputs["DossierMachineArn"]
    told = json.dumps({"dossier": "I26999999999", "run": 1, "why": word})
    site.client("stepfunctions").start_execution(stateMachineArn=arn, name="planted", input=told)


@pytest.mark.parametrize(
    "put",
    [_in_table, _in_house_table, _in_bucket, _in_queue, _in_log, _in_mail, _in_sms, _in_execution],
    ids=lambda put: put.__name__.removeprefix("_in_"),
)
def test_found_where_it_is_put(deployment: Deployment, put: object) -> None:
    """A word that is put there on purpose, packed or plain, is found: the search can fail."""
    word = f"bewust{put.__name__.replace('_', '')}"  # type: ignore[attr-defined]
    assert places_of(deployment, (word,)) == set()
    put(deployment, word)  # type: ignore[operator]
    assert len(eventually(lambda: places_of(deployment, (word,)))) == 1
