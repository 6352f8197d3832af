"""How a receipt code is kept, and compared: never as it is."""

import hmac
from base64 import b64encode
from hashlib import scrypt, sha256
from typing import Final

from chalicelib.domain.ids import digest
from chalicelib.domain.integrity.receipt_code import Code

# About 50 ms and 16 MB a try (RFC 7914). Less than is advised for passwords that people choose: these words are drawn, and
# the locator that salts them stands nowhere. What a hash cost is kept with it, so that later ones may cost more.
COST: Final = (14, 8, 1)  # the logarithm of n, r, p
MEMORY: Final = 256 * 2**20  # bytes that one try may take at most
BYTES: Final = 32


def locator_hash(secret: bytes, locator: str) -> str:
    """How a locator is kept: the same each time, under the house's secret."""
    return digest(secret, "locator", locator).hex()[:32]


def code_hash(code: Code, cost: tuple[int, int, int] = COST) -> str:
    """The slow hash of a code's secret words, salted by its locator, which no other code has: cost, then hash."""
    salt, (log_n, r, p) = sha256(code.locator.encode()).digest(), cost
    slow = scrypt(code.secret.encode(), salt=salt, n=2**log_n, r=r, p=p, maxmem=MEMORY, dklen=BYTES)
    return f"{log_n}${r}${p}${b64encode(slow).decode()}"


def same_code(code: Code, kept: str) -> bool:
    """Whether it is the code whose hash was kept; takes as long where none was ("")."""
    cost = kept.split("$")[:3]
    log_n, r, p = map(int, cost) if len(cost) == len(COST) else COST
    return hmac.compare_digest(code_hash(code, (log_n, r, p)).encode(), kept.encode())
