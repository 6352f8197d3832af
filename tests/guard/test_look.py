"""Every pair of colours that meets holds WCAG 2.2 AA in both themes (1.4.3: 4.5 to 1 for text, 1.4.11: 3 to 1)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "chalicelib/pages/static/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media", 1)
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "card", "tint")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "link", "open", "closed", "alert") for ground in GROUNDS),
    ("on-accent", "accent", TEXT),
    ("ink", "mark", TEXT),
    ("link", "mark", TEXT),
    *(("edge", ground, SHAPE) for ground in GROUNDS),
    *(("accent", ground, SHAPE) for ground in GROUNDS),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
]


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})", css))


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(theme: str, front: str, ground: str, least: float) -> None:
    """Two colours that meet can be told apart by everybody."""
    colours = _colours(LIGHT) | (_colours(DARK) if theme == "dark" else {})
    assert _contrast(colours[front], colours[ground]) >= least
