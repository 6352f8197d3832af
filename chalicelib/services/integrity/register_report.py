"""A report or a question of integrity comes in, by whichever road: the dossier that it opens, and its receipt code."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.change import Change, Errand, ErrandKind
from chalicelib.domain.integrity.clocks import begun
from chalicelib.domain.integrity.dossier import Breach, Clock, Dossier, Matter, Stay
from chalicelib.domain.integrity.entry import Entry, Evidence, Facts, Identity, What
from chalicelib.domain.integrity.numbers import dossier_number
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.domain.integrity.receipt_code import Code, new_code
from chalicelib.errors import AlreadyKept, Busy, NotPossibleNow
from chalicelib.services.integrity.receipt_code import code_hash, locator_hash
from chalicelib.services.integrity.step_dossier import Deed, House, entry_of, errand_of

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore

TRIES: Final = 10
FIRST_RUN: Final = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody brings, checked (domain/integrity/report_input.py).

    `key`: what the same report has again (of its form, of the desk's form, of the case that is moved); number, code and
    ids derive from it, and it is kept nowhere. `dated`: a moment that the same report has again; `came_at`: since when the
    directive's clocks run, where that was before now. `actor`: the reporter, or the desk for him. `take_over`: the case
    that is moved, whose files and mails are to be fetched.
    """

    key: str
    dated: datetime
    matter: Matter
    identity: Identity
    facts: Facts
    channel: Channel = Channel.FORM
    breach: Breach = Breach.OTHER
    whistleblower: bool = False
    files: tuple[Evidence, ...] = ()
    actor: Actor = Actor.REPORTER
    came_at: datetime | None = None
    take_over: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """What the reporter is told. `repeated`: it had been registered before, and nothing was done now."""

    number: str
    code: Code
    clocks: tuple[Clock, ...]
    repeated: bool = False


def register_report(report: Report, dossiers: "DossierStore", house: House) -> Registered:
    """Open a dossier, sealed under a key of its own, and have its execution started: one transaction.

    The same report twice gives the same number and code, and one dossier, which keeps what it told the first time. Raises
    NotPossibleNow where its code was replaced meanwhile (a code that was lost), Busy where a later try can succeed.
    """
    for attempt in range(TRIES):
        number = dossier_number(house.secret, report.dated, report.key, attempt)
        code = new_code(house.secret, f"{report.key}\x00{attempt}" if attempt else report.key)
        holder = dossiers.by_locator(locator_hash(house.secret, code.locator))
        if holder and holder.id != number:
            continue  # another dossier is found by these words
        change = _opened(number, code, report, house)
        try:
            dossiers.create(change)
        except AlreadyKept:
            if not _is_there(change, dossiers):
                continue  # another dossier has this number
            return _again(number, code, dossiers, house)
        return Registered(number, code, change.dossier.clocks)
    raise Busy("no number is free")


def content_key(report: Report) -> str:
    """What the entry of a report derives from: its key, and what it told, so that after a change it is another entry."""
    told = json.dumps([asdict(report.facts), asdict(report.identity), [file.id for file in report.files]])
    return f"{report.key}\x00{hashlib.sha256(told.encode()).hexdigest()}"


def _opened(number: str, code: Code, report: Report, house: House) -> Change:
    came_at = report.came_at or house.at
    dossier = Dossier(
        id=number,
        version=1,
        phase=Phase.REGISTERED,
        matter=report.matter,
        channel=report.channel,
        opened_at=came_at,
        locator=locator_hash(house.secret, code.locator),
        code=code_hash(code),
        breach=report.breach,
        whistleblower=report.whistleblower,
        stays=(Stay(Phase.REGISTERED, came_at),),
        run=FIRST_RUN,
    )
    dossier = replace(dossier, clocks=begun(dossier, house.deadlines, came_at))
    entry = _entry(number, report, house)
    return Change(dossier, (entry,), report.files, _errands(dossier, report, house), report.identity)


def _entry(number: str, report: Report, house: House) -> Entry:
    deed = Deed(Act.TELL, report.actor, content_key(report), what=What.REPORT, facts=report.facts, files=report.files)
    return replace(entry_of(number, deed, house), act=None)


def _errands(dossier: Dossier, report: Report, house: House) -> tuple[Errand, ...]:
    start = errand_of(dossier, ErrandKind.START, str(dossier.run), house)
    seal = errand_of(dossier, ErrandKind.SEAL, content_key(report), house)
    first = (start, seal) if report.files else (start,)
    if not report.take_over:
        return first
    return (*first, errand_of(dossier, ErrandKind.TAKE_OVER, report.take_over, house))


def _is_there(change: Change, dossiers: "DossierStore") -> bool:
    """Whether the dossier that has this number is this report's: by its code, or where that was replaced by what it told."""
    number = change.dossier.id
    if dossiers.head(number).locator == change.dossier.locator:
        return True
    return any(entry.id == change.entries[0].id for entry in dossiers.open(number).entries)


def _again(number: str, code: Code, dossiers: "DossierStore", house: House) -> Registered:
    head = dossiers.head(number)
    if head.locator != locator_hash(house.secret, code.locator):
        raise NotPossibleNow(number)
    return Registered(number, code, head.clocks, repeated=True)
