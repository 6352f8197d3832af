"""Files about organisations as tables: which form each has, and its rows under the names of their columns."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from knowledge_loader.reading import NotReadable

NEEDED: Final = ("code", "name", "level")
DETAILS: Final = (
    "also",
    "subjects",
    "municipality",
    "email",
    "phone",
    "due_days",
    "closing_days",
    "parent",
    "successor",
    "ended",
)
TERRITORIES: Final = ("nis", "nl")
OTHER_NAMES: Final = {"ovo": "code"}
SEPARATORS: Final = (";", ",")


class Form(StrEnum):
    """What a file is."""

    REGISTER = "register"  # names organisations, with or without details
    DETAILS = "details"  # tells more about those of a register
    TERRITORIES = "territories"  # NIS codes of municipalities, as Statbel lists them


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: which row of the file it is, as an editor counts; the first one names the columns."""

    file: str
    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be taken, and everything that was expected of it."""

    file: str
    number: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read."""

    form: Form
    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...]


def read_sheet(path: Path) -> Sheet:
    """Read a file of one of the forms; its first row says which. Raises NotReadable where it is none of them."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = text.splitlines()
        separator = next((one for one in SEPARATORS if lines and one in lines[0]), ",")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotReadable(f"{path}: {error}") from error
    columns = [name.strip().lower() for name in rows[0]] if rows else []
    columns = [OTHER_NAMES.get(name, name) for name in columns]
    return _sheet(path.name, _form(path, columns), columns, rows[1:])


def _form(path: Path, columns: list[str]) -> Form:
    known = {*NEEDED, *DETAILS}
    told = set(columns)
    if len(told) == len(columns):
        if told >= set(TERRITORIES):
            return Form.TERRITORIES
        if told <= known and told >= set(NEEDED):
            return Form.REGISTER
        if told <= known - {"name", "level"} and "code" in told and len(told) > 1:
            return Form.DETAILS
    raise NotReadable(
        f"{path}: the first row must name its columns: code;name;level (or ovo,name,level), "
        f"code with some of {';'.join(DETAILS)}, or nis,nl"
    )


def _sheet(file: str, form: Form, columns: list[str], rows: list[list[str]]) -> Sheet:
    taken, wrong = [], []
    for number, row in enumerate(rows, 2):
        values = [value.strip() for value in row]
        if len(values) != len(columns) and any(values):
            reason = f"{len(values)} columns where {len(columns)} were expected"
            wrong.append(Wrong(file, number, (reason,)))
        elif any(values):
            taken.append(Row(file, number, dict(zip(columns, values, strict=True))))
    return Sheet(form, tuple(taken), tuple(wrong))
