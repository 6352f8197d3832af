"""The services that are competent for a dossier, as data, and which one fits best. Standard library only.

A row of services.csv says for what a service is competent: an empty column is everything, several values stand between bars.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.domain.integrity.entry import Facts

FILE: Final = Path(__file__).with_name("services.csv")
# Part of no government that reports are about, so that each can have every dossier: the first that is not concerned.
FALLBACKS: Final = ("vlaamse-ombudsdienst", "federale-ombudsman", "audit-vlaanderen")
FALLBACK: Final = FALLBACKS[0]


class Kind(StrEnum):
    """What a service is."""

    INTERNAL_AUDIT = "internal_audit"
    OMBUDSMAN = "ombudsman"
    OFFICER = "officer"  # of integrity, of one organisation
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Service:
    """`levels`, `entities`, `matters`, `breaches`: what it is competent for, empty is all; `names`: what it is called in
    reports about itself, and its OVO code; `mail`: where it is told that something waits."""

    code: str
    name: str
    kind: Kind
    levels: frozenset[str]
    entities: frozenset[str]
    matters: frozenset[str]
    breaches: frozenset[str]
    names: frozenset[str]
    mail: str

    def fits(self, facts: Facts, matter: str, breach: str) -> bool:
        """Whether it is competent. A service of one organisation is, only for reports about that organisation."""
        return (
            (not self.levels or facts.level in self.levels)
            and (not self.matters or matter in self.matters)
            and (not self.breaches or breach in self.breaches)
            and (not self.entities or is_named(self.entities, facts.organisation))
        )

    def concerns(self, facts: Facts) -> bool:
        """Whether a report is about the service itself, or somebody in it."""
        return any(is_named(self.names | {self.name}, told) for told in (facts.organisation, facts.who))

    @property
    def narrow(self) -> tuple[bool, bool, bool, bool]:
        """How particular it is: what is competent for one organisation goes before what is for all of a level."""
        return bool(self.entities), bool(self.breaches), bool(self.matters), bool(self.levels)


@cache
def services() -> dict[str, Service]:
    """All of them by code, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: _read(row) for row in csv.DictReader(rows)}


def competent(facts: Facts, matter: str, breach: str) -> list[Service]:
    """Those that are competent, the most particular first."""
    fitting = [one for one in services().values() if one.fits(facts, matter, breach)]
    return sorted(fitting, key=lambda one: one.narrow, reverse=True)


def is_named(names: Iterable[str], text: str) -> bool:
    """Whether one of these names stands in a text as whole words, whatever its case, accents and signs."""
    told = f" {_plain(text)} "
    return any(f" {_plain(name)} " in told for name in names)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _read(row: dict[str, str]) -> Service:
    several = {name: _split(row[name]) for name in ("levels", "entities", "matters", "breaches", "names")}
    return Service(code=row["code"], name=row["name"], kind=Kind(row["kind"]), mail=row["mail"], **several)


def _split(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.split("|") if one.strip())
