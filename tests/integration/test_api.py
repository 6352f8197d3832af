"""The public API through the front door, and held against its own document."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.referral import Author as Who
from chalicelib.domain.referral import Step
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.step_referral import Said as SaidInReferral
from chalicelib.services.step_referral import step_referral
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.dynamo_table import DynamoTable
from tests.departments import desk, file_of, organisation, refer
from tests.deployment import PATIENCE, Deployment

CONTACT = {"text": "Hoe vraag ik een premie aan?", "name": "An Peeters", "email": "an.api@example.be"}


def _post(deployment: Deployment, key: str, body: Any, path: str = "", **headers: str) -> httpx.Response:
    url = f"{deployment.url}/api/v1/contacts{path}"
    return httpx.post(url, json=body, headers={"Idempotency-Key": key, **headers}, timeout=PATIENCE)


def test_a_contact_from_start_to_end(deployment: Deployment) -> None:
    """A program registers a contact, its sender gets a copy, and with the token it is followed and added to."""
    kept = _post(deployment, "from-start-to-end", CONTACT)
    assert kept.status_code == 201, kept.text
    bearer = {"Authorization": f"Bearer {kept.json()['token']}"}
    url = f"{deployment.url}/api/v1/contacts/{kept.json()['reference']}"
    state = httpx.get(url, headers=bearer, timeout=PATIENCE).json()
    assert (state["state"], [one["text"] for one in state["messages"]]) == ("waiting", [CONTACT["text"]])
    more = _post(
        deployment, "something-more", {"text": "Ik woon in Gent."}, f"/{kept.json()['reference']}/messages", **bearer
    )
    assert [one["author"] for one in more.json()["messages"]] == ["sender", "sender"]
    (copy,) = deployment.mails("an.api@example.be")
    assert kept.json()["reference"] in copy.text
    assert CONTACT["text"] in copy.text


def test_the_same_key_is_one_contact(deployment: Deployment) -> None:
    """The same call again gives the same contact; with another body the key is refused."""
    body = CONTACT | {"email": "twice.api@example.be"}
    first, second = (_post(deployment, "twice-the-same-key", body) for _ in range(2))
    assert first.json() == second.json()
    other = _post(deployment, "twice-the-same-key", body | {"text": "Iets anders."})
    assert other.status_code == 422
    assert other.json()["type"].endswith("/problems/key_reused")
    assert len(deployment.mails("twice.api@example.be")) == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"text", "name", "email"}),
        (CONTACT | {"kind": "complaint"}, {"address"}),
        (CONTACT | {"kind": "document"}, {"document"}),
        (CONTACT | {"requester": "company"}, {"organisation"}),
        (CONTACT | {"kind": "praise", "colour": "red"}, {"kind", "colour"}),
        (CONTACT | {"email": "nobody"}, {"email"}),
        (CONTACT | {"text": "x" * 10_001}, {"text"}),
        ([], {"body"}),
    ],
)
def test_every_wrong_field_is_named(deployment: Deployment, body: Any, fields: set[str]) -> None:
    """A wrong body is refused as a problem that names each field, in words."""
    answer = _post(deployment, "every-wrong-field", body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {one["field"] for one in answer.json()["errors"]} == fields


def test_without_a_key_nothing_is_kept(deployment: Deployment) -> None:
    """A write without an idempotency key is refused."""
    answer = httpx.post(f"{deployment.url}/api/v1/contacts", json=CONTACT, timeout=PATIENCE)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_wrong_token_says_nothing(deployment: Deployment) -> None:
    """Without a token, with a wrong one, or with that of another contact, nothing is told."""
    mine = _post(deployment, "token-of-mine", CONTACT | {"email": "mine.api@example.be"}).json()
    yours = _post(deployment, "token-of-yours", CONTACT | {"email": "yours.api@example.be"}).json()
    url = f"{deployment.url}/api/v1/contacts/{yours['reference']}"
    assert httpx.get(url, timeout=PATIENCE).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Bearer x"}, timeout=PATIENCE).status_code == 410
    assert httpx.get(url, headers={"Authorization": f"Bearer {mine['token']}"}, timeout=PATIENCE).status_code == 404


def test_merged_contacts_are_one(deployment: Deployment) -> None:
    """Of two contacts that an agent merged, either token gives the messages of both."""
    bodies = [CONTACT | {"email": "merged.api@example.be", "text": text} for text in ("Hoe?", "En wanneer?")]
    kept = [_post(deployment, f"merged-number-{n}", body).json() for n, body in enumerate(bodies)]
    cases = CaseStore(DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"]))
    gone, stays = (cases.head(ids.read_reference(one["reference"]) or "") for one in kept)
    agent = Agent("an", "An", frozenset({Role.AGENT}))
    merge_cases(Merge(gone, stays), agent, cases, default_calendar(), datetime.now(UTC))
    for one in kept:
        url = f"{deployment.url}/api/v1/contacts/{one['reference']}"
        state = httpx.get(url, headers={"Authorization": f"Bearer {one['token']}"}, timeout=PATIENCE).json()
        assert [message["text"] for message in state["messages"]] == ["Hoe?", "En wanneer?"]


def test_what_a_department_answers(deployment: Deployment) -> None:
    """What an organisation answers to the sender itself is a message of its own author; what it tells us is none."""
    kept = _post(deployment, "answered-by-a-department", CONTACT | {"email": "asked.api@example.be"}).json()
    case = ids.read_reference(kept["reference"]) or ""
    refer(deployment, case, organisation("api@diensten.1700.test"))
    for step, text in ((Step.ACCEPT, "Onder ons: wij kennen hem."), (Step.ANSWER_DIRECTLY, "Ja, dat mag.")):
        said = SaidInReferral(step, Who.DEPARTMENT, f"api-{step}", "Agentschap Wegen", text)
        CaseStore(DynamoTable(deployment.client("dynamodb"), deployment.outputs["Table"])).keep(
            *step_referral(file_of(deployment, case), "01", said, desk(deployment))
        )
    url = f"{deployment.url}/api/v1/contacts/{kept['reference']}"
    state = httpx.get(url, headers={"Authorization": f"Bearer {kept['token']}"}, timeout=PATIENCE).json()
    assert state["state"] == "answered"
    assert [(one["author"], one["text"]) for one in state["messages"]] == [
        ("sender", CONTACT["text"]),
        ("department", "Ja, dat mag."),
    ]


def test_problems_are_explained(deployment: Deployment) -> None:
    """The address that names a kind of problem explains it."""
    problem = httpx.get(f"{deployment.url}/api/v1/articles/none-such", timeout=PATIENCE).json()
    explained = httpx.get(f"{deployment.url}/api/v1/problems/not_found", timeout=PATIENCE).json()
    assert (explained["type"], explained["title"]) == (problem["type"], problem["title"])


def test_the_api_does_as_its_document_says(deployment: Deployment) -> None:
    """Whatever is sent, answers are those that the OpenAPI document names: status, type and form."""
    import schemathesis  # costs more to import than all else here, in every process that collects the tests

    schema = schemathesis.openapi.from_url(f"{deployment.url}/api/v1/openapi.json")
    schema.config.base_url = deployment.url

    for operation in schema.get_all_operations():
        _check(operation.ok())


def _check(operation: Any) -> None:
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    @given(case=operation.as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def one(case: Any) -> None:
        # What a kind of contact needs beside its schema is told by 422, which the document names.
        case.call_and_validate(timeout=PATIENCE, excluded_checks=[positive_data_acceptance])

    one()
