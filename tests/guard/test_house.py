"""The confidential house is closed: what the packaged template lets anybody outside it do, see or know."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.domain.integrity.change import ErrandKind
from chalicelib.integrity_settings import IntegritySettings
from chalicelib.pages.house_letters import HouseLetters
from chalicelib.rooms import GROUPS
from infra.local.edge import _Loader
from infra.packaging.build import TEMPLATE
from infra.packaging.template import camel, functions_of, rest_function

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = [field.name.upper() for field in fields(IntegritySettings)]
HOUSE = (
    "integrity",
    "investigation",
    "take_in_integrity",
    "run_dossier",
    "run_errands",
    "watch_dossiers",
    "take_dossier_scan",
)
# Everything of the house in a policy: tables, keys, bucket, secret, queues, machines, functions.
OWN = (
    "Dossier",
    "dossier",
    "ExportKey",
    "integrity",
    "Integrity",
    "Errands",
    "Investigat",
)
# Those of the house that take over a case which moves into it.
TAKE_OVER = {"TakeInIntegrity", "RunErrands"}


@pytest.fixture(scope="module")
def functions(packaged: Path) -> dict[str, Any]:
    template = yaml.safe_load((packaged / TEMPLATE).read_text(encoding="utf-8"))
    return functions_of(template["Resources"])


def _house() -> set[str]:
    groups = {name: GROUPS[name] for name in HOUSE}
    return {camel(handler) for group in groups.values() for handler in group.handlers} | {
        rest_function(name) for name, group in groups.items() if group.paths
    }


def _statements(function: dict[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    for policy in function["Properties"]["Policies"]:
        for one in policy["Statement"]:
            actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
            resources = one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]]
            yield actions, [str(resource) for resource in resources]


def test_only_the_desk_may_ask(functions: dict[str, Any]) -> None:
    """Of all functions outside the house one may do one thing with it: the desk's may call the one that takes reports in."""
    found = {
        (name, action, resource)
        for name, function in functions.items()
        if name not in _house()
        for actions, resources in _statements(function)
        for action in actions
        for resource in resources
        if any(word in resource for word in OWN)
    }
    assert found == {("DeskHandler", "lambda:InvokeFunction", str({"Fn::GetAtt": ["TakeInIntegrity", "Arn"]}))}


def test_no_mail_of_the_house_tells_of_itself() -> None:
    """On AWS no event says to whom the house wrote (a mail that names no configuration set must not get one from its domain),
    and what is sent to the address of its answers is refused before the rule that makes cases."""
    loaded = yaml.load((ROOT / "infra/edge.yaml").read_text(encoding="utf-8"), _Loader)["Resources"]  # safe
    assert "ConfigurationSetAttributes" not in loaded["MailIdentity"]["Properties"]
    assert loaded["ReceptionRule"]["Properties"]["After"] == "NobodyReadsRule"
    rule = loaded["NobodyReadsRule"]["Properties"]["Rule"]
    answers_to = HouseLetters("https://1700.test", "${MailDomain}").write(ErrandKind.TELL_REPORTER, "x@y.test").reply_to
    assert rule["Recipients"] == [answers_to]
    assert [*rule["Actions"][-1]] == ["StopAction"]


def test_nobody_else_knows_where_it_is(functions: dict[str, Any]) -> None:
    """The settings of the house are those of its own functions alone, and the desk knows the name of its one door."""
    for name, function in functions.items():
        told = set(function["Properties"].get("Environment", {}).get("Variables", {}))
        if name in _house():
            assert told >= set(SETTINGS), name
        else:
            assert not told & set(SETTINGS), name
            assert ("INTEGRITY_GATE" in told) == (name == "DeskHandler")


def test_what_the_house_does_outside(functions: dict[str, Any]) -> None:
    """Only what takes over a case that moves may touch what is kept outside; no other function of the house knows the table
    of contacts, the mails, the files or the secret."""
    for name in _house() - TAKE_OVER:
        for actions, resources in _statements(functions[name]):
            for resource in resources:
                assert any(word in resource for word in (*OWN, "ses:", "sms-voice:")), (
                    f"{name}: {actions} on {resource}"
                )


def test_who_destroys_keys(functions: dict[str, Any]) -> None:
    """Only the job that erases may delete the key of a dossier, and nobody may change one."""
    may = {
        name
        for name, function in functions.items()
        for actions, resources in _statements(function)
        if {"dynamodb:DeleteItem", "dynamodb:UpdateItem"} & set(actions)
        and any("DossierKeys" in one for one in resources)
    }
    assert may == {"WatchDossiers"}


def test_no_stream(packaged: Path) -> None:
    """No stream tells what changes in the house, and its keys have no backup."""
    resources = yaml.safe_load((packaged / TEMPLATE).read_text(encoding="utf-8"))["Resources"]
    assert "StreamSpecification" not in resources["Dossiers"]["Properties"]
    assert not {"StreamSpecification", "PointInTimeRecoverySpecification"} & set(resources["DossierKeys"]["Properties"])
    assert "VersioningConfiguration" not in resources["IntegrityBucket"]["Properties"]


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_are_documented(name: str) -> None:
    """Operators can read what every setting of the house means."""
    assert f"`{name}`" in (ROOT / "docs/operators/settings.md").read_text(encoding="utf-8")
