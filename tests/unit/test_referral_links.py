"""A department's secret link and reply address."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import token_hash
from chalicelib.domain.referral import Referral, ReferralState
from chalicelib.domain.referral_links import (
    HELD,
    Holder,
    cookie_of,
    department_link,
    holder_of_cookie,
    holder_of_token,
    new_token,
    referral_of_address,
    referral_of_token,
    reply_address,
)

SECRET = b"secret"
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
CASE = "26123456789"
TOKEN = new_token(SECRET, CASE, "01", "3")
REFERRAL = Referral(
    id="01",
    case=CASE,
    organisation="OVO000001",
    name="Dienst",
    email="dienst@example.be",
    state=ReferralState.SENT,
    reason="",
    action="",
    agent="an",
    agent_name="An",
    made_at=AT,
    due_at=AT + timedelta(days=7),
    link=token_hash(TOKEN),
    link_ends=AT + timedelta(days=180),
)


def test_link() -> None:
    """A link names its case and its referral, and opens it until its time is over."""
    assert department_link("https://1700.test", TOKEN) == f"https://1700.test/doorverwijzing/openen?sleutel={TOKEN}"
    assert referral_of_token(TOKEN) == (CASE, "01")
    assert holder_of_token(REFERRAL, TOKEN, AT) == Holder(CASE, "01", token_hash(TOKEN))
    assert holder_of_token(REFERRAL, TOKEN, AT + timedelta(days=180)) is None


def test_another_link_revokes() -> None:
    """Another turn gives another link, and only the one that the referral has opens it."""
    later = new_token(SECRET, CASE, "01", "4")
    assert later != TOKEN
    assert holder_of_token(REFERRAL, later, AT) is None
    assert holder_of_token(replace(REFERRAL, link=token_hash(later)), TOKEN, AT) is None
    assert holder_of_token(replace(REFERRAL, link=""), "", AT) is None


@given(st.text(max_size=80))
def test_no_other_token(text: str) -> None:
    """No other text opens it, or breaks."""
    case, referral = referral_of_token(text)
    assert isinstance(case, str) and isinstance(referral, str)
    assert text == TOKEN or holder_of_token(REFERRAL, text, AT) is None


def test_cookie() -> None:
    """What the browser keeps holds for two hours, and is no cookie of another kind."""
    holder = Holder(CASE, "01", token_hash(TOKEN))
    cookie = cookie_of(SECRET, holder, AT)
    assert holder_of_cookie(SECRET, cookie, AT + HELD - timedelta(seconds=1)) == holder
    assert holder_of_cookie(SECRET, cookie, AT + HELD) is None
    assert holder_of_cookie(b"other", cookie, AT) is None
    assert holder_of_cookie(SECRET, cookie.replace(".01.", ".02."), AT) is None


def test_reply_address() -> None:
    """A reply address names its referral, in any case of letters; a changed one is no address of ours."""
    address = reply_address(SECRET, CASE, "01", "vraag@1700.test")
    assert address.endswith("@1700.test")
    assert referral_of_address(SECRET, address.upper()) == (CASE, "01")
    assert referral_of_address(SECRET, address.replace("-01-", "-02-")) is None
    assert referral_of_address(b"other", address) is None
    assert len(address.rpartition("@")[0]) <= 64


@given(st.text(max_size=80))
def test_no_other_address(text: str) -> None:
    """No other text is a reply address, or breaks."""
    assert referral_of_address(SECRET, text) is None
