"""A case turns out to be a matter of integrity: its dossier opens, and the case closes to everybody outside, at once.

The dossier comes first, with the errand that takes the rest over (take_over_case): whatever breaks off in between, that
errand closes the case, brings all of it into the house and erases it outside. So nothing is lost, and nothing stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.case import Case, CaseFile, Level
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Contact, Person
from chalicelib.domain.integrity.dossier import Breach, Clock, Matter
from chalicelib.domain.integrity.entry import Facts, Identity
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow
from chalicelib.services.forget_case import Outside, close_case_to_all
from chalicelib.services.integrity.register_report import Report, register_report

if TYPE_CHECKING:
    from chalicelib.services.integrity.step_dossier import House
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.earlier_links import EarlierLinks

LINKS_LEAD_HERE: Final = timedelta(days=14)  # then the code is told by telephone or at the counter alone


@dataclass(frozen=True, slots=True)
class Move:
    """`version`: of the case as the agent saw it; `told`: what she knows already (matter, breach, organisation, level)."""

    case: str
    version: int
    told: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation that was asked about the case, by mail that nobody can take back."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """What the agent is told. `asked`: who had it by mail; empty where the case had moved before."""

    number: str
    clocks: tuple[Clock, ...]
    asked: tuple[Asked, ...] = ()
    repeated: bool = False


def move_case(move: Move, outside: Outside, dossiers: "DossierStore", links: "EarlierLinks", house: "House") -> Moved:
    """Open the dossier and close the case. Twice, or by two agents at once, it is one dossier.

    Raises NotFound, ChangedMeanwhile where the case is no longer as the agent saw it, NotPossibleNow for one that was merged
    (the other moves with all that it has) or erased, Busy.
    """
    head = outside.cases.head(move.case)
    if head.status is Status.MOVED:
        return Moved(head.dossier, dossiers.head(head.dossier).clocks, repeated=True)
    if head.status in (Status.MERGED, Status.ERASED):
        raise NotPossibleNow(move.case)
    if head.version != move.version:
        raise ChangedMeanwhile(move.case)
    parts = (outside.cases.open(head.id), *(outside.cases.open(one) for one in head.merged_from))
    registered = register_report(_report(parts, move.told), dossiers, house)
    links.keep(registered.number, head.id, earlier_links(head, house.at))
    close_case_to_all(head.id, registered.number, outside, house.at)
    return Moved(registered.number, registered.clocks, _asked(parts))


def moved_key(case: str) -> str:
    """What number and receipt code of a case that moves derive from."""
    return f"case:{case}"


def earlier_links(case: Case, at: datetime) -> tuple[tuple[str, datetime], ...]:
    """The case's secret links, as hashes, and until when each leads to the receipt code."""
    return tuple((one.hash, min(one.expires_at, at + LINKS_LEAD_HERE)) for one in case.links)


def first_contact(parts: tuple[CaseFile, ...]) -> Contact | None:
    """The contact that stands in the report itself: the earliest of all."""
    return min((one for part in parts for one in part.contacts), key=lambda one: one.id, default=None)


def said_in(contact: Contact) -> str:
    """What a contact says, whole: with its subject where that is no beginning of the text, and what a reply repeats."""
    subject = "" if contact.text.startswith(contact.subject.rstrip("…")) else contact.subject
    return "\n\n".join(part for part in (subject, contact.text, contact.quoted) if part)


def _report(parts: tuple[CaseFile, ...], told: Mapping[str, str]) -> Report:
    head, contact = parts[0].case, first_contact(parts)
    matter = Matter(told.get("matter") or Matter.REPORT)
    breach = Breach(told.get("breach") or Breach.OTHER)
    level = Level(told["level"]) if told.get("level") else head.level
    facts = Facts(
        text=said_in(contact) if contact else "",
        organisation=told.get("organisation", ""),
        level=level.value if level else "",
    )
    return Report(
        key=moved_key(head.id),
        dated=head.opened_at,
        matter=matter,
        identity=_identity(head.sender),
        facts=facts,
        channel=head.channel,
        breach=breach,
        came_at=head.opened_at,
        take_over=head.id,
    )


def _identity(sender: Person) -> Identity:
    lines = (sender.organisation, sender.address, sender.postal_code)
    return Identity(
        name=sender.name, email=sender.email, phone=sender.phone, address="\n".join(line for line in lines if line)
    )


def _asked(parts: tuple[CaseFile, ...]) -> tuple[Asked, ...]:
    """Every organisation to which the case was referred: a mail may have left that nobody can take back."""
    return tuple(Asked(one.name, one.made_at) for part in parts for one in part.referrals)
