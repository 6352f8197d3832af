"""An agent notes something on a case for her colleagues; the citizen never sees it."""

from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case, Change, Note, audited
from chalicelib.domain.case_states import Action
from chalicelib.errors import Rejected

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore

LONGEST: Final = 5_000


def note_case(case: Case, text: str, agent: Agent, cases: "CaseStore", secret: bytes, at: "datetime") -> Note:
    """Keep a note on the case as it was read. Raises Rejected, NotPossibleNow, ChangedMeanwhile, AlreadyKept."""
    note = new_note(case, text, agent, secret, at)
    after, event = audited(case.after(Action.NOTE, at), at, agent.id, "noted", {"note": note.id})
    cases.keep(Change(after, (event,), notes=(note,)))
    return note


def new_note(case: Case, text: str, agent: Agent, secret: bytes, at: "datetime") -> Note:
    """A note that another change carries along. Raises Rejected where it says nothing or too much."""
    text = text.strip()
    if not text:
        raise Rejected({"note": "desk_case.error_note_missing"})
    if len(text) > LONGEST:
        raise Rejected({"note": "desk_case.error_note_long"})
    note = ids.ulid(secret, at, f"note\x00{case.id}\x00{case.version}\x00{agent.id}")
    return Note(note, at, agent.id, agent.name, text)
