"""Ids that are derived, so that the same event twice gives the same id; and secrets that are drawn.

Standard library only. `secret` is the deployment's own key: without it nobody can compute the id of a message that he knows.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Final

from chalicelib.domain.mail_address import in_ascii
from chalicelib.domain.phones import same_number

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_DIGITS: Final = 11


def digest(secret: bytes, purpose: str, value: str) -> bytes:
    """32 bytes, different for each purpose, so that a hash of one kind never serves as another."""
    return hmac.digest(secret, f"{purpose}\x00{value}".encode(), hashlib.sha256)


def ulid(secret: bytes, at: datetime, key: str) -> str:
    """26 characters that sort by `at` (milliseconds); the random part is an HMAC of `key`."""
    moment = int(at.timestamp() * 1000).to_bytes(6, "big")
    number = int.from_bytes(moment + digest(secret, "ulid", key)[:10], "big")
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def case_id(secret: bytes, at: datetime, key: str, attempt: int = 0) -> str:
    """11 digits: year, 8 derived digits, check digit (Luhn). `attempt` counts up when another case has the number."""
    drawn = int.from_bytes(digest(secret, "case", f"{key}\x00{attempt}")[:8], "big") % 10**8
    digits = f"{at.astimezone(UTC).year % 100:02d}{drawn:08d}"
    return digits + check_digit(digits)


def is_case_id(text: str) -> bool:
    """Whether it has the form of a case's id."""
    return len(text) == REFERENCE_DIGITS and text.isascii() and text.isdigit()


def check_digit(digits: str) -> str:
    """Luhn (ISO/IEC 7812-1): finds any one wrong digit and nearly every swap of neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def shown_reference(case: str) -> str:
    """A case's id as people read it aloud: 1700-26-1234-5678-9."""
    return f"1700-{case[:2]}-{case[2:6]}-{case[6:10]}-{case[10:]}"


def read_reference(text: str) -> str | None:
    """The case id in what somebody typed (spaces, dashes, with or without 1700), or None where it is no reference."""
    digits = "".join(character for character in text if character in "0123456789")
    if len(digits) == REFERENCE_DIGITS + 4 and digits.startswith("1700"):
        digits = digits[4:]
    if len(digits) != REFERENCE_DIGITS or check_digit(digits[:-1]) != digits[-1]:
        return None
    return digits


def token_hash(token: str) -> str:
    """How a secret link is kept: a plain SHA-256 suffices for 256 random bits (OWASP: high-entropy tokens)."""
    return hashlib.sha256(token.encode()).hexdigest()


def citizen_hash(secret: bytes, address: str) -> str:
    """How a citizen is found again: e-mail address or number, normalised, under our key. No address: empty."""
    plain = same_number(in_ascii(address.strip().lower()))
    return digest(secret, "citizen", plain).hex()[:32] if plain else ""


def reply_token(secret: bytes, case: str) -> str:
    """The token of a case's reply address: its id, and 12 characters that only we can compute."""
    number = int.from_bytes(digest(secret, "reply", case)[:8], "big")
    return f"{case}-" + "".join(CROCKFORD[(number >> shift) & 31] for shift in range(55, -1, -5)).lower()


def case_of_reply_token(secret: bytes, token: str) -> str | None:
    """The case of a reply address's token, or None where it was not made by us."""
    case = token.split("-", 1)[0]
    good = hmac.compare_digest(reply_token(secret, case).encode(), token.strip().lower().encode())
    return case if good and case.isdigit() else None


def ulid_time(ulid_: str) -> datetime:
    """The moment in a ULID."""
    number = 0
    for character in ulid_[:10]:
        number = number * 32 + CROCKFORD.index(character)
    return datetime.fromtimestamp(number / 1000, UTC)


def link_token(secret: bytes, case: str, key: str) -> str:
    """The token of a secret link: the case's id and 256 bits. `key`: what it is derived from (the contact's own key, so
    that a form sent twice gives one link; a drawn value for a later link)."""
    drawn = urlsafe_b64encode(digest(secret, "link", f"{case}\x00{key}")).rstrip(b"=").decode()
    return f"{case}.{drawn}"
