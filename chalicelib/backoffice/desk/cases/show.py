"""The case page, made anew for every answer of its forms, so that what was typed is never lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chalice.app import Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases import timeline
from chalicelib.backoffice.desk.cases.referrals import answer_files, referrals
from chalicelib.backoffice.desk.cases.repeated import came_before
from chalicelib.backoffice.desk.compose import compose
from chalicelib.backoffice.desk.fields import number
from chalicelib.domain.case import Case
from chalicelib.domain.case_states import TRANSITIONS, WAITS_FOR_US, Action, Status
from chalicelib.domain.flags import Flag
from chalicelib.domain.hours import BRUSSELS, add_working_days
from chalicelib.domain.integrity_words import telling_words
from chalicelib.domain.letter import Letter
from chalicelib.domain.outbox import State
from chalicelib.domain.standard_text import unknown_places
from chalicelib.domain.ways import roads_to
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotFound, NotPossibleNow, Rejected
from chalicelib.observe import logger
from chalicelib.pages import t
from chalicelib.services.answer_case import UNDO
from chalicelib.services.extend_case import can_extend
from chalicelib.services.open_case import Opened, case_as_read, open_case

OTHERS: Final = 10
FIRST_QUERY: Final = 200  # characters: beyond it a question says little that its beginning did not
DONE: Final = frozenset(
    "noted closed reopened let_in extended claimed released snoozed woken merged split taken_back file_released "
    "brought not_reached other_road referred withdrawn sent_again told integrity_denied".split()
)


@dataclass(frozen=True, slots=True)
class View:
    """What a form's answer adds to the page. `typed`: the fields as they were sent; `errors`: field -> message's key.

    `conflict`: somebody changed the case after the version that the form knows; `refused`: its state does not allow it.
    """

    status: int = 200
    typed: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[str] = ()
    files: Sequence[str] = ()  # ids of a department's files that go along
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    refused: bool = False
    preview: Letter | None = None  # of an SMS: one without a subject
    size: str = ""  # how much room an SMS takes, in words
    done: str = ""


def show(request: web.Request, case: str, view: View = View()) -> Response:  # frozen: the default is shared
    """The page of a case. Raises NotFound, Busy."""
    opened, agent, at = open_case(case, wiring.cases()), request.who.agent, wiring.now()
    logger.info("case opened", case=case, agent=agent.id)
    seen = number(view.typed.get("seen")) if view.conflict else None
    names = timeline.names_of(opened.whole) | {agent.id: agent.name}
    changes = timeline.since(opened.whole, seen) if seen is not None else frozenset()
    asked, places = request.query.get("klaar", ""), ", ".join(unknown_places(view.typed.get("text", "")))
    return access.desk_page(
        request,
        "desk/case.html",
        status=view.status,
        at=at,
        current=case,
        case=opened.case,
        opened=opened,
        view=view,
        errors={name: t(key, places=places) for name, key in view.errors.items()},
        entries=timeline.entries(opened, changes),
        loose_files=timeline.loose_files(opened.whole),
        loose_notices=timeline.loose_notices(opened.whole),
        referrals=referrals(opened, at),
        offered_files=answer_files(opened),
        trail=timeline.trail(opened.whole, names, seen),
        others=other_cases(opened.case),
        can=allowed(opened.case),
        suspicious=_suspicious(opened),
        ways=roads_to(opened.case),
        undo=_undo(opened, request),
        also=wiring.presence().here(case, agent, at),
        tomorrow=add_working_days(at.astimezone(BRUSSELS).date(), 1, wiring.calendar()).isoformat(),
        done=view.done or (asked if asked in DONE else ""),
        **compose(_with_ending(view.typed, opened.case), view.sources, first_query(opened)),
    )


def first_query(opened: Opened) -> str:
    """The subject and the beginning of the citizen's last message: the first query of the knowledge."""
    contacts = opened.whole.contacts
    subject, text = opened.case.subject, contacts[-1].text if contacts else ""
    said = text if text.startswith(subject) else f"{subject} {text}"
    return " ".join(said.split())[:FIRST_QUERY]


def _suspicious(opened: Opened) -> tuple[str, ...]:
    """The words for which the case is a candidate for the confidential house."""
    if Flag.INTEGRITY not in opened.case.flags:
        return ()
    return telling_words(*(text for one in opened.whole.contacts for text in (one.subject, one.text)))


def _with_ending(typed: Mapping[str, str], case: Case) -> dict[str, str]:
    """The fields, with subject and level that the case has already."""
    return {**typed, "theme": typed.get("theme") or case.theme, "level": typed.get("level") or case.level or ""}


def acting(
    request: web.Request,
    case: str,
    act: Callable[[Case], None],
    done: str,
    *,
    again: Callable[[], bool] | None = None,
) -> Response:
    """Act on the case as the form knows it, and go back to the page; what cannot be comes back with what was typed.

    `again`: whether a form that knows an older version came before, where the trail alone does not say so.
    """
    form = request.form
    kept = View(typed=form, sources=request.form_lists.get("source", []), files=request.form_lists.get("file", []))
    try:
        act(_as_read(case, number(form.get("version"))))
    except AlreadyKept:
        pass  # the same form twice
    except NotFound:
        if wiring.cases().head(case).status is Status.MOVED:  # meanwhile: its page says so
            return web.redirect(f"/desk/zaak/{case}")
        raise
    except Rejected as error:
        return show(request, case, replace(kept, status=422, errors=error.fields))
    except ChangedMeanwhile:
        if not (again() if again else came_before(wiring.cases().open(case), form, request.who.agent, done)):
            return show(request, case, replace(kept, status=409, conflict=True))
    except NotPossibleNow:
        return show(request, case, replace(kept, status=409, refused=True))
    return web.redirect(f"/desk/zaak/{case}", klaar=done)


def _as_read(case: str, version: int) -> Case:
    """The case as the form knows it. Raises NotFound where it moved into the confidential house, ChangedMeanwhile."""
    found = wiring.cases().head(case)
    if found.status is Status.MOVED:
        raise NotFound(case)
    return case_as_read(case, version, wiring.cases())


def other_cases(case: Case) -> tuple[Case, ...]:
    """Other cases of the same sender, latest first."""
    if not case.citizen:
        return ()
    found = wiring.cases().of_citizen(case.citizen, limit=OTHERS + 1)
    return tuple(one for one in found if one.id != case.id and one.id not in case.merged_from)[:OTHERS]


def allowed(case: Case) -> dict[str, bool]:
    """Which forms the page offers: the table of transitions says so. What is kept apart is let in or closed, no more."""
    can = {action.value: (case.status, action) in TRANSITIONS for action in Action}
    apart = bool(case.apart)
    return can | {
        "answer": can["answer"] and not apart,
        "merge": can["merge"] and not apart and not case.open_referrals,
        "refer": can["refer"] and not apart,
        "own": can["answer"],
        "extend": can_extend(case),
        "snooze": case.status in WAITS_FOR_US and not apart and not case.snoozed_until,
    }


def _undo(opened: Opened, request: web.Request) -> dict[str, Any] | None:
    """The agent's own answer that can still be taken back."""
    answers = opened.whole.answers
    if not answers or answers[-1].author != request.who.agent.id or wiring.now() >= answers[-1].at + UNDO:
        return None
    queued = [one.state for one in opened.whole.notices if one.entry == answers[-1].id]
    if any(state not in (State.QUEUED, State.TO_DO) for state in queued):
        return None
    return {
        "answer": answers[-1].id,
        "until": answers[-1].at + UNDO,
        "by_phone": answers[-1].by_phone,
        "by_hand": State.TO_DO in queued,
    }
