"""The number of a dossier: derived as a case's is, so that the same report has it again. Standard library only."""

from datetime import datetime

from chalicelib.domain import ids


def dossier_number(secret: bytes, dated: datetime, key: str, attempt: int = 0) -> str:
    """ "I" and 11 digits. `dated`, `key`: what the same report has again; `attempt` counts up when another dossier has it."""
    return f"I{ids.case_id(secret, dated, f'integrity{chr(0)}{key}', attempt)}"


def shown_number(number: str) -> str:
    """A dossier's number as people read it aloud: I-26-1234-5678-9."""
    return f"I-{number[1:3]}-{number[3:7]}-{number[7:11]}-{number[11:]}"


def read_number(text: str) -> str | None:
    """The number in what somebody typed (spaces, dashes, a small i), or None where it is none."""
    found = "".join(one for one in text.upper() if one.isalnum())
    digits = ids.read_reference(found[1:]) if found.startswith("I") and len(found) == ids.REFERENCE_DIGITS + 1 else None
    return f"I{digits}" if digits else None
