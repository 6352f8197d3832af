"""Role x route x phase: who gets what at each route of the investigators' rooms, with a dossier in each phase.

Routes come from the application, phases from their table: what is added later is in the matrix by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from moto import mock_aws

import app as entry
from chalicelib import integrity_settings, integrity_wiring, wiring
from chalicelib.backoffice.investigation.access import LEAD
from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import Change
from chalicelib.domain.integrity.dossier import Stay
from chalicelib.domain.integrity.entry import Entry, Evidence, Sealing, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.services.integrity.log_in_investigator import half_way
from chalicelib.services.integrity.second_factor import begin_session
from chalicelib.stores import clients
from chalicelib.stores.integrity.dossier_items import partition
from chalicelib.stores.sessions import Sessions
from tests.bench.house import described_table
from tests.conftest import ENVIRONMENT
from tests.integrity_house import ConfidentialHouse

SERVICE, ELSEWHERE = "audit-vlaanderen", "vlaamse-ombudsdienst"
ROUTES = sorted(
    (path, method)
    for path, methods in entry.app.routes.items()
    if path.startswith("/onderzoek")
    for method, served in methods.items()
    if hasattr(served.view_function.access, "lead")
)
OF_A_DOSSIER = [(path, method) for path, method in ROUTES if "{dossier}" in path]
NUMBERS = {phase: f"I2612345{place:02}789" for place, phase in enumerate(Phase)}
NO_SUCH = "I26999999999"
# Everybody who is not in: what each of them has in the browser.
OUTSIDERS = ("nobody", "password alone", "agent of the desk", "idle for half an hour", "removed", "made up")
INSIDERS = {
    "of the service": Investigator("omar", "Omar Benali", SERVICE),
    "lead of the service": Investigator("ilse", "Ilse Claes", SERVICE, lead=True),
    "whom it concerns": Investigator("karl", "Karl Smet", SERVICE),
    "of another service": Investigator("nele", "Nele Wouters", ELSEWHERE),
    "lead of another service": Investigator("lies", "Lies Baert", ELSEWHERE, lead=True),
    "of no service": Investigator("guy", "Guy Nys", ""),
}
SEE_IT = ("of the service", "lead of the service")


@dataclass(frozen=True)
class Matrix:
    """The rooms in this process. `cookies`: what each role's browser holds."""

    cookies: dict[str, str]

    def ask(self, role: str, path: str, method: str, dossier: str = NO_SUCH, *, csrf: bool = True) -> tuple[int, str]:
        """Status, and where to or what body, of a request by somebody."""
        names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        given = {name: dossier if name == "dossier" else "x" for name in names}
        form = urlencode({"csrf": "csrf"} if csrf else {})
        event = {
            "resource": path,
            "path": path.format(**given),
            "httpMethod": method,
            "headers": {"content-type": "application/x-www-form-urlencoded", "cookie": self.cookies[role]},
            "multiValueQueryStringParameters": None,
            "pathParameters": given,
            "stageVariables": None,
            "requestContext": {"resourcePath": path, "httpMethod": method, "identity": {}, "requestId": "r"},
            "body": form if method == "POST" else "",
            "isBase64Encoded": False,
        }
        context = SimpleNamespace(
            function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="r"
        )
        answer = entry.app(event, context)
        return answer["statusCode"], answer["headers"].get("Location") or answer["body"]


@pytest.fixture(scope="module")
def matrix() -> Iterator[Matrix]:
    """A dossier in each phase, and everybody's cookies."""
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        _forget()
        _make(patch)
        _dossiers()
        yield Matrix(_cookies())
    _forget()


