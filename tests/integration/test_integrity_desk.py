"""Integrity at the desk, on an engine that enforces every function's policies: straight in, and a case that moves."""

import contextlib
import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.case import Outcome
from chalicelib.domain.case_states import Status
from chalicelib.services.close_case import Ending, close_case
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.sessions import Sessions
from tests.citizen import AGENT, cases, hidden
from tests.deployment import Deployment, eventually

PLANTED = ("xanthippe", "zonderling", "smeergeld", "zilverreiger")
COOKIE = {"Cookie": "__Host-desk=token-of-ilse"}
MAIL = (
    "From: Xanthippe Zonderling <xanthippe.desk@example.be>\r\nTo: vraag@1700.test\r\nSubject: Smeergeld\r\n"
    "Message-ID: <zilverreiger@example.be>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n'
    "Mijn diensthoofd neemt smeergeld aan.\r\n--x\r\nContent-Type: application/pdf\r\n"
    'Content-Disposition: attachment; filename="zilverreiger.pdf"\r\n\r\n%PDF-1.4 zilverreiger\r\n--x--\r\n'
)


class Desk:
    """An agent with a browser without script."""

    def __init__(self, site: Deployment) -> None:
        self.site = site
        table = DynamoTable(site.client("dynamodb"), site.outputs["Table"])
        agent = Agent("ilse", "Ilse", frozenset({Role.AGENT}))
        Sessions(table).begin("token-of-ilse", "csrf-of-ilse", agent, datetime.now(UTC), framed=False)

    def get(self, path: str) -> str:
        return httpx.get(self.site.url + path, headers=COOKIE, timeout=60).text

    def post(self, path: str, **fields: str) -> httpx.Response:
        return httpx.post(self.site.url + path, data={"csrf": "csrf-of-ilse", **fields}, headers=COOKIE, timeout=60)

    def report(self, **more: str) -> httpx.Response:
        """Register a report that is told by telephone; once more where the house was slower than the desk waits."""
        key = hidden(self.get("/desk/integriteit/melden"), "key")
        told = {
            "channel": "phone",
            "matter": "report",
            "breach": "bribery",
            "do": "save",
            "key": key,
            "text": "Mijn diensthoofd neemt smeergeld aan.",
            "organisation": "Agentschap Wegen",
            "name": "Xanthippe Zonderling",
            "phone": "0470 99 88 77",
            **more,
        }
        return eventually(
            lambda: answer if (answer := self.post("/desk/integriteit/melden", **told)).status_code != 503 else None
        )  # type: ignore[return-value]


@pytest.fixture
def desk(guarded: Deployment) -> Desk:
    return Desk(guarded)


def number_of(page: str) -> str:
    """The number of a dossier on a page."""
    found = re.search(r"I-\d\d-\d{4}-\d{4}-\d", page)
    assert found, page
    return found[0]


def outside(site: Deployment) -> str:
    """All that the ordinary table and buckets hold, as one text."""
    s3, found = site.client("s3"), [str(site.items())]
    for name in ("MailBucket", "FilesBucket"):
        bucket = site.outputs[name]
        for one in s3.list_object_versions(Bucket=bucket).get("Versions", []):
            with contextlib.suppress(s3.exceptions.ClientError):  # it went while it was looked at
                body = s3.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read()
                found.append(f"{one['Key']} {body!r}")
    return " ".join(found).lower()


def dossier_keys(site: Deployment) -> list[dict[str, Any]]:
    table = site.outputs["DossiersTable"]
    return list(site.client("dynamodb").scan(TableName=table)["Items"])


def test_told_at_the_desk(desk: Desk) -> None:
    """What is told by telephone goes straight into the house: the agent is told number, clock and code, here nothing stays;
    and whoever has the number may ask for its clocks."""
    answer = desk.report()
    assert answer.status_code == 200, answer.text
    number = number_of(answer.text)
    assert len(re.findall(r"<li>[a-z]+</li>", answer.text.partition('class="code"')[2].partition("</ol>")[0])) == 8
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [one for one in PLANTED if one in outside(desk.site)]
    assert number.replace("-", "") in str(dossier_keys(desk.site))
    asked = desk.post("/desk/integriteit", number=number)
    assert asked.status_code == 200
    assert "ten laatste op" in asked.text
    assert desk.post("/desk/integriteit", number="I-26-0000-0000-0").status_code == 422


def test_without_a_name(desk: Desk) -> None:
    """Who gives no name is told where one can report without; nothing is kept, in the house neither."""
    before = len(dossier_keys(desk.site))
    answer = desk.report(name="", phone="", text="Iemand neemt smeergeld aan, zegt zilverreiger.")
    assert answer.status_code == 422
    assert "vlaamseombudsdienst" in answer.text
    assert len(dossier_keys(desk.site)) == before


def test_a_case_moves(desk: Desk) -> None:
    """A mail that was read at the desk moves: from then on its page says number and clocks, and soon no word, file, raw mail
    or address of it is left in the ordinary table and buckets."""
    site = desk.site
    site.post_mail(MAIL.encode(), "xanthippe.desk@example.be")

    def found() -> str:
        heads = [one for one in site.items() if one["sk"]["S"] == "#META" and "xanthippe" in str(one).lower()]
        return str(heads[0]["pk"]["S"]).removeprefix("CASE#") if heads else ""

    case = eventually(found)
    site.mails("xanthippe.desk@example.be")
    assert all(one in outside(site) for one in PLANTED)
    close_case(cases(site).head(case), Ending(Outcome.WITHDRAWN), AGENT, cases(site), datetime.now(UTC))
    page = desk.get(f"/desk/zaak/{case}")
    assert "smeergeld" in page.partition('id="kandidaat"')[2].partition("</section>")[0]

    def moved() -> str:
        version = (
            hidden(desk.get(f"/desk/zaak/{case}"), "version") if "kandidaat" in desk.get(f"/desk/zaak/{case}") else "0"
        )
        answer = desk.post(f"/desk/zaak/{case}/integriteit", version=version)
        return answer.text if answer.status_code == 200 else ""

    number = number_of(eventually(moved))
    head = cases(site).head(case)
    assert (head.status, head.dossier) == (Status.MOVED, number.replace("-", ""))
    assert number in desk.get(f"/desk/zaak/{case}")
    eventually(lambda: not [one for one in PLANTED if one in outside(site)])
    assert [one["sk"]["S"] for one in site.items() if case in str(one)] == ["#META"]
    assert "xanthippe" not in str(dossier_keys(site)).lower()
    code = desk.post(
        f"/desk/zaak/{case}/integriteit/code", name="Xanthippe Zonderling", way="xanthippe.desk@example.be"
    )
    assert code.status_code == 200
    assert 'class="code"' in code.text
    assert desk.post(f"/desk/zaak/{case}/integriteit/code", name="Iemand", way="x@y.be").status_code == 422
