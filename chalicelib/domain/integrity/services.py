"""The services that are competent for a dossier, as data. Standard library only."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("services.csv")
FALLBACK: Final = "vlaamse-ombudsdienst"  # competent for every government of Flanders, and part of none


@dataclass(frozen=True, slots=True)
class Service:
    """`level`: of the governments it is competent for; "" is each. `mail`: where it is told that something waits."""

    code: str
    name: str
    level: str
    mail: str


@cache
def services() -> dict[str, Service]:
    """All of them, by code, in the order in which they are preferred."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: Service(**row) for row in csv.DictReader(rows)}
