"""What happened to a dossier, in words: one line for each entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Entry, Evidence, What
from chalicelib.domain.integrity.four_eyes import read_about
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.reading import ALL, CODES, FILES, Look, course
from chalicelib.domain.integrity.services import services
from chalicelib.pages import t


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `looks`: how its box looks (ours: the reporter reads it; memo: the service alone; step: nobody wrote)."""

    id: str
    at: datetime
    title: str
    who: str
    text: str
    looks: str
    files: tuple[Evidence, ...] = ()
    more: str = ""
    new: bool = False


def lines(file: DossierFile, names: Mapping[str, str], new: frozenset[str] = frozenset()) -> tuple[Line, ...]:
    """The course of a dossier; `names`: of investigators by id; `new`: ids of what the reader has not seen yet."""
    held = {one.id: one for one in file.files}
    said = {one.id: one.text for one in file.entries}
    return tuple(
        Line(
            one.id,
            one.at,
            _title(one, names),
            who(one, names),
            said.get(one.about, "") if one.what is What.TASK and one.done and one.about else one.text,
            _looks(one),
            tuple(held[each] for each in one.files if each in held),
            _more(one),
            one.id in new,
        )
        for one in course(file.entries)
    )


def who(entry: Entry, names: Mapping[str, str]) -> str:
    """Who did or wrote it."""
    if entry.by:
        return names.get(entry.by, entry.by)
    return t(f"onderzoek_dossier.by_{entry.actor}") if entry.actor is not Actor.SERVICE else ""


def seen_words(look: Look, names_of_files: Mapping[str, str]) -> str:
    """What somebody looked at."""
    if look.seen == "file":
        return t("onderzoek_dossier.seen.file", name=names_of_files.get(look.of, look.of))
    return t(f"onderzoek_dossier.seen.{look.seen}{'_files' if look.of in (FILES, ALL) else ''}")


def _title(entry: Entry, names: Mapping[str, str]) -> str:
    if entry.about in CODES:
        return t(f"onderzoek_dossier.what.{entry.about.replace('-', '_')}")
    if entry.what is What.RING:
        clock, _, ring = entry.about.partition(":")
        ring_words = t(f"onderzoek_dossier.ring.{ring}")
        return t("onderzoek_dossier.what.ring", clock=t(f"onderzoek_dossier.clock.{clock}"), ring=ring_words)
    if told := read_about(entry.about) if entry.what is What.IDENTITY else None:
        return t(f"onderzoek_dossier.four_eyes.{told[0]}_{told[1]}")
    if entry.what is What.ACT or (entry.what is What.MESSAGE and entry.act in (Act.ASK, Act.FEED_BACK, Act.EXTEND)):
        return _did(entry, names)
    if entry.what is What.TASK and entry.done:
        return t("onderzoek_dossier.what.task_done" if entry.about else "onderzoek_dossier.what.step")
    if entry.what is What.MESSAGE:
        return t(
            "onderzoek_dossier.what.message_out"
            if entry.actor is Actor.SERVICE
            else "onderzoek_dossier.what.message_in"
        )
    return t(f"onderzoek_dossier.what.{entry.what}")


def _did(entry: Entry, names: Mapping[str, str]) -> str:
    what, _, whom = entry.about.partition(":")
    if entry.act is Act.NOTE and entry.actor is Actor.REPORTER:
        return t("onderzoek_dossier.did.own_data")
    if entry.act is Act.NOTE and what in ("exclude", "readmit", "lead"):
        return t(f"onderzoek_dossier.did.{what}", name=names.get(whom, whom))
    return t(f"onderzoek_dossier.did.{entry.act or Act.NOTE}")


def _more(entry: Entry) -> str:
    """The service that was named as a better one."""
    known = services()
    if entry.act in (Act.GIVE_BACK, Act.SEND_ON) and entry.about in known:
        return t("onderzoek_dossier.did.better", name=known[entry.about].name)
    return ""


def _looks(entry: Entry) -> str:
    if entry.what in (What.REPORT, What.MESSAGE):
        return "ours" if entry.actor is Actor.SERVICE else ""
    return "memo" if entry.what is not What.RING and entry.actor is Actor.SERVICE else "step"