def _make(patch: pytest.MonkeyPatch) -> None:
    for table in ("DOSSIERS_TABLE", "DOSSIER_KEYS_TABLE", "TABLE"):
        boto3.client("dynamodb").create_table(TableName=ENVIRONMENT[table], **described_table())
    kms = boto3.client("kms")
    patch.setenv("DOSSIER_KEY", kms.create_key()["KeyMetadata"]["Arn"])
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    patch.setenv("SIGNING_KEY", signing["KeyMetadata"]["Arn"])
    patch.setenv("ERRANDS_QUEUE_URL", boto3.client("sqs").create_queue(QueueName="errands")["QueueUrl"])
    place = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket="integrity", CreateBucketConfiguration=place)
    boto3.client("secretsmanager").create_secret(Name="integrity-keys", SecretString="k")


def _dossiers() -> None:
    house, store, at = ConfidentialHouse(), integrity_wiring.dossiers(), datetime.now(UTC)
    for phase, number in NUMBERS.items():
        made = house.registered(number, at)
        identity = house.dossiers.identity(number)
        stays = (*made.dossier.stays, Stay(phase, at, SERVICE))
        head = replace(made.dossier, phase=phase, service=SERVICE, excluded=("karl",), stays=stays)
        store.create(Change(head, made.entries, identity=identity))
        if phase is Phase.ERASED:
            store.purge(number)


def _cookies() -> dict[str, str]:
    at, people, sessions = wiring.now(), integrity_wiring.investigators(), integrity_wiring.sessions()
    for one in INSIDERS.values():
        people.add(one, b"s" * 20)
        begin_session(f"token-{one.id}", "csrf", one, sessions, at)
    removed = Investigator("weg", "Wim Weg", SERVICE, lead=True)
    people.add(removed, b"s" * 20)
    begin_session("token-weg", "csrf", removed, sessions, at)
    people.remove("weg")
    ilse = INSIDERS["lead of the service"]
    begin_session("token-idle", "csrf", ilse, sessions, at - timedelta(minutes=31))
    agent = Agent("ilse", "Ilse Claes", frozenset(Role))  # the same id, in the pool of agents
    Sessions(wiring.table()).begin("token-desk", "csrf", agent, at, framed=False)
    half = half_way(integrity_wiring.secret(), "ilse", "/onderzoek", at)
    return {
        "nobody": "",
        "password alone": f"__Host-onderzoek-half={half}; __Host-onderzoek={half}",
        "agent of the desk": "__Host-desk=token-desk; __Host-onderzoek=token-desk",
        "idle for half an hour": "__Host-onderzoek=token-idle",
        "removed": "__Host-onderzoek=token-weg",
        "made up": "__Host-onderzoek=token",
        **{role: f"__Host-onderzoek=token-{one.id}" for role, one in INSIDERS.items()},
    }


def _forget() -> None:
    known = (*vars(wiring).values(), *vars(integrity_wiring).values())
    for one in (clients.session, clients.client, integrity_settings.integrity_settings, *known):
        if hasattr(one, "cache_clear"):
            one.cache_clear()


def _as_it_is(number: str) -> Any:
    return integrity_wiring.table().query(partition(number)).items


def test_the_matrix_is_not_empty() -> None:
    """All that serves a dossier is in the matrix."""
    assert len(OF_A_DOSSIER) >= 10
    assert {method for _, method in OF_A_DOSSIER} == {"GET", "POST"}


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=[f"{method} {path}" for path, method in ROUTES])
@pytest.mark.parametrize("role", OUTSIDERS)
def test_outside(matrix: Matrix, role: str, path: str, method: str) -> None:
    """Who is not in with both factors gets the login or a refusal, at every route, and nothing of any dossier."""
    status, answer = matrix.ask(role, path, method, NUMBERS[Phase.CHECKING])
    if method == "GET":
        assert (status, answer.partition("?")[0]) == (303, "/onderzoek/login")
    else:
        assert status == 401
        assert NUMBERS[Phase.CHECKING] not in answer


