"""An agent logs in: asked at the identity provider, believed when its answer fits what was asked."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.domain.agent import Agent
from chalicelib.domain.ids import token_hash
from chalicelib.domain.login import Expected, Login, agent_of, challenge_of, claims_of
from chalicelib.errors import NotLoggedIn

if TYPE_CHECKING:
    from chalicelib.stores.logins import Logins


class Identity(Protocol):
    """The identity provider's token endpoint."""

    def id_token(self, code: str, verifier: str, back: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Provider:
    """Who the provider is, who we are there, and where the browser comes back to."""

    login_url: str
    issuer: str
    client: str
    back: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """Drawn for one login: 256 random bits each."""

    state: str
    verifier: str
    nonce: str


def begin_login(
    secrets: Secrets, browser: str, then: str, provider: Provider, logins: "Logins", at: datetime, challenge: str = ""
) -> dict[str, str]:
    """Remember a login, and give the fields with which the provider is asked. `browser`: the value of its cookie; `then`: a
    path of ours (domain/login.own_path)."""
    login = Login(secrets.verifier, secrets.nonce, token_hash(browser), then, challenge)
    logins.keep(secrets.state, login, at)
    return {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": provider.back,
        "scope": "openid email profile",
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge": challenge_of(secrets.verifier),
        "code_challenge_method": "S256",
    }


def finish_login(
    state: str, code: str, browser: str, provider: Provider, identity: Identity, logins: "Logins", at: datetime
) -> tuple[Agent, Login]:
    """Who logged in, and for what. Raises NotLoggedIn where something does not fit, NotAllowed without a role, Busy."""
    claims, expected, login = proven(state, code, browser, provider, identity, logins, at)
    return agent_of(claims, expected, at), login


def proven(
    state: str, code: str, browser: str, provider: Provider, identity: Identity, logins: "Logins", at: datetime
) -> tuple[dict[str, Any], Expected, Login]:
    """What the provider says of who logged in, what it must say, and what the login was for. Raises NotLoggedIn, Busy."""
    login = logins.take(state, at) if state else None
    if login is None or not code or not compare_digest(login.browser, token_hash(browser)):
        raise NotLoggedIn
    claims = claims_of(identity.id_token(code, login.verifier, provider.back))
    return claims, Expected(provider.issuer, provider.client, login.nonce), login


def redeem(code: str, verifier: str, logins: "Logins", at: datetime) -> Agent:
    """Who logged in in the pop-up of the frame that knows the verifier. Raises NotLoggedIn."""
    found = logins.redeem(code, at) if code else None
    if found is None or not compare_digest(challenge_of(verifier), found[1]):
        raise NotLoggedIn
    return found[0]
