"""The desk hands a matter of integrity in at the gate of the confidential house, and is told number, clocks, receipt code.

Nothing of what is told stays outside: the desk keeps neither text nor name, and shows the code once, in its answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from chalicelib.domain.agent import Agent
from chalicelib.domain.contact import Channel
from chalicelib.domain.form_key import FormKey
from chalicelib.domain.integrity.dossier import ClockName
from chalicelib.domain.integrity.receipt_code import Code
from chalicelib.errors import Rejected

# A letter is opened at the counter, and a mail or SMS that somebody shows there is read out.
CHANNELS: Final = (Channel.PHONE, Channel.COUNTER, Channel.BUS)


class Gate(Protocol):
    """stores/integrity_gate.py."""

    def ask(self, verb: str, **told: Any) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent typed for somebody. `facts`: domain/integrity/report_input.py FIELDS."""

    key: FormKey
    channel: Channel | None
    facts: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A clock of a dossier: which, and by when."""

    name: ClockName
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """All that the desk ever knows of a dossier. `code`: only in the answer to who may have it."""

    number: str
    terms: tuple[Term, ...]
    ended: bool = False
    code: Code | None = None
    asked: tuple[tuple[str, datetime], ...] = ()  # organisations that had the case by mail before


def hand_in_integrity(told: Told, agent: Agent, gate: Gate, at: datetime) -> Known:
    """Register a report for somebody. The same form twice is one dossier, with the same number and code.

    Raises Rejected with every wrong field, NotPossibleNow where its code was replaced meanwhile, Busy.
    """
    if told.channel not in CHANNELS:
        raise Rejected({"channel": "desk.wrong.channel_missing"})
    said = gate.ask(
        "hand_in",
        key=f"desk:{agent.id}:{told.key.drawn}",
        dated=told.key.made_at.isoformat(),
        channel=told.channel.value,
        came_at=at.isoformat(),
        told=dict(told.facts),
    )
    return _known(said)


def move_to_integrity(case: str, version: int, told: Mapping[str, str], gate: Gate) -> Known:
    """Move a case, as the agent saw it. Raises ChangedMeanwhile, NotPossibleNow, NotFound, Busy."""
    return _known(gate.ask("move", case=case, version=version, told=dict(told)))


def known_of(dossier: str, gate: Gate) -> Known:
    """Number and clocks of a dossier. Raises NotFound, Busy."""
    return _known(gate.ask("clocks", dossier=dossier))


def first_code(dossier: str, case: str, who: Mapping[str, str], agent: Agent, gate: Gate) -> Known:
    """The receipt code of a case that moved, for who proves to be its sender: `who`: name, and a way to reach him.

    Raises Rejected, TooMany, NotPossibleNow where it was given before, Busy.
    """
    return _known(gate.ask("code", dossier=dossier, case=case, told=dict(who), agent=agent.id))


def _known(said: Mapping[str, Any]) -> Known:
    terms = tuple(Term(ClockName(one["name"]), datetime.fromisoformat(one["due_at"])) for one in said["clocks"])
    code = Code(said["locator"], said["secret"]) if "secret" in said else None
    asked = tuple((one["name"], datetime.fromisoformat(one["at"])) for one in said.get("asked", ()))
    return Known(said["number"], terms, said.get("ended", False), code, asked)