@pytest.mark.parametrize(("path", "method"), OF_A_DOSSIER, ids=[f"{method} {path}" for path, method in OF_A_DOSSIER])
@pytest.mark.parametrize("role", [role for role in INSIDERS if role not in SEE_IT])
def test_not_theirs(matrix: Matrix, role: str, path: str, method: str) -> None:
    """For another service and for whom it concerns a dossier does not exist, in whichever phase: they get the same answer as
    for a number that nobody has, and nothing of it changes, not even who looked."""
    to_nobody = matrix.ask(role, path, method, NO_SUCH)
    assert to_nobody[0] == 404
    for phase, number in NUMBERS.items():
        before = _as_it_is(number)
        status, answer = matrix.ask(role, path, method, number)
        assert (status, answer.replace(number, NO_SUCH)) == to_nobody, phase
        assert _as_it_is(number) == before, phase


@pytest.mark.parametrize(("path", "method"), OF_A_DOSSIER, ids=[f"{method} {path}" for path, method in OF_A_DOSSIER])
@pytest.mark.parametrize("role", SEE_IT)
def test_theirs(matrix: Matrix, role: str, path: str, method: str) -> None:
    """Whoever is of the service gets an answer about the dossier in every phase but the last, where it is erased; what is not
    possible in a phase is told, and nothing breaks. Without the form's own field nothing is done at all."""
    for phase, number in NUMBERS.items():
        if method == "POST":
            before = _as_it_is(number)
            assert matrix.ask(role, path, method, number, csrf=False)[0] == 403, phase
            assert _as_it_is(number) == before, phase
        status, _ = matrix.ask(role, path, method, number)
        if phase is Phase.ERASED:
            assert status == 404
        elif path.count("{") == 1:  # no file, entry or archive that is not there
            assert status in {200, 303, 403, 409, 410, 422}, phase
        else:
            assert status < 500, phase


@pytest.mark.parametrize(("path", "method"), [one for one in ROUTES if one not in OF_A_DOSSIER])
@pytest.mark.parametrize("role", INSIDERS)
def test_pages_of_a_service(matrix: Matrix, role: str, path: str, method: str) -> None:
    """Pages of a service tell of its own dossiers alone; what is for its lead no other gets."""
    access = entry.app.routes[path][method].view_function.access
    status, body = matrix.ask(role, path, method)
    if access is LEAD and not INSIDERS[role].lead:
        assert status == 403
    else:
        assert status == 200
    shown = f"/onderzoek/dossier/{NUMBERS[Phase.CHECKING]}"
    assert not (shown in body and role not in SEE_IT)
    if path == "/onderzoek" and role in SEE_IT:
        assert shown in body


def test_a_mail_that_says_who_reports(matrix: Matrix) -> None:
    """The raw mail of a case that moved here opens for nobody to whom who reports is not open, and its page offers no way."""
    house, store, at, number = ConfidentialHouse(), integrity_wiring.dossiers(), datetime.now(UTC), "I26777777777"
    made = house.registered(number, at)
    head = replace(made.dossier, phase=Phase.CHECKING, service=SERVICE, stays=(Stay(Phase.CHECKING, at, SERVICE),))
    mail = Evidence("x", "bericht.eml", "message/rfc822", 3, "sealed/x", at, "", sealing=Sealing.CLEAN)
    brought = Entry("brought", at, What.EVIDENCE, Actor.MACHINE, act=Act.NOTE, files=("x",))
    store.create(Change(head, (*made.entries, brought), (mail,), identity=house.dossiers.identity(number)))
    path = "/onderzoek/dossier/{dossier}"
    assert f"/onderzoek/dossier/{number}/bestand/x" not in matrix.ask("of the service", path, "GET", number)[1]
    assert matrix.ask("of the service", f"{path}/bestand/{{file}}", "GET", number)[0] == 403
    store.keep(Change(replace(store.head(number), shielded=False)))
    assert f"/onderzoek/dossier/{number}/bestand/x" in matrix.ask("of the service", path, "GET", number)[1]
