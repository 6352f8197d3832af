"""Every code that the desk shows has its words."""

import ast
from enum import StrEnum
from pathlib import Path

import pytest

from chalicelib import errors
from chalicelib.backoffice.desk.cases.show import DONE
from chalicelib.domain.apart import Apart
from chalicelib.domain.case import Level, Outcome
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel, Kind, Requester, Scan
from chalicelib.domain.facts import LONGEST, Fault
from chalicelib.domain.flags import Flag
from chalicelib.domain.outbox import State, Template
from chalicelib.domain.worklist import Worklist
from chalicelib.pages import t

ROOMS = {
    "apart": Apart,
    "channel": Channel,
    "flag": Flag,
    "kind": Kind,
    "level": Level,
    "lists": Worklist,
    "outcome": Outcome,
    "requester": Requester,
    "status": Status,
}


@pytest.mark.parametrize(("room", "code"), [(room, code) for room, kind in ROOMS.items() for code in kind])
def test_code(room: str, code: StrEnum) -> None:
    """A code that is added to the domain is said at the desk too, instead of breaking its lists."""
    assert t(f"desk.{room}.{code}")


@pytest.mark.parametrize("fact", LONGEST)
def test_too_long(fact: str) -> None:
    """Each fact that can be too long has a sentence that says so."""
    assert t(f"desk.wrong.{fact}_{Fault.LONG}")


def _slugs(kind: type[errors.ContactPointError]) -> set[str]:
    return {kind.slug}.union(*(_slugs(one) for one in kind.__subclasses__() if one.__module__ == errors.__name__))


@pytest.mark.parametrize("slug", sorted(_slugs(errors.ContactPointError)))
def test_error(slug: str) -> None:
    """Each error has its page at the desk, and its line in the results of answering many."""
    assert t(f"common.error_{slug}")
    assert t(f"desk.error_help.{slug}")


CASE_PAGE = {
    "apart": Apart,
    "by": Channel,
    "level": Level,
    "mail": Template,
    "outcome": Outcome,
    "requester": Requester,
    "scan": Scan,
    "state": State,
}


@pytest.mark.parametrize(("room", "code"), [(room, code) for room, kind in CASE_PAGE.items() for code in kind])
def test_code_of_the_case_page(room: str, code: StrEnum) -> None:
    """A code that the page of a case shows has its words."""
    assert t(f"desk_case.{room}.{code}")


@pytest.mark.parametrize("done", sorted(DONE))
def test_what_was_done(done: str) -> None:
    """Whatever an agent did is told in words on the page that follows."""
    assert t(f"desk_case.done.{done}")


def test_the_trail_is_in_words() -> None:
    """Every event that a service puts into the audit trail has its words."""
    said: set[str] = set()
    for path in (Path(errors.__file__).parent / "services").glob("*.py"):
        for call in (one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Call)):
            if getattr(call.func, "id", "") == "audited" and len(call.args) > 3:
                said |= {one.value for one in ast.walk(call.args[3]) if isinstance(one, ast.Constant) and one.value}
    said = {what for what in said if not (what.startswith("_") or what.endswith("_"))}
    said |= {f"mail_{State.BOUNCED}", f"mail_{State.COMPLAINED}", f"sms_{State.BOUNCED}", "mail_refused", "sms_refused"}
    assert len(said) > 10
    for what in said:
        assert t(f"desk_case.audit.{what}")
