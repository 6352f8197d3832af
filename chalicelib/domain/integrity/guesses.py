"""How long whoever guesses a receipt code has to wait: longer each time, and never for good. Standard library only.

A try is counted before it is judged, twice: for the network address that it comes from, and for the locator that it names,
whether a dossier has that one or not. The address is asked first, so that one address alone cannot keep a locator waiting.
At one try a minute the secret's 45 bits last for ages; a reporter never waits longer than that minute for what others do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

FREE: Final = 4  # tries at once: a slip of the pen, and another one
FIRST: Final = timedelta(seconds=5)  # after that, twice as long each time
ONE_HOME: Final = 64  # bits of an IPv6 address that one household or office has for itself (RFC 6177)


@dataclass(frozen=True, slots=True)
class Kind:
    """By what tries are counted. `longest`: beyond that no pause grows; after twice as long without a try, one is forgotten."""

    name: str
    longest: timedelta


ADDRESS: Final = Kind("address", timedelta(minutes=15))
LOCATOR: Final = Kind("locator", timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Tries:
    """How often it was tried, when last, and until when nothing is tried."""

    count: int
    last: datetime
    until: datetime

    def wait(self, at: datetime) -> int:
        """Seconds to wait, rounded up; 0: none."""
        return max(0, -int((at - self.until) // timedelta(seconds=1)))


def next_try(before: Tries | None, kind: Kind, at: datetime) -> Tries:
    """The counter with one more try, made now."""
    count = 1
    if before:
        forgotten = max(0, int((at - before.last) / (2 * kind.longest)))
        count += max(0, before.count - forgotten)
    return Tries(count, at, at + pause(count, kind))


def pause(count: int, kind: Kind) -> timedelta:
    """How long nothing is tried after so many tries."""
    if count < FREE:
        return timedelta()
    doublings = min(count - FREE, 20)
    return min(FIRST * (1 << doublings), kind.longest)


def network_of(address: str) -> str:
    """What tries of one place have in common: an IPv4 address, or the part of an IPv6 one that is one household's."""
    try:
        told = ip_address(address.strip("[]"))
    except ValueError:
        return address
    if isinstance(told, IPv6Address):
        return str(told.ipv4_mapped) if told.ipv4_mapped else f"{int(told) >> (128 - ONE_HOME):x}"
    return str(told)
