"""Logging in by OpenID Connect: what is asked of the identity provider, and what is believed of its answer.

Authorization code with PKCE (RFC 7636), state and nonce (OpenID Connect Core 3.1.2.1). Standard library only.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

from chalicelib.domain.agent import Agent, Role
from chalicelib.errors import NotAllowed, NotLoggedIn

LOGIN_LIVES: Final = timedelta(minutes=10)
HANDOFF_LIVES: Final = timedelta(seconds=60)
CLOCKS_DIFFER: Final = timedelta(minutes=2)
_PATH: Final = re.compile(r"(/[A-Za-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Login:
    """A login under way. `browser`: hash of a cookie, so that only the browser that began it ends it; `then`: where it
    goes afterwards; `challenge`: of the frame that waits for it (PKCE's S256), empty outside a frame."""

    verifier: str
    nonce: str
    browser: str
    then: str
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say."""

    issuer: str
    client: str
    nonce: str


def challenge_of(verifier: str) -> str:
    """PKCE's S256: what is told first of a secret that is told later."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def own_path(path: str, home: str = "/desk") -> str:
    """A path below `home` as it was asked for; anything else, such as another site's, becomes `home`."""
    inside = path == home or path.startswith(f"{home}/")
    return path if inside and len(path) < 200 and _PATH.fullmatch(path) else home


def claims_of(id_token: str) -> dict[str, Any]:
    """The claims of an ID token (a JWT). Raises NotLoggedIn where it is none.

    Its signature is not looked at: the token comes straight from the token endpoint over TLS, which then vouches for it
    (OpenID Connect Core 3.1.3.7, point 6).
    """
    try:
        body = id_token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError) as error:
        raise NotLoggedIn from error
    if not isinstance(claims, dict):
        raise NotLoggedIn
    return claims


def agent_of(claims: Mapping[str, Any], expected: Expected, at: datetime) -> Agent:
    """Who logged in, of those who work at the desk. Raises NotLoggedIn where a claim is not as it must be, NotAllowed
    where the person is in none of our groups."""
    who, name = person_of(claims, expected, at)
    roles = roles_of(claims.get("cognito:groups"))
    if not roles:
        raise NotAllowed("no role")
    return Agent(who, name, roles)


def person_of(claims: Mapping[str, Any], expected: Expected, at: datetime) -> tuple[str, str]:
    """Id and name of who logged in (OpenID Connect Core 3.1.3.7). Raises NotLoggedIn where a claim is not as it must be."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    good = (
        claims.get("iss") == expected.issuer
        and audiences == [expected.client]  # a second audience would need an azp that we have no use for
        and compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode())
        and claims.get("token_use", "id") == "id"
        and _after(claims.get("exp"), at - CLOCKS_DIFFER)
        and bool(claims.get("sub"))
    )
    if not good:
        raise NotLoggedIn
    name = claims.get("name") or claims.get("given_name") or claims.get("cognito:username") or claims["sub"]
    return str(claims["sub"]), str(name)[:80]


def roles_of(groups: Any) -> frozenset[Role]:
    """The groups that are roles of ours."""
    known = {role.value: role for role in Role}
    listed = groups if isinstance(groups, list) else []
    return frozenset(known[group] for group in listed if isinstance(group, str) and group in known)


def _after(number: Any, at: datetime) -> bool:
    return isinstance(number, int | float) and number > at.timestamp()
