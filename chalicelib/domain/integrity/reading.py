"""A dossier as an investigator reads it: its course, tasks, evidence with the chain of custody, who looked. Standard
library only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Entry, Evidence, Sealing, What
from chalicelib.domain.integrity.four_eyes import tells_who
from chalicelib.domain.integrity.phases import Actor

# Not part of the course: who looked is shown to who leads. That somebody was given the code of a case that moved here, or asked
# for it in vain, all may see.
APART: Final = frozenset({What.ACCESS})
CODE_GIVEN: Final = "code-given"
CODE_REFUSED: Final = "code-refused"
CODES: Final = frozenset({CODE_GIVEN, CODE_REFUSED})
# With what an export was made.
FILES: Final = "files"
ALL: Final = "all"


class Seen(StrEnum):
    """What somebody looked at."""

    DOSSIER = "dossier"
    IDENTITY = "identity"
    FILE = "file"
    EXPORT = "export"
    CODE = "code"  # a new receipt code
    TASKS = "tasks"  # on the list of all that there is to do


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked. `of`: id of the file, "" for the whole."""

    at: datetime
    by: str
    seen: Seen
    of: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. `whom`: id of the investigator, "" for whoever comes first; `done`: the entry that ended it."""

    id: str
    text: str
    by: str
    at: datetime
    due_at: datetime | None
    whom: str
    done: Entry | None = None

    def late(self, at: datetime) -> bool:
        return self.done is None and self.due_at is not None and self.due_at < at


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a file's chain of custody. `how`: added, opened or exported."""

    how: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """A file with its chain of custody."""

    file: Evidence
    chain: tuple[Link, ...]


def seen_about(seen: Seen, of: str = "") -> str:
    """What an entry of a look is about."""
    return f"{seen}:{of}" if of else seen.value


def looks(entries: Iterable[Entry]) -> tuple[Look, ...]:
    """Who looked at what, the latest first."""
    found = []
    for entry in entries:
        seen, _, of = entry.about.partition(":")
        if entry.what is What.ACCESS and seen in list(Seen):
            found.append(Look(entry.at, entry.by, Seen(seen), of))
    return tuple(sorted(found, key=lambda look: look.at, reverse=True))


def course(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What happened, in order of time."""
    told = (one for one in entries if one.what not in APART or one.about in CODES)
    return tuple(sorted(told, key=lambda one: (one.at, one.id)))


def tasks(entries: Iterable[Entry]) -> tuple[Task, ...]:
    """Tasks: open ones first, by the day they are due. A task that was done from the start is a step, and no task."""
    of_tasks = [one for one in entries if one.what is What.TASK]
    ended = {one.about: one for one in of_tasks if one.done}
    found = [
        Task(one.id, one.text, one.by, one.at, one.due_at, one.about, ended.get(one.id))
        for one in of_tasks
        if not one.done
    ]
    return tuple(sorted(found, key=lambda task: (task.done is not None, task.due_at is None, task.due_at or task.at)))


def messages(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What reporter and service wrote to each other, in order of time."""
    return tuple(one for one in course(entries) if one.what is What.MESSAGE)


def reports(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What was reported; after a correction of it there are several."""
    return tuple(one for one in course(entries) if one.what is What.REPORT)


def custody(file: DossierFile) -> tuple[Held, ...]:
    """All files, each with who added, opened and exported it. An export before a file came does not hold it."""
    seen, held = looks(file.entries), sorted(file.files, key=lambda one: (one.at, one.id))
    return tuple(Held(one, _chain(one, seen, _taken_by(file, one))) for one in held)


def exported_with(*, files: bool, identity: bool) -> str:
    """What an export is of: without files, with those that do not say who reports, or with all."""
    return (ALL if identity else FILES) if files else ""


def _taken_by(file: DossierFile, held: Evidence) -> tuple[str, ...]:
    """Which exports hold a file: only a clean one leaves the house, and the raw mail of a moved case with the identity."""
    if held.sealing is not Sealing.CLEAN:
        return ()
    return (ALL,) if tells_who(file, held) else (FILES, ALL)


def _chain(file: Evidence, seen: Iterable[Look], taken_by: tuple[str, ...]) -> tuple[Link, ...]:
    chain = [Link("added", file.at, file.by)]
    for look in seen:
        if look.seen is Seen.FILE and look.of == file.id:
            chain.append(Link("opened", look.at, look.by))
        elif look.seen is Seen.EXPORT and look.of in taken_by and look.at >= file.at:
            chain.append(Link("exported", look.at, look.by))
    return tuple(sorted(chain, key=lambda link: link.at))


def since(file: DossierFile, seen: datetime | None) -> frozenset[str]:
    """Ids of entries that were added after a moment: what somebody who typed meanwhile did not see."""
    return frozenset(one.id for one in course(file.entries) if seen and one.at > seen)


def by_reporter(entry: Entry) -> bool:
    return entry.actor is Actor.REPORTER
