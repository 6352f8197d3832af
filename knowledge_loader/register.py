"""The register of organisations: rows of `code;name;level`, or of `ovo,name,level` as the OVO list has them."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.domain.article import LEVEL_NAMES, Level
from chalicelib.domain.organisation import Organisation
from knowledge_loader.reading import NotReadable

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{2,40}")
_LEVELS: Final = {**{level.value: level for level in Level}, **{name: level for level, name in LEVEL_NAMES.items()}}
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Register:
    """`wrong`: each row that cannot be taken, with its number and what was expected."""

    organisations: tuple[Organisation, ...]
    wrong: tuple[str, ...]


def read_register(path: Path) -> Register:
    """Read a file. Raises NotReadable where it is no such table at all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadable(f"{path}: {error}") from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    if not rows or [name.strip().lower() for name in rows[0]] not in (
        ["code", "name", "level"],
        ["ovo", "name", "level"],
    ):
        raise NotReadable(f"{path}: the first row must be code;name;level or ovo,name,level")
    kept: dict[str, Organisation] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(value.strip() for value in row):
            continue
        if reasons := _reasons([value.strip() for value in row], kept):
            wrong.append(f"row {number}: {'; '.join(reasons)}")
        else:
            code, name, level = (value.strip() for value in row)
            kept[code] = Organisation(code, name, _LEVELS[level])
    return Register(tuple(kept.values()), tuple(wrong))


def _reasons(row: list[str], kept: dict[str, Organisation]) -> list[str]:
    """Everything that is wrong with a row."""
    if len(row) != 3:
        return [f"{len(row)} columns where 3 were expected"]
    code, name, level = row
    reasons = []
    if not _CODE.fullmatch(code):
        reasons.append(f"code {code!r}: letters, digits, - and _ were expected")
    elif code in kept:
        reasons.append(f"code {code} stands there twice")
    if not name or len(name) > LONGEST_NAME:
        reasons.append(f"name: 1 to {LONGEST_NAME} characters were expected")
    if level not in _LEVELS:
        reasons.append(f"level {level!r}: one of {', '.join(_LEVELS)} was expected")
    return reasons
