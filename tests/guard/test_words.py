"""Everything that people read comes from the catalogue, and everything in the catalogue is read."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from chalicelib.pages.catalogue import read_toml
from chalicelib.pages.rendering import environment

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "chalicelib"
MESSAGES = LIBRARY / "pages/messages/nl"
TEMPLATES = LIBRARY / "pages/templates"
ROOMS = sorted(path.stem for path in MESSAGES.glob("*.toml"))
KEY = re.compile(r"^(" + "|".join(ROOMS) + r")\.[A-Za-z0-9_.]+$")


def _keys() -> set[str]:
    """All keys of the catalogue; plural forms under their common name."""
    found = {f"{room}.{key}" for room in ROOMS for key in read_toml(MESSAGES / f"{room}.toml")}
    return {re.sub(r"\.(one|other)$", "", key) for key in found}


def _used() -> tuple[set[str], set[str]]:
    """Keys that stand whole in code and templates, and beginnings of keys that are made there."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
                (beginnings if node.value.endswith((".", "_")) else whole).add(node.value)
    for path in TEMPLATES.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        for quote in "\"'":
            for found in re.findall(rf"{quote}([^{quote}\n]*){quote}", text):
                if KEY.match(found):
                    (beginnings if found.endswith((".", "_")) else whole).add(found)
        beginnings |= set(re.findall(r"[\"']((?:" + "|".join(ROOMS) + r")\.?[A-Za-z0-9_.]*)[\"'] ~", text))
    return whole, beginnings


def test_every_message_is_in_the_catalogue() -> None:
    """What code and templates say stands in the catalogue."""
    whole, beginnings = _used()
    keys = _keys()
    missing = {key for key in whole - keys if not key.endswith((".toml", ".html", ".txt", ".js", ".css", ".svg"))}
    missing = {key for key in missing if not any(known.startswith((key + ".", key + "_")) for known in keys)}
    assert not missing
    dangling = {one for one in beginnings if KEY.match(one + "x") and not any(key.startswith(one) for key in keys)}
    assert not dangling


def test_every_message_is_said() -> None:
    """No text lies in the catalogue that nothing says."""
    whole, beginnings = _used()
    made = tuple(one for one in beginnings if "." in one and one.split(".")[0] in ROOMS)
    # A statement's parts are named by the catalogue itself, and so are the texts that agents choose from.
    said_by_itself = ("accessibility.", "privacy.", "standard_texts.")
    unsaid = {key for key in _keys() - whole if not key.startswith(made) and not key.startswith(said_by_itself)}
    assert not unsaid


@pytest.mark.parametrize("room", ROOMS)
def test_texts_are_plain(room: str) -> None:
    """Texts for citizens keep to everyday words, and say u."""
    text = " ".join(read_toml(MESSAGES / f"{room}.toml").values()).lower()
    heavy = r"\b(gelieve|dienen te|betreffende|conform|indien|teneinde|middels|inzake|aldus|derhalve|jij|jouw|je)\b"
    assert not re.findall(heavy, text)
    assert "!" not in text


@pytest.mark.parametrize("room", ROOMS)
def test_catalogue_is_flat_text(room: str) -> None:
    """Every message is text, and its placeholders are names."""
    tomllib.loads((MESSAGES / f"{room}.toml").read_text(encoding="utf-8"))
    for key, text in read_toml(MESSAGES / f"{room}.toml").items():
        for name in re.findall(r"{([^}]*)}", text):
            assert name.isidentifier(), f"{room}.{key}: {{{name}}}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_are_safe(path: Path) -> None:
    """No template switches escaping off, brings script or style of its own, or holds a text that is not in the catalogue."""
    text = path.read_text(encoding="utf-8")
    environment().parse(text)
    for forbidden in ("| safe", "|safe", "Markup", "autoescape", " style=", "<style", "onclick=", "javascript:"):
        assert forbidden not in text, forbidden
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|&\w+;", "", text, flags=re.DOTALL)
    bare = re.sub(r'<[^>]*>|[\w-]+="[^"]*"|/\S*', " ", bare)
    words = [word for word in re.findall(r"[^\W\d_]{3,}", bare) if word.lower() not in {"doctype"}]
    assert not words


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_text_is_cut_in_silence(path: Path) -> None:
    """No browser cuts a long text that somebody pastes: what is too long comes back whole, with the limit in words."""
    text = path.read_text(encoding="utf-8")
    asked = re.findall(r"<textarea[^>]*>|\btextarea\([^}]*", text)
    assert not [one for one in asked if "maxlength" in one]
