"""An investigator gives a password at the identity provider. That opens nothing: it is half of the way in."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.login import person_of
from chalicelib.domain.signed import read_signed, signed
from chalicelib.services.log_in import Identity, Provider, proven

if TYPE_CHECKING:
    from chalicelib.stores.logins import Logins

HALF_WAY: Final = timedelta(minutes=10)  # between password and second factor
PURPOSE: Final = "second-factor"


def log_in_investigator(
    state: str,
    code: str,
    browser: str,
    provider: Provider,
    identity: Identity,
    logins: "Logins",
    secret: bytes,
    at: datetime,
) -> str:
    """What a browser holds whose password was right: it opens the page of the second factor, and nothing else.

    Raises NotLoggedIn where something does not fit, Busy.
    """
    claims, expected, begun = proven(state, code, browser, provider, identity, logins, at)
    who, _ = person_of(claims, expected, at)
    return half_way(secret, who, begun.then, at)


def half_way(secret: bytes, who: str, then: str, at: datetime) -> str:
    """`who`: the identity provider's id of whoever gave the password; `then`: where the browser goes afterwards."""
    return signed(secret, PURPOSE, (who, then), at + HALF_WAY)


def who_is_half_way(secret: bytes, value: str, at: datetime) -> tuple[str, str] | None:
    """Who gave a password, and where the browser wants to go; None where it was not made by us or is over."""
    parts = read_signed(secret, PURPOSE, value, at)
    return (parts[0], parts[1]) if parts else None
