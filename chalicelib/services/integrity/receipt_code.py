"""How a receipt code is kept, and compared: never as it is."""

import hmac
from base64 import b64encode
from hashlib import scrypt, sha256
from typing import Final

from chalicelib.domain.ids import digest
from chalicelib.domain.integrity.receipt_code import Code

# About 50 ms and 16 MB a try (RFC 7914; OWASP Password Storage Cheat Sheet): nobody tries all codes of a stolen table.
COST: Final = {"n": 2**14, "r": 8, "p": 1}
BYTES: Final = 32


def locator_hash(secret: bytes, locator: str) -> str:
    """How a locator is kept: the same each time, under the house's secret."""
    return digest(secret, "locator", locator).hex()[:32]


def code_hash(code: Code) -> str:
    """The slow hash of a code's secret words, salted by its locator, which no other code has."""
    salt = sha256(code.locator.encode()).digest()
    return b64encode(scrypt(code.secret.encode(), salt=salt, dklen=BYTES, **COST)).decode()


def same_code(code: Code, kept: str) -> bool:
    """Whether it is the code whose hash was kept; takes as long where none was ("")."""
    return hmac.compare_digest(code_hash(code).encode(), kept.encode())
