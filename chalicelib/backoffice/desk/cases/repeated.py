"""A form that came twice: its button was pressed again before the page had changed."""

from collections.abc import Mapping
from typing import Final

from chalicelib.backoffice.desk.fields import ending_of, lines, number
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import AuditEvent
from chalicelib.domain.case import CaseFile
from chalicelib.services.close_case import Ending

# What the page tells that was done -> the event that it left in the audit trail.
EVENTS: Final = {
    "brought": "answer_brought",
    "not_reached": "answer_not_brought",
    "other_road": "answer_sent_again",
    "noted": "noted",
    "closed": "closed",
    "reopened": "reopened",
    "let_in": "let_in",
    "extended": "term_extended",
    "claimed": "claimed",
    "released": "given_back",
    "snoozed": "snoozed",
    "woken": "woken",
    "integrity_denied": "integrity_denied",
}


def came_before(file: CaseFile, form: Mapping[str, str], agent: Agent, done: str) -> bool:
    """Whether all that happened on the case since the form was made is what this very form did.

    Whatever else happened meanwhile has to be seen by who pressed the button.
    """
    later = [one for one in file.audit if one.seq > number(form.get("seen"))]
    if len(later) != 1 or (later[0].actor, later[0].what) != (agent.id, EVENTS.get(done)):
        return False
    return _says_the_same(form, later[0], file)


def _says_the_same(form: Mapping[str, str], event: AuditEvent, file: CaseFile) -> bool:
    detail = event.detail
    if "note" in detail:
        typed = lines(form.get("note") or form.get("reason") or "").strip()
        return any(one.id == detail["note"] and one.text == typed for one in file.notes)
    if "by" in detail:  # which answer, and by which road
        return all(form.get(name, value) == value for name, value in detail.items())
    if "outcome" in detail:
        return Ending(file.case.outcome, file.case.theme, file.case.level) == ending_of(form)
    return detail.get("until", "")[:10] == form.get("until", "")  # the day of an ISO moment in Brussels
