"""What holds for the tests themselves."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
# Named in two halves, so that this file passes its own test. A condition given as text is evaluated by the page, which
# the content security policy refuses as soon as it does not hold at once: whether the test passes is then a race.
REFUSED = {
    "wait_for_" + "function(": "wait for a selector, or ask again with `eventually`",
    "wait_for_" + "timeout(": "ask again with `eventually`",
    "mock." + "patch": "use a fake that behaves",
    "monkeypatch." + "setattr(": "give what is used as an argument, and let a test give a fake",
}


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_nothing_races(path: Path) -> None:
    """No test waits in a way that depends on luck, and none patches."""
    text = path.read_text(encoding="utf-8")
    assert not {call: instead for call, instead in REFUSED.items() if call in text}


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_nobody_is_hurried(path: Path) -> None:
    """Every request says how long it may take: the five seconds that httpx gives are too few on a busy machine."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    asked = [node for node in calls if ast.unparse(node.func) in {"httpx.get", "httpx.post", "httpx.Client"}]
    assert not [node.lineno for node in asked if "timeout" not in {one.arg for one in node.keywords}]
