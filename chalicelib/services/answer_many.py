"""Answer many cases that ask the same: each in a transaction of its own, so that one that fails spoils no other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case
from chalicelib.domain.standard_text import filled, unknown_places, values_for
from chalicelib.domain.ways import roads_to
from chalicelib.errors import AlreadyKept, ContactPointError, Rejected
from chalicelib.services.answer_case import LONGEST, Draft, answer_case
from chalicelib.services.close_case import Ending, complete
from chalicelib.services.take_back_answer import take_back

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """How it went with one case: `answer`, its id, or `wrong`, the slug of the error (errors.py), or no_address: nothing
    can be sent to this sender."""

    case: Case
    answer: str = ""
    wrong: str = ""


def answer_many(
    chosen: Sequence[tuple[str, int]],
    draft: Draft,
    agent: Agent,
    greeting: str,
    cases: "CaseStore",
    secret: bytes,
    at: datetime,
    correlation: str = "",
) -> tuple[Answered, ...]:
    """Answer each of the cases (id, version as it was seen) with the text, its placeholders filled in for each.

    The same again answers nothing twice. Raises Rejected where the text itself is not good, NotFound.
    """
    check_all(draft, len(chosen))
    seen = [(cases.head(number), version) for number, version in chosen]
    results = []
    for case, version in seen:
        text = filled(draft.text, values_for(case, agent, greeting))
        one = replace(draft, version=version, text=text)
        results.append(_answered(case, one, agent, cases, secret, at, correlation))
    return tuple(results)


def check_all(draft: Draft, many: int) -> None:
    """Raises Rejected where this can be no answer to anything, its ending lacks something, or the cases are too few or
    too many: told before anything is sent."""
    wrong = {}
    if not draft.text.strip():
        wrong["text"] = "desk.error.text_missing"
    elif unknown_places(draft.text):
        wrong["text"] = "desk.error.unknown_place"
    elif len(draft.text) > LONGEST:
        wrong["text"] = "desk.wrong.answer_long"
    if draft.outcome:
        wrong |= _lacking(Ending(draft.outcome, draft.theme, draft.level))
    if not 1 <= many <= MOST:
        wrong["cases"] = "desk.error.cases_number"
    if wrong:
        raise Rejected(wrong)


def _lacking(ending: Ending) -> dict[str, str]:
    try:
        complete(ending)
    except Rejected as error:
        return {name: f"desk.wrong.{name}_missing" for name in error.fields}
    return {}


def take_back_many(
    answers: Sequence[tuple[str, str]], agent: Agent, cases: "CaseStore", at: datetime
) -> tuple[Answered, ...]:
    """Undo answers (case, answer) that were not sent yet."""
    results = []
    for case, answer in [(cases.head(number), answer) for number, answer in answers[:MOST]]:
        try:
            take_back(case, answer, agent, cases, at)
        except ContactPointError as error:
            results.append(Answered(case, wrong=error.slug))
        else:
            results.append(Answered(case, answer))
    return tuple(results)


def _answered(
    case: Case, draft: Draft, agent: Agent, cases: "CaseStore", secret: bytes, at: datetime, correlation: str
) -> Answered:
    if not roads_to(case):
        return Answered(case, wrong="no_address")
    try:
        return Answered(case, answer_case(case, draft, agent, cases, secret, at, correlation).id)
    except AlreadyKept:
        return Answered(case, wrong="changed_meanwhile")
    except ContactPointError as error:
        return Answered(case, wrong=error.slug)
