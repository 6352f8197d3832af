"""Logging in at the desk: what is believed, what can be used once, and how long it holds."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.login import HANDOFF_LIVES, LOGIN_LIVES, Expected, agent_of, challenge_of, claims_of, own_path
from chalicelib.domain.session import IDLE, LONGEST
from chalicelib.errors import NotAllowed, NotLoggedIn
from chalicelib.services.log_in import Provider, Secrets, begin_login, finish_login, redeem
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.logins import Logins
from chalicelib.stores.sessions import TOUCH_EVERY, Sessions

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PROVIDER = Provider(
    "https://login.test/authorize", "https://login.test/pool", "desk", "https://1700.test/desk/login/back"
)
EXPECTED = Expected(PROVIDER.issuer, PROVIDER.client, "nonce")
DRAWN = Secrets("state", "verifier", "nonce")
GOOD: dict[str, Any] = {
    "iss": PROVIDER.issuer,
    "aud": PROVIDER.client,
    "nonce": "nonce",
    "exp": AT.timestamp() + 300,
    "sub": "3f1c",
    "token_use": "id",
    "name": "An Peeters",
    "cognito:groups": ["agent", "something else"],
}
AN = Agent("3f1c", "An Peeters", frozenset({Role.AGENT}))


def jwt(claims: Any) -> str:
    body = urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{body}.c2lnbmF0dXJl"


class Identity:
    """An identity provider that keeps to PKCE: it gives a token to whoever knows the verifier of what was asked."""

    def __init__(self, asked: dict[str, str], claims: dict[str, Any] = GOOD) -> None:
        self._asked, self._claims = asked, claims

    def id_token(self, code: str, verifier: str, back: str) -> str:
        if code != "code" or challenge_of(verifier) != self._asked["code_challenge"] or back != PROVIDER.back:
            raise NotLoggedIn
        return jwt(self._claims)


class Trial:
    """One login that was begun."""

    def __init__(self, challenge: str = "", then: str = "/desk/zaak/26123456789") -> None:
        self.logins = Logins(FakeTable())
        self.asked = begin_login(DRAWN, "browser", then, PROVIDER, self.logins, AT, challenge)

    def finish(self, state: str = "state", code: str = "code", browser: str = "browser", at: datetime = AT) -> Any:
        return finish_login(state, code, browser, PROVIDER, Identity(self.asked), self.logins, at)


def test_login() -> None:
    """Who comes back with the state, the code and the cookie is who the identity provider says, and goes on."""
    trial = Trial()
    agent, login = trial.finish()
    assert (agent, login.then) == (AN, "/desk/zaak/26123456789")
    assert trial.asked["nonce"] == "nonce"
    assert trial.asked["code_challenge_method"] == "S256"
    assert "verifier" not in trial.asked.values()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "other"},
        {"state": ""},
        {"code": ""},
        {"code": "other"},
        {"browser": "other"},
        {"browser": ""},
        {"at": AT + LOGIN_LIVES},
    ],
)
def test_login_that_does_not_fit(wrong: dict[str, Any]) -> None:
    """Another state, code or browser, or too late: no login."""
    with pytest.raises(NotLoggedIn):
        Trial().finish(**wrong)


def test_login_once() -> None:
    """The same return address opened again logs nobody in."""
    trial = Trial()
    trial.finish()
    with pytest.raises(NotLoggedIn):
        trial.finish()


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.test"},
        {"aud": "other"},
        {"aud": ["desk", "other"]},
        {"aud": []},
        {"nonce": "other"},
        {"nonce": None},
        {"exp": AT.timestamp() - 300},
        {"exp": "tomorrow"},
        {"exp": None},
        {"sub": ""},
        {"token_use": "access"},
    ],
)
def test_claims_that_are_not_believed(change: dict[str, Any]) -> None:
    """Each claim must be as it was asked for."""
    with pytest.raises(NotLoggedIn):
        agent_of(GOOD | change, EXPECTED, AT)


@pytest.mark.parametrize("groups", [None, [], ["others"], "agent", [["agent"]]])
def test_no_role(groups: Any) -> None:
    """Who is in none of our groups does not come in."""
    with pytest.raises(NotAllowed):
        agent_of(GOOD | {"cognito:groups": groups}, EXPECTED, AT)


@given(some.text())
def test_any_token(text: str) -> None:
    """Whatever comes as a token gives claims or is refused, and breaks nothing."""
    with pytest.raises(NotLoggedIn):
        claims_of(text)


@given(some.recursive(some.none() | some.integers() | some.text(), lambda inner: some.lists(inner)))
def test_any_claims(claims: Any) -> None:
    """A token's body that is no object is refused."""
    with pytest.raises(NotLoggedIn):
        claims_of(jwt(claims))


