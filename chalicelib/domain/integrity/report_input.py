"""What a report must tell, and how long each part may be: for the form, and for whoever registers it. Standard library only.

Anonymous reports are not handled (service: Integrity): a name, and a way to be reached. Who may use the whistleblower's
route worked for the organisation, in whichever way (Directive (EU) 2019/1937, article 4).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.domain.case import Level
from chalicelib.domain.facts import is_email, is_phone
from chalicelib.domain.integrity.dossier import Breach, Matter
from chalicelib.domain.integrity.entry import Facts, Identity


class Relation(StrEnum):
    """What somebody is to the organisation that a report is about (Identity.relation)."""

    WORKER = "worker"
    FORMER_WORKER = "former_worker"
    APPLICANT = "applicant"
    CONTRACTOR = "contractor"  # self-employed, supplier, or who works for one
    VOLUNTEER = "volunteer"  # and trainees
    CITIZEN = "citizen"


WORKED: Final = frozenset(Relation) - {Relation.CITIZEN}
# Characters; each limit is told beside its field.
LONGEST: Final = {
    "text": 200_000,
    "organisation": 200,
    "who": 10_000,
    "where": 10_000,
    "when": 10_000,
    "known": 10_000,
    "elsewhere": 10_000,
    "name": 100,
    "email": 254,  # RFC 5321, 4.5.3.1.3, less the brackets
    "phone": 30,
    "address": 300,
    "safely": 1_000,
}
CHOICES: Final = {"matter": Matter, "breach": Breach, "level": Level, "relation": Relation}
FIELDS: Final = (*CHOICES, "whistleblower", *LONGEST)
WAYS: Final = ("email", "phone", "address")
NEEDED: Final[dict[Matter, tuple[str, ...]]] = {
    Matter.QUESTION: ("text", "name"),
    Matter.REPORT: ("breach", "text", "organisation", "name"),
}
# What is asked of a report alone: in a form without script it may have been filled in before the choice.
OF_REPORT: Final = frozenset({"breach", "who", "where", "when", "known", "elsewhere", "whistleblower"})


class Fault(StrEnum):
    """What is wrong with a field; its message is in the catalogue under integrity.error_<field>_<fault>."""

    MISSING = "missing"
    LONG = "long"
    WRONG = "wrong"


ANONYMOUS: Final = frozenset({("name", Fault.MISSING), ("email", Fault.MISSING)})


def faults(told: Mapping[str, str]) -> dict[str, Fault]:
    """What is missing, too long or wrong in what was told, by field; empty: all is well.

    `told`: the FIELDS that were filled in, stripped. Without any way to be reached it is `email` that is missing.
    """
    found = {name: Fault.MISSING for name in _needed(told) if not told.get(name)}
    found |= {name: Fault.LONG for name, longest in LONGEST.items() if len(told.get(name, "")) > longest}
    found |= {name: Fault.WRONG for name, kind in CHOICES.items() if told.get(name) and told[name] not in list(kind)}
    if not any(told.get(way) for way in WAYS):
        found["email"] = Fault.MISSING
    for name, good in (("email", is_email), ("phone", is_phone)):
        if told.get(name) and name not in found and not good(told[name]):
            found[name] = Fault.WRONG
    if is_whistleblower(told) and "relation" not in found and told["relation"] not in WORKED:
        found["relation"] = Fault.WRONG
    return found


def is_anonymous(found: Mapping[str, Fault]) -> bool:
    """Whether these faults are those of somebody who does not say who it is, or cannot be reached."""
    return not ANONYMOUS.isdisjoint(found.items())


def is_whistleblower(told: Mapping[str, str]) -> bool:
    """Whether it is a report by the whistleblower's route."""
    return told.get("matter") == Matter.REPORT and bool(told.get("whistleblower"))


def identity_of(told: Mapping[str, str]) -> Identity:
    """Who reports, of what was told."""
    return Identity(**{name: told.get(name, "") for name in ("name", *WAYS, "safely", "relation")})


def facts_of(told: Mapping[str, str]) -> Facts:
    """What is reported, of what was told."""
    hidden = OF_REPORT if told.get("matter") == Matter.QUESTION else frozenset()
    names = ("text", "organisation", "level", "who", "where", "when", "known", "elsewhere")
    return Facts(**{name: told.get(name, "") for name in names if name not in hidden})


def _needed(told: Mapping[str, str]) -> tuple[str, ...]:
    matter = told.get("matter", "")
    needed = NEEDED[Matter(matter)] if matter in list(Matter) else ("matter", "text", "name")
    return (*needed, "relation") if is_whistleblower(told) else needed
