"""What the forms of an own question hold."""

from dataclasses import dataclass, field
from typing import Final

from chalicelib import web, wiring
from chalicelib.domain.case import Case
from chalicelib.domain.case_states import WAITS_FOR_US
from chalicelib.domain.contact import FileRef
from chalicelib.domain.form_input import named_files, typed
from chalicelib.domain.form_key import FormKey, read_key
from chalicelib.errors import Busy, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.services.add_to_case import LONGEST, Addition
from chalicelib.services.collect_files import collect_files

MOST: Final = f"{LONGEST:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Again:
    """A form that comes back with all that was typed."""

    text: str = ""
    key: str = ""
    files: dict[int, str] = field(default_factory=dict)


def typed_again(request: web.Request) -> Again:
    """The form as it came."""
    lists = request.form_lists
    last = {name: values[-1] for name, values in lists.items()}
    return Again(typed(last.get("text", "")), last.get("key", ""), named_files(lists.get("files", ())))


def addition_of(request: web.Request, case: Case, *, subject: str = "") -> Addition:
    """What a form adds to a case, with the files that arrived. Raises Rejected, Busy."""
    form = typed_again(request)
    key = read_key(wiring.secret(), form.key)
    waiting = case.status in WAITS_FOR_US
    return Addition(
        key=key,
        text=form.text,
        subject=subject or t("question.subject_more" if waiting else "question.subject_not_satisfied"),
        files=_collected(key, form.files),
        trap=request.form.get("website", ""),
        correlation=request.id,
    )


def errors_of(error: Rejected | TooMany | Busy) -> dict[str, str]:
    """Messages by field."""
    if isinstance(error, Busy):
        return {"text": t("form.error_busy")}
    if isinstance(error, TooMany):
        return {"text": t("question.error_too_many")}
    return {name: t(key, most=MOST) for name, key in error.fields.items()}


def _collected(key: FormKey | None, names: dict[int, str]) -> tuple[FileRef, ...]:
    return collect_files(key, names, wiring.secret(), wiring.files()) if key and names else ()
