"""Figures of all dossiers of the house, for whoever investigates, and as a table for programs. None under five."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring, web, wiring
from chalicelib.backoffice.investigation.access import room_page, route
from chalicelib.domain.integrity.services import services
from chalicelib.domain.integrity.statistics import Table
from chalicelib.pages import t
from chalicelib.services.integrity.count_dossiers import Counted, count_dossiers

blueprint = Blueprint("app")
PATH: Final = "/onderzoek/cijfers"
KINDS: Final = frozenset({"breach", "route", "channel"})  # tables whose rows have names of their own


@route(blueprint, PATH)
def integrity_figures(request: web.Request) -> Response:
    """The figures of a year (?jaar=)."""
    counted = _counted(request)
    return room_page(request, "onderzoek/figures.html", here=PATH, counted=counted, name_of=_name_of)


@route(blueprint, f"{PATH}/tabel")
def integrity_figures_table(request: web.Request) -> Response:
    """The same as CSV (RFC 4180, in UTF-8 with a mark, so that spreadsheets read it)."""
    counted, out = _counted(request), io.StringIO()
    write = csv.writer(out)
    write.writerow([t(f"onderzoek_cijfers.csv.{name}") for name in ("year", "table", "row", "value")])
    write.writerows(_lines(counted))
    year = counted.figures.year
    headers: dict[str, Any] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="integriteit-{year}.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response("\ufeff" + out.getvalue(), status_code=200, headers=headers)


def _counted(request: web.Request) -> Counted:
    year = request.query.get("jaar", "")
    chosen = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    return count_dossiers(integrity_wiring.dossiers(), services(), wiring.now(), chosen)


def _lines(counted: Counted) -> Iterator[tuple[int, str, str, str]]:
    found = counted.figures
    alone = {"reports": found.reports, "questions": found.questions}
    for name, number in alone.items():
        yield found.year, t("onderzoek_cijfers.alone"), t(f"onderzoek_cijfers.{name}"), _shown(number)
    for table in found.tables:
        for row, count in table.rows.items():
            yield found.year, t(f"onderzoek_cijfers.table.{table.name}"), _name_of(table, row), _shown(count)
    for phase, days in found.days.items():
        yield found.year, t("onderzoek_cijfers.days"), t(f"onderzoek_cijfers.phase.{phase}"), _shown(days)


def _name_of(table: Table, row: str) -> str:
    if table.name == "service":
        known = services().get(row)
        return known.name if known else row or t("onderzoek_cijfers.no_service")
    kind = table.name if table.name in KINDS else "course" if table.name.startswith("course") else "result"
    return t(f"onderzoek_cijfers.{kind}.{row}")


def _shown(number: int | None) -> str:
    return t("onderzoek_cijfers.not_told") if number is None else str(number)
