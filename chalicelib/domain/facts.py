"""What a written message must tell, per kind, and how long each part may be. Standard library only.

A complaint needs name, address and facts, a request for a government document must say which document (the rules on
both in title II of the Bestuursdecreet). Every channel that people fill in asks here: the form and the public API.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.domain.contact import Kind, Person, Requester, Way
from chalicelib.domain.phones import gets_sms

# Characters; each limit is told beside its field.
LONGEST: Final = {
    "text": 10_000,
    "document": 500,
    "name": 100,
    "email": 254,  # RFC 5321, 4.5.3.1.3, less the brackets
    "phone": 30,
    "postal_code": 12,
    "address": 200,
    "organisation": 150,
    "on_behalf_of": 150,
    "prefers": 10,
}
ALWAYS: Final = ("text", "name", "email")
NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.QUESTION: (),
    Kind.SUGGESTION: (),
    Kind.COMPLAINT: ("address",),
    Kind.DOCUMENT: ("document",),
}
OF_WAY: Final = {Way.MAIL.value: "email", Way.SMS.value: "phone", Way.PHONE.value: "phone", Way.LETTER.value: "address"}
_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\s@<>()\[\],;:\"\\.]{1,63}\.)+[^\s@<>()\[\],;:\"\\.]{2,63}"
)
_PHONE: Final = re.compile(r"\+?[0-9 ()/.\-]{4,29}")
_POSTAL_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 \-]{2,11}")
_LEAST_DIGITS: Final = 4


class Fault(StrEnum):
    """What is wrong with a fact; its message is in the catalogue under form.error_<fact>_<fault>."""

    MISSING = "missing"
    LONG = "long"
    WRONG = "wrong"
    NO_SMS = "no_sms"  # a number that gets none


def faults(kind: Kind | None, requester: Requester | None, facts: Mapping[str, str]) -> dict[str, Fault]:
    """What is missing, too long or wrong in what was told, by fact, in the order of the form; empty: all is well.

    `facts`: the fields of LONGEST that were filled in, stripped. Kind and requester are None where none was chosen.
    """
    found: dict[str, Fault] = {} if kind else {"kind": Fault.MISSING}
    if requester is None:
        found["requester"] = Fault.MISSING
    needed = {*ALWAYS, *(NEEDED[kind] if kind else ())}
    if requester not in (None, Requester.CITIZEN):
        needed.add("organisation")
    prefers = facts.get("prefers", "")
    needed |= {OF_WAY[prefers]} if prefers in OF_WAY else set()
    for fact, longest in LONGEST.items():
        told = facts.get(fact, "")
        fault = _fault(fact, told, longest) if told else Fault.MISSING if fact in needed else None
        if fault:
            found[fact] = fault
    if prefers == Way.SMS and "phone" not in found and not gets_sms(facts["phone"]):
        found["phone"] = Fault.NO_SMS
    return found


def facts_of(kind: Kind, facts: Mapping[str, str]) -> dict[str, str]:
    """What of the facts belongs to this kind: a field of another kind may have been filled in before the choice."""
    needless = set()
    if kind is not Kind.COMPLAINT and facts.get("prefers") != Way.LETTER:
        needless.add("address")
    if kind is not Kind.DOCUMENT:
        needless.add("document")
    return {fact: told for fact, told in facts.items() if fact not in needless}


def person_of(requester: Requester, facts: Mapping[str, str]) -> Person:
    """Who asks, of faultless facts."""
    told = {fact: facts.get(fact, "") for fact in ("name", "email", "phone", "postal_code", "address", "on_behalf_of")}
    organisation = facts.get("organisation", "") if requester is not Requester.CITIZEN else ""
    prefers = Way(facts["prefers"]) if facts.get("prefers") else None
    return Person(requester=requester, organisation=organisation, prefers=prefers, **told)


def is_email(text: str) -> bool:
    """Whether mail can be sent to it, as far as its form tells."""
    return len(text) <= LONGEST["email"] and text.isprintable() and bool(_EMAIL.fullmatch(text))


def is_phone(text: str) -> bool:
    """Whether somebody can be called on it, as far as its form tells."""
    return bool(_PHONE.fullmatch(text)) and sum(one.isdigit() for one in text) >= _LEAST_DIGITS


def _fault(fact: str, told: str, longest: int) -> Fault | None:
    if len(told) > longest:
        return Fault.LONG
    wrong = {
        "email": not is_email(told),
        "phone": not is_phone(told),
        "prefers": told not in list(Way),
        "postal_code": not _POSTAL_CODE.fullmatch(told),
    }
    return Fault.WRONG if wrong.get(fact) else None
