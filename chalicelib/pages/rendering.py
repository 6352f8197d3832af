"""Jinja2, made at the first page: its import costs more than all else that a function does at its start."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chalicelib.domain.clocks import urgency
from chalicelib.domain.ids import shown_reference
from chalicelib.domain.integrity.numbers import shown_number
from chalicelib.pages import words
from chalicelib.pages.assets import static
from chalicelib.pages.catalogue import t

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")
COMPILED: Final = Path(__file__).with_name("compiled")


def render(template: str, /, **context: object) -> str:
    """Make a page of `templates/<template>`.

    A page that extends base.html and is given `at` (an aware datetime) tells in its header whether 1700 is open then.
    All values are escaped. In the source tree a value that was not given is an error; in the package it shows nothing.
    """
    return environment().get_template(template).render(context)


@cache
def environment() -> "Environment":
    """The one environment: compiled templates where there are some (the package), else the files of the tree."""
    from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined, Undefined

    packaged = COMPILED.is_dir()
    env = Environment(
        loader=ModuleLoader(COMPILED) if packaged else FileSystemLoader(TEMPLATES),
        undefined=Undefined if packaged else StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(t=t, static=static, opening=words.opening, urgency=urgency, due_text=words.due_text)
    env.filters.update(
        day=words.day_words,
        day_year=words.day_year,
        near_day=words.near_day,
        clock=words.clock,
        moment=words.moment,
        duration=words.duration,
        reference=shown_reference,
        dossier_number=shown_number,
        size=words.size_words,
    )
    return env
