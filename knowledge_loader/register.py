"""The register of organisations: one or more files that name them, and files that tell more about them.

A register has rows of `code;name;level`, or of `ovo,name,level` as the OVO list has them. Files of details have `code` and
other columns (register_tables.DETAILS). A list of territories (`nis,nl,...`) gives the municipality of local governments.
"""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from chalicelib.domain.article import Level
from chalicelib.domain.municipalities import municipality_of
from chalicelib.domain.organisation import Organisation
from knowledge_loader.reading import NotReadable
from knowledge_loader.register_tables import Form, Row, Sheet, Wrong, read_sheet
from knowledge_loader.register_values import read_values

PASSED_OVER: Final = frozenset({"derden"})  # levels of the OVO list that are no government
_LOCAL: Final = re.compile(r"^(?:stad|gemeente|ocmw)(?: van)? ", re.IGNORECASE)
_CHAINS: Final = ("parent", "successor")


@dataclass(frozen=True, slots=True)
class Register:
    """`wrong`: all rows that cannot be taken, in order of files and rows; where there is any, there are no organisations.

    `passed_over`: how many rows are no government's.
    """

    organisations: tuple[Organisation, ...]
    wrong: tuple[Wrong, ...]
    passed_over: int = 0


@dataclass(slots=True)
class _Desk:
    """What was read so far: values by code, and the row that each came from."""

    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    detailed: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)  # (code, column) -> where it was told
    wrong: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def refuse(self, row: Row, *reasons: str) -> None:
        self.wrong.setdefault((row.file, row.number), []).extend(reasons)


def read_register(*paths: Path) -> Register:
    """Read the files, in whichever order. Raises NotReadable where one is no such table, or none names organisations."""
    sheets = [read_sheet(path) for path in paths]
    if not any(sheet.form is Form.REGISTER for sheet in sheets):
        raise NotReadable(f"{', '.join(map(str, paths))}: none of these names organisations")
    desk = _Desk({}, {}, {}, {(one.file, one.number): list(one.reasons) for sheet in sheets for one in sheet.wrong})
    passed_over = _take(_rows(sheets, Form.REGISTER), desk.named, desk)
    _take(_rows(sheets, Form.DETAILS), desk.detailed, desk)
    _check_together(desk)
    territories = _territories(_rows(sheets, Form.TERRITORIES), desk)
    order = {path.name: place for place, path in enumerate(paths)}
    wrong = sorted(desk.wrong.items(), key=lambda one: (order[one[0][0]], one[0][1]))
    if wrong:
        return Register((), tuple(Wrong(*place, tuple(reasons)) for place, reasons in wrong), passed_over)
    return Register(tuple(_organisation(code, desk, territories) for code in desk.named), (), passed_over)


def _rows(sheets: Iterable[Sheet], form: Form) -> list[Row]:
    return [row for sheet in sheets if sheet.form is form for row in sheet.rows]


def _take(rows: Iterable[Row], kept: dict[str, dict[str, Any]], desk: _Desk) -> int:
    """Keep the values of rows that are right by their code; gives how many were passed over."""
    passed_over = 0
    for row in rows:
        if row.values.get("level") in PASSED_OVER:
            passed_over += 1
            continue
        values, wrong = read_values(row.values)
        code = values.get("code")
        if code in kept:
            wrong += (f"code {code} stands there twice",)
        if wrong:
            desk.refuse(row, *wrong)
        if code and code not in kept:  # also of a wrong row, so that others may name it
            kept[code] = values
            desk.rows |= {(code, column): row for column in values}
    return passed_over


def _check_together(desk: _Desk) -> None:
    """Details are about organisations that there are, and chains of parents and successors lead to one and end."""
    for code in desk.detailed:
        if code not in desk.named:
            desk.refuse(desk.rows[code, "code"], f"code {code}: no register names it")
    for column in _CHAINS:
        links = {code: one for code in desk.named if (one := _values(code, desk).get(column))}
        for code, other in links.items():
            if other not in desk.named:
                desk.refuse(desk.rows[code, column], f"{column} {other}: no register names it")
            elif _circles(code, links):
                desk.refuse(desk.rows[code, column], f"{column} {other}: leads back to {code}")


def _circles(code: str, links: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    following: str | None = links[code]
    while following and following not in seen:
        seen.add(following)
        following = links.get(following)
    return code in seen


def _values(code: str, desk: _Desk) -> Mapping[str, Any]:
    """What is known of one; details tell better than the register."""
    return ChainMap(desk.detailed.get(code, {}), desk.named[code])


def _territories(rows: Iterable[Row], desk: _Desk) -> dict[str, str]:
    """NIS codes by the names of municipalities."""
    found = {}
    for row in rows:
        nis, name = row.values["nis"], row.values["nl"]
        if not nis.isdigit() or not name:
            desk.refuse(row, "a NIS code and a name were expected")
        elif len(nis) == 5:
            found[name.casefold()] = nis
    return found


def _organisation(code: str, desk: _Desk, territories: Mapping[str, str]) -> Organisation:
    found = Organisation(**_values(code, desk))
    if found.municipality or found.level is not Level.LOKAAL:
        return found
    name = _LOCAL.sub("", found.name)
    known = municipality_of(name)
    return replace(found, municipality=known.nis if known else territories.get(name.casefold(), ""))
