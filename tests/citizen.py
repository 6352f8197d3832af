"""Somebody at the form and the own question, through the front door, with a browser without script."""

import itertools
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.case import Source
from chalicelib.services.answer_case import Draft, answer_case
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.secret import read_secret
from tests.deployment import Deployment, eventually

AGENT = Agent("an", "An", frozenset({Role.AGENT}))
TOLD = {
    "kind": "question",
    "requester": "citizen",
    "text": "Waar kan ik een rijbewijs aanvragen?\nIk woon in Gent.",
    "name": "An Peeters",
    "website": "",
}
REFERENCE = re.compile(r"1700-\d\d-\d{4}-\d{4}-\d")
LINK = re.compile(r"http://\S+/vraag/openen\?\S+")
_networks = itertools.count(2)


class Citizen:
    """Each has a network address of its own, as limits are counted by it. Keeps cookies as browsers do for
    http://localhost: also those that are marked Secure."""

    def __init__(self, deployment: Deployment, network: str = "") -> None:
        number = next(_networks)
        transport = httpx.HTTPTransport(local_address=network or f"127.1.{number // 250}.{number % 250 + 1}")
        self.http = httpx.Client(base_url=deployment.url, timeout=120, transport=transport)
        self._deployment = deployment

    def __enter__(self) -> "Citizen":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path, headers=self.jar())

    def post(self, path: str, data: dict[str, Any], **headers: str) -> httpx.Response:
        return self.http.post(path, data=data, headers={**self.jar(), **headers})

    def jar(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in self.http.cookies.jar)}

    def fill(self, **told: Any) -> dict[str, Any]:
        """The form, filled in."""
        return {**TOLD, "key": hidden(self.get("/mail").text, "key"), **told}

    def post_in_time(self, path: str, form: dict[str, Any]) -> httpx.Response:
        """Send a form, again while it comes back sooner than a person could send it."""

        def sent() -> httpx.Response | None:
            answer = self.post(path, form)
            return None if answer.status_code == 422 and "nog even na en verstuur" in answer.text else answer

        answer = eventually(sent)
        assert answer is not None
        return answer

    def send(self, **told: Any) -> httpx.Response:
        return self.post_in_time("/mail", self.fill(**told))

    def offer(self, key: str, name: str, size: int, place: int = 0) -> httpx.Response:
        return self.http.post("/mail/bestand", json={"key": key, "place": place, "name": name, "size": size})

    def send_with_file(self, body: bytes, file_name: str, **told: Any) -> None:
        """Send the form with one file."""
        form = self.fill(**told)
        assert upload(self.offer(form["key"], file_name, len(body)).json(), body).status_code == 204
        assert self.post_in_time("/mail", {**form, "files": f"0:{file_name}"}).status_code == 303

    def reference(self) -> str:
        """Of the question that this browser holds."""
        found = REFERENCE.search(self.get("/vraag").text)
        assert found
        return found[0]

    def case(self) -> str:
        return self.reference().replace("-", "")[4:]

    def open_link(self, email: str, at_least: int = 1) -> httpx.Response:
        """Open the link of the newest mail, and press its button."""
        found = LINK.search(self._deployment.mails(email, at_least)[-1].text)
        assert found
        return self.post("/vraag/openen", {"sleutel": hidden(self.get(found[0]).text, "sleutel")})


def cases(deployment: Deployment) -> CaseStore:
    return CaseStore(DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"]))


def answered(deployment: Deployment, number: str) -> None:
    """Let an agent answer a case."""
    store, secret = (
        cases(deployment),
        read_secret(deployment.client("secretsmanager"), deployment.outputs["SecretName"]),
    )
    case, source = store.head(number), Source("art-1", "Uw adres veranderen", "https://www.example.be/adres")
    draft = Draft(case.version, "Ga naar uw gemeente.", (source,))
    answer_case(case, draft, AGENT, store, secret, datetime.now(UTC))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def hidden_fields(page: str) -> dict[str, str]:
    """All hidden fields of a page."""
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', page)
    }


def upload(form: dict[str, Any], body: bytes, **fields: str) -> httpx.Response:
    """What a browser does with a form of S3; `fields`: what somebody changes in it."""
    return httpx.post(form["url"], data={**form["fields"], **fields}, files={"file": ("x", body)}, timeout=60)
