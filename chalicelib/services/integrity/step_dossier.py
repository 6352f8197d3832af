"""Something is done to a dossier: by the reporter, a service, the machine. The one way in which it changes."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.integrity.change import Change, DossierFile, Errand, ErrandKind
from chalicelib.domain.integrity.clocks import Deadlines, after_step
from chalicelib.domain.integrity.dossier import Dossier, Outcome, Stay
from chalicelib.domain.integrity.entry import Entry, Evidence, Facts, Identity, What
from chalicelib.domain.integrity.phases import WAITS_FOR_PEOPLE, Act, Actor, Phase
from chalicelib.domain.integrity.retention import erase_after
from chalicelib.errors import AlreadyKept, NotAllowed

if TYPE_CHECKING:
    from datetime import datetime

OUTCOMES: Final = {Act.FIND_NO_GROUNDS: Outcome.UNFOUNDED, Act.WITHDRAW: Outcome.WITHDRAWN}
# After these the reporter finds something new in the mailbox.
TOLD: Final = frozenset({Act.ACKNOWLEDGE, Act.FORWARD, Act.ACCEPT, Act.ASK, Act.FEED_BACK, Act.EXTEND})


@dataclass(frozen=True, slots=True)
class House:
    """What deciding in the confidential house needs, at this moment: its secret, its terms, the time."""

    secret: bytes
    deadlines: Deadlines
    at: "datetime"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does. `key`: what it is derived from (a form's key, an execution and its run), so that it counts once.
    `by`: id of the investigator. `service`: the next one, at FORWARD, GIVE_BACK and SEND_ON. `what`: what the entry is."""

    act: Act
    actor: Actor
    key: str
    by: str = ""
    text: str = ""
    what: What = What.ACT
    about: str = ""
    facts: Facts | None = None
    files: tuple[Evidence, ...] = ()
    service: str = ""
    outcome: Outcome | None = None
    due_at: "datetime | None" = None
    done: bool = False
    identity: Identity | None = None


def step_dossier(file: DossierFile, deed: Deed, house: House) -> Change:
    """What one transaction is to keep.

    Raises AlreadyKept where the same was done before, NotPossibleNow where the table has no such step for this actor,
    NotAllowed for an investigator whom it concerns.
    """
    before = file.dossier
    if deed.by and deed.by in before.excluded:
        raise NotAllowed(deed.by)
    entry = entry_of(before.id, deed, house)
    if any(one.id == entry.id for one in file.entries):
        raise AlreadyKept(before.id)
    after = _after(before, deed, house)
    errands = _errands(before, after, deed, entry.id, house)
    return Change(after, (entry,), deed.files, errands, deed.identity)


def entry_of(dossier: str, deed: Deed, house: House) -> Entry:
    """What was done, under an id that the same deed has again."""
    derived = ids.digest(house.secret, "dossier-entry", f"{dossier}\x00{deed.key}").hex()[:26]
    return Entry(
        id=derived,
        at=house.at,
        what=deed.what,
        actor=deed.actor,
        by=deed.by,
        act=deed.act,
        text=deed.text,
        about=deed.about,
        facts=deed.facts,
        files=tuple(one.id for one in deed.files),
        due_at=deed.due_at,
        done=deed.done,
    )


def errand_of(dossier: Dossier, kind: ErrandKind, about: str, house: House) -> Errand:
    """Something to do outside the table; the same reason gives the same id."""
    derived = ids.digest(house.secret, "errand", f"{dossier.id}\x00{kind}\x00{about}").hex()[:20]
    return Errand(derived, dossier.id, kind, house.at, about)


def _after(before: Dossier, deed: Deed, house: House) -> Dossier:
    after = before.after(deed.act, deed.actor)
    service, tried = before.service, before.tried
    if after.phase is Phase.RETURNED:
        service, tried = "", (*tried, before.service)
    if deed.act is Act.FORWARD:
        service = deed.service
    outcome = deed.outcome or OUTCOMES.get(deed.act) or before.outcome
    lead = "" if after.phase is Phase.FORWARDED else deed.by if deed.act is Act.ACCEPT else before.lead
    moved = after.phase is not before.phase
    stays = (*before.stays, Stay(after.phase, house.at, service)) if moved else before.stays
    closed = moved and after.phase is Phase.CLOSED
    after = replace(
        after,
        erase_after=erase_after(outcome, house.at) if closed else before.erase_after,
        service=service,
        tried=tried,
        lead=lead,
        outcome=outcome,
        stays=stays,
        extended=before.extended or deed.act is Act.EXTEND,
        unread=before.unread + (deed.act in TOLD or _says(deed)),
    )
    return replace(after, clocks=after_step(before, after, deed.act, house.deadlines, house.at))


def _says(deed: Deed) -> bool:
    """Whether a service writes to the reporter without a step."""
    return deed.act is Act.NOTE and deed.what is What.MESSAGE and deed.actor is Actor.SERVICE


def _errands(before: Dossier, after: Dossier, deed: Deed, entry: str, house: House) -> tuple[Errand, ...]:
    found = []
    if after.phase is not before.phase and before.phase in WAITS_FOR_PEOPLE:
        found.append(errand_of(before, ErrandKind.NUDGE, f"{before.run}:{before.phase}:{entry}", house))
    if deed.act in TOLD or _says(deed):
        found.append(errand_of(before, ErrandKind.TELL_REPORTER, entry, house))
    if deed.act is Act.FORWARD or deed.actor is Actor.REPORTER:
        found.append(errand_of(before, ErrandKind.TELL_SERVICE, entry, house))
    if deed.files:
        found.append(errand_of(before, ErrandKind.SEAL, entry, house))
    return tuple(found)
