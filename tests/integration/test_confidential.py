"""Nobody's data is where it does not belong: some are planted by every road, and looked for in all that is logged."""

import json
import re
from datetime import UTC, datetime
from itertools import count

import httpx

from chalicelib.domain.agent import Agent, Role
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.sessions import Sessions
from infra.local.people import PASSWORD
from tests.citizen import Citizen, hidden
from tests.deployment import Deployment, eventually

NAME, EMAIL, PHONE = "Xanthippe Zonderling", "xanthippe.zonderling@example.be", "0470998877"
WORDS = "kwetsbaarheidsverklaring"
AT_A_TIME = 10_000
MOBILE = "+32470998866"
PLANTED = ("xanthippe", "zonderling", PHONE, MOBILE, MOBILE[1:], PHONE[1:], WORDS)
MAIL = (
    f"From: {NAME} <{EMAIL}>\r\nTo: vraag@1700.test\r\nSubject: {WORDS}\r\nMessage-ID: <planted@example.be>\r\n\r\n"
    f"Mijn {WORDS} en mijn nummer {PHONE}.\r\n"
)


def logged(site: Deployment, since: int = 0) -> list[str]:
    """Every line of every function since a moment (ms). The engine gives so many at a time: more is asked for from there."""
    found: dict[tuple[int, str], str] = {}
    while True:
        asked = {"logGroupName": "/contact1700/functions", "startTime": since}
        events = site.client("logs").filter_log_events(**asked)["events"]
        found |= {(event["timestamp"], event["message"]): event["message"] for event in events}
        if len(events) < AT_A_TIME:
            return list(found.values())
        since = events[-1]["timestamp"]


def _by_form(deployment: Deployment) -> list[str]:
    """Somebody fills in the form; gives where the browser is sent."""
    with Citizen(deployment) as citizen:
        told = {"name": NAME, "phone": PHONE, "text": f"Mijn {WORDS}."}
        refused, taken = citizen.send(email="nobody", **told), citizen.send(email=EMAIL, **told)
        assert (refused.status_code, taken.status_code) == (422, 303)
        return [taken.headers["Location"]]


def _at_desk(deployment: Deployment) -> list[str]:
    """An agent registers, looks for it and notes something; gives where the browser is sent."""
    table = DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"])
    agent = Agent("an", "An", frozenset({Role.AGENT}))
    Sessions(table).begin("token-of-an", "csrf-of-an", agent, datetime.now(UTC), framed=False)
    cookie = {"Cookie": "__Host-desk=token-of-an"}

    def post(path: str, **fields: str) -> httpx.Response:
        return httpx.post(deployment.url + path, data={"csrf": "csrf-of-an", **fields}, headers=cookie, timeout=60)

    form = httpx.get(f"{deployment.url}/desk/registreren", headers=cookie, timeout=60).text
    facts = {"channel": "phone", "kind": "question", "requester": "citizen", "name": NAME, "email": EMAIL}
    said = {"key": hidden(form, "key"), "text": f"Mijn {WORDS}.", "do": "save"}
    kept = post("/desk/registreren", **facts, **said)
    assert kept.status_code == 303, kept.text
    assert post("/desk/registreren", **facts, **said, phone=f"{PHONE} {WORDS}").status_code == 422
    assert post("/desk/zoeken", q=NAME).status_code == 200
    case = kept.headers["Location"].partition("klaar=")[2].partition("&")[0]
    noted = post(f"/desk/zaak/{case}/notitie", note=f"{NAME} belde.", version="1")
    assert noted.status_code == 303
    return [kept.headers["Location"], noted.headers["Location"]]


def test_no_person_in_any_log(deployment: Deployment) -> None:
    """A name, address, number or word that came in by form, API, mail, SMS and desk, and by mistakes, stands in no log
    line, and in no address that a browser is sent to."""
    body = {"text": f"Mijn {WORDS}.", "name": NAME, "email": EMAIL, "phone": PHONE}
    url = f"{deployment.url}/api/v1/contacts"
    kept = httpx.post(url, json=body, headers={"Idempotency-Key": "planted-person"}, timeout=60).json()
    httpx.post(url, json={**body, "email": EMAIL + "@"}, headers={"Idempotency-Key": "planted-wrong"}, timeout=60)
    httpx.post(url, content=json.dumps(body)[:-5], headers={"Content-Type": "application/json"}, timeout=60)
    httpx.get(f"{deployment.url}/zoeken", params={"q": f"{WORDS} {NAME}"}, timeout=60)
    httpx.post(f"{deployment.url}/vraag/nieuwe-link", data={"reference": kept["reference"], "email": EMAIL}, timeout=60)
    deployment.post_mail(MAIL.encode(), EMAIL)
    deployment.running.network.bring(MOBILE, f"Mijn {WORDS}, {NAME}")
    places = [*_by_form(deployment), *_at_desk(deployment)]
    assert [place for place in places if any(one in place.lower() for one in PLANTED)] == []
    deployment.mails(EMAIL, at_least=3)
    eventually(lambda: [one for one in deployment.items() if "planted@example.be" in str(one)])
    eventually(lambda: [one for one in deployment.items() if MOBILE in str(one) and one["sk"]["S"] == "#META"])
    lines = eventually(lambda: logged(deployment))
    found = [line[:80] for line in lines if any(one in line.lower() for one in PLANTED)]
    assert found == []
    assert any('"correlation_id"' in line for line in lines)


def test_one_correlation_id_from_event_to_mail(deployment: Deployment) -> None:
    """The id of the request that brought a contact is on the line that says its mail was sent."""
    began, asked = int(datetime.now(UTC).timestamp() * 1000), count()

    def ask() -> str:
        """Bring one more contact, and give its case once its mail is there."""
        number = next(asked)
        body = {"text": "Waar is het loket?", "name": "Jan", "email": f"trace.{number}@example.be"}
        headers = {"Idempotency-Key": f"one-correlation-id-{number}"}
        answer = httpx.post(f"{deployment.url}/api/v1/contacts", json=body, headers=headers, timeout=60).json()
        deployment.mails(body["email"])
        return re.sub(r"\D", "", answer["reference"]).removeprefix("1700")

    case = ask()

    def sent() -> list[dict[str, str]]:
        lines = [json.loads(line) for line in logged(deployment, began) if line.startswith("{")]
        found = [line for line in lines if line.get("message") == "sent" and line.get("case") == case]
        if not found:
            ask()  # on a busy machine the engine hands over what a function printed only with its next call
        return found

    correlation = eventually(sent)[0]["correlation_id"]

    def served() -> list[str]:
        lines = [json.loads(line) for line in logged(deployment, began) if correlation in line and '"view"' in line]
        if not lines:
            ask()
        return [line["view"] for line in lines]

    assert eventually(served) == ["register_contact"]


def test_the_password_of_a_demo_user_is_nowhere(deployment: Deployment) -> None:
    """What somebody types at the login is in no log of ours."""
    assert not [line for line in logged(deployment) if PASSWORD in line]
