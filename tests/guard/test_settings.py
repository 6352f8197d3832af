"""Settings are typed, told when wrong, given by the template, and explained to whoever runs the service."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from chalicelib.errors import Misconfigured
from chalicelib.settings import Settings
from tests.conftest import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
NAMES = [field.name.upper() for field in fields(Settings)]


@pytest.mark.parametrize("name", NAMES)
def test_documented(name: str) -> None:
    """Operators can read what every setting means."""
    assert f"`{name}`" in (ROOT / "docs/operators/settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_given_by_the_template(name: str) -> None:
    """The template that is deployed gives every setting."""
    assert re.search(rf"^        {name}:", (ROOT / "infra/resources.yaml").read_text(encoding="utf-8"), re.MULTILINE)


def test_all_wrong_ones_at_once() -> None:
    """Whoever starts it with wrong settings is told all of them together."""
    with pytest.raises(Misconfigured) as told:
        Settings.read(
            {**ENVIRONMENT, "KNOWLEDGE_INDEX": "paper", "PUBLIC_URL": "1700", "TABLE": ""} | {"TOKEN_URL": "x"}
        )
    for name in ("KNOWLEDGE_INDEX", "PUBLIC_URL", "TOKEN_URL"):
        assert name in str(told.value)


def test_missing_ones() -> None:
    """Every variable that is not set is named."""
    with pytest.raises(Misconfigured) as told:
        Settings.read({})
    assert all(name in str(told.value) for name in NAMES)
