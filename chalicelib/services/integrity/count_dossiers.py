"""Dossiers are counted: the figures of a year, and of which years there are any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.integrity.statistics import Figures, figures, year_of

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore


@dataclass(frozen=True, slots=True)
class Counted:
    """`years`: the latest first, this year always among them."""

    figures: Figures
    years: tuple[int, ...]


def count_dossiers(dossiers: "DossierStore", services: Iterable[str], at: datetime, year: int = 0) -> Counted:
    """The figures of a year, of this one where no other is told. They come of heads alone: nothing is opened for them. An
    erased dossier still counts. Raises Busy."""
    codes = list(services)
    heads = [head for code in ("", *codes) for head in dossiers.of_service(code)]
    this = at.astimezone(BRUSSELS).year
    years = tuple(sorted({this, *(year_of(head) for head in heads)}, reverse=True))
    return Counted(figures(heads, year if year in years else this, codes), years)
