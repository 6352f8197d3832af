"""What the forms of a referral's page hold."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib import web, wiring
from chalicelib.domain.form_input import named_files, typed, typed_line
from chalicelib.domain.form_key import read_key
from chalicelib.domain.referral import Step
from chalicelib.domain.referral_view import LONGEST, LONGEST_BETTER, LONGEST_NAME
from chalicelib.errors import Busy, Rejected, TooMany
from chalicelib.pages import t

if TYPE_CHECKING:
    from chalicelib.services.take_department_step import Doing

MOST: Final = {"text": f"{LONGEST:,}".replace(",", "."), "better": str(LONGEST_BETTER), "name": str(LONGEST_NAME)}
ON_THE_PAGE: Final = ("step", "text", "better", "files", "name")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it came, to be shown again with all that was typed."""

    step: str = ""
    text: str = ""
    better: str = ""
    name: str = ""
    key: str = ""
    files: dict[int, str] = field(default_factory=dict)


def typed_again(request: web.Request) -> Form:
    """The form as it came. Raises Rejected where it has far too many fields."""
    lists = request.form_lists
    last = {name: values[-1] for name, values in lists.items()}
    return Form(
        step=last.get("step", ""),
        text=typed(last.get("text", "")),
        better=typed_line(last.get("better", "")),
        name=typed_line(last.get("name", "")),
        key=last.get("key", ""),
        files=named_files(lists.get("files", ())),
    )


def doing_of(form: Form, request: web.Request) -> "Doing":
    """What a form asks, with the files that arrived. Raises Rejected, Busy."""
    from chalicelib.services.collect_files import collect_files
    from chalicelib.services.take_department_step import Doing

    key = read_key(wiring.secret(), form.key)
    files = collect_files(key, form.files, wiring.secret(), wiring.files()) if key and form.files else ()
    return Doing(
        step=Step(form.step) if form.step in list(Step) else None,
        key=key,
        text=form.text,
        name=form.name,
        better=form.better,
        files=files,
        correlation=request.id,
    )


def errors_of(error: Rejected | TooMany | Busy) -> dict[str, str]:
    """Messages by field, in the order of the page."""
    if isinstance(error, Busy):
        return {"text": t("form.error_busy")}
    if isinstance(error, TooMany):
        return {"text": t("department.error_too_many")}
    fields = sorted(error.fields.items(), key=lambda one: ON_THE_PAGE.index(one[0]))
    return {name: t(key, most=MOST.get(name, "")) for name, key in fields}
