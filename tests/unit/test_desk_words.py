"""Every code that the desk shows has its words."""

from enum import StrEnum

import pytest

from chalicelib import errors
from chalicelib.domain.apart import Apart
from chalicelib.domain.case import Level, Outcome, Status
from chalicelib.domain.contact import Channel, Kind, Requester
from chalicelib.domain.facts import LONGEST, Fault
from chalicelib.domain.flags import Flag
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
