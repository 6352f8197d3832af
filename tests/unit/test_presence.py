"""Who has a case open."""

from datetime import timedelta

from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.presence import COUNTS_FOR, Presence
from tests.unit.desk_house import AN, AT, SAM


def test_both() -> None:
    """Two who have the same case open see each other, not themselves; who closed it or went away is gone."""
    presence = Presence(FakeTable())
    assert presence.here("1", AN, AT) == ()
    assert presence.here("1", SAM, AT) == ("An Peeters",)
    assert presence.here("2", SAM, AT) == ()
    assert presence.here("1", AN, AT + timedelta(seconds=9)) == ("Sam Claes",)
    presence.gone("1", SAM)
    assert presence.here("1", AN, AT) == ()
    assert presence.here("1", SAM, AT + COUNTS_FOR + timedelta(seconds=10)) == ()
