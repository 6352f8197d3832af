"""Codes of a second factor (RFC 6238), and how long to wait after wrong ones. Standard library only."""

from datetime import timedelta
from typing import Final

STEP: Final = 30  # seconds of one code (RFC 6238, 5.2)
DRIFT: Final = 1  # steps that a telephone's clock may be early or late
SEED: Final = 20  # bytes (RFC 4226, 4, R6)
FREE: Final = 4  # tries without a wait: people mistype
FIRST: Final = timedelta(seconds=15)
LONGEST: Final = timedelta(minutes=15)


def wait_after(tries: int) -> timedelta:
    """How long the next try waits after so many that were not right: it doubles, and never locks anybody out for good.

    Of a million codes three are right at a time, so whoever tries day and night for a year finds one with a chance of 1 in 10.
    """
    if tries <= FREE:
        return timedelta(0)
    doublings = min(tries - FREE - 1, 16)
    return min(LONGEST, FIRST * 2.0**doublings)