@given(some.text() | some.builds("/desk{}".format, some.text()))
def test_own_path(path: str) -> None:
    """After a login the browser stays at the desk, whatever the address said."""
    found = own_path(path)
    assert found == "/desk" or (found == path and found.startswith("/desk/"))
    assert "//" not in found
    assert not set("\\?#@:. \r\n") & set(found)


def test_frame() -> None:
    """The frame that knows the verifier gets the session of its pop-up, once, within a minute."""
    logins = Logins(FakeTable())
    logins.hand_off("handed", AN, challenge_of("verifier"), AT)
    assert redeem("handed", "verifier", logins, AT) == AN
    with pytest.raises(NotLoggedIn):
        redeem("handed", "verifier", logins, AT)


@pytest.mark.parametrize(
    ("code", "verifier", "at"),
    [
        ("", "verifier", AT),
        ("other", "verifier", AT),
        ("handed", "other", AT),
        ("handed", "verifier", AT + HANDOFF_LIVES),
    ],
)
def test_frame_that_does_not_fit(code: str, verifier: str, at: datetime) -> None:
    """A stolen code is worth nothing without the verifier, or after its minute."""
    logins = Logins(FakeTable())
    logins.hand_off("handed", AN, challenge_of("verifier"), AT)
    with pytest.raises(NotLoggedIn):
        redeem(code, verifier, logins, at)


class Opened:
    """A session that began at AT."""

    def __init__(self) -> None:
        self.table = FakeTable()
        self.sessions = Sessions(self.table)
        self.session = self.sessions.begin("token", "csrf", AN, AT, framed=False)


def test_session() -> None:
    """The token of the cookie finds its session; no other text does, and the table does not hold the token."""
    opened = Opened()
    assert opened.sessions.find("token", AT) == opened.session
    assert opened.sessions.find("other", AT) is None
    assert "token" not in {str(value) for item in opened.table.items.values() for value in item.values()}


def test_session_slides() -> None:
    """Who works stays logged in, until the longest day is over."""
    opened = Opened()
    at = AT
    while at + IDLE / 2 < AT + LONGEST:
        at += IDLE / 2
        assert opened.sessions.find("token", at)
    assert opened.sessions.find("token", AT + LONGEST) is None


def test_session_idle() -> None:
    """Who does nothing for an hour is logged out."""
    opened = Opened()
    assert opened.sessions.find("token", AT + IDLE - timedelta(seconds=1))
    assert Opened().sessions.find("token", AT + IDLE) is None


def test_session_costs_little() -> None:
    """Reading many pages writes the session's end once in a while, not at each of them."""
    opened = Opened()
    opened.table.calls.clear()
    for second in range(100):
        opened.sessions.find("token", AT + timedelta(seconds=second))
    assert "update" not in opened.table.calls
    opened.sessions.find("token", AT + TOUCH_EVERY)
    assert opened.table.calls.count("update") == 1


def test_logout() -> None:
    """After logging out the token is worth nothing, also for a request that was under way."""
    opened = Opened()
    opened.sessions.end(opened.session)
    opened.sessions.end(opened.session)
    assert opened.sessions.find("token", AT) is None
