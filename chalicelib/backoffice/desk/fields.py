"""The forms of the desk as what the services take."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from chalicelib.domain.article import Theme
from chalicelib.domain.case import Level, Outcome, Source
from chalicelib.services.answer_case import Draft
from chalicelib.services.close_case import Ending

One = TypeVar("One", bound=StrEnum)


def draft_of(form: Mapping[str, str], sources: tuple[Source, ...]) -> Draft:
    """An answer as it was typed."""
    ending = ending_of(form)
    return Draft(
        number(form.get("version")),
        lines(form.get("text", "")),
        sources,
        ending.theme,
        ending.level,
        ending.outcome,
        by_phone=bool(form.get("by_phone")),
        by=form.get("by", ""),
    )


def ending_of(form: Mapping[str, str]) -> Ending:
    """How a case ends; what is not in our lists counts as not chosen."""
    theme = one_of(Theme, form.get("theme"))
    return Ending(one_of(Outcome, form.get("outcome")), theme or "", one_of(Level, form.get("level")))


def one_of(kind: type[One], text: str | None) -> One | None:
    """The member of a list that a field names, or None."""
    return next((one for one in kind if one.value == text), None)


def lines(text: str) -> str:
    """A field of several lines as it was typed: browsers send each line's end as two characters, and count it as one."""
    return text.replace("\r\n", "\n")


def number(text: str | None) -> int:
    """A form's number; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
