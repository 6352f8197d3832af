"""Who may import whom: the rooms of the house, as docs/developers/architecture.md draws them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "chalicelib"

# room -> rooms that its modules may import at run time; what stands in `if TYPE_CHECKING` counts as well, but for the
# services and jobs, which name the stores' types and never their code.
ALLOWED = {
    "domain": {"domain", "errors"},
    "stores": {"stores", "domain", "errors", "observe"},
    "services": {"services", "domain", "errors"},
    "pages": {"pages", "domain", "errors"},
    "request": {"errors"},
    "web": {"pages", "request", "errors", "observe", "settings"},
    "settings": {"errors"},
    "observe": set(),
    "errors": set(),
    "batches": {"errors", "observe"},
    "rooms": set(),
    "wiring": {"stores", "services", "domain", "settings", "errors"},
    "integrity_settings": {"settings"},
    "integrity_wiring": {"stores", "services", "domain", "integrity_settings", "settings", "wiring", "errors"},
    "channels": {
        "batches",
        "channels",
        "wiring",
        "services",
        "domain",
        "pages",
        "web",
        "errors",
        "observe",
        "settings",
    },
    "backoffice": {"backoffice", "wiring", "services", "domain", "pages", "web", "errors", "observe", "settings"},
    "jobs": {"batches", "jobs", "wiring", "services", "domain", "pages", "errors", "observe", "settings"},
}
STANDARD_ONLY = {"domain"}
# The confidential house: its rooms, and what only they may import.
HOUSE = ("chalicelib.integrity_wiring", "chalicelib.integrity_settings")
HOUSE_ROOMS = {"integrity", "investigation"}
# A road in is a room of its own: nothing passes from one to another.
ROADS = ("channels", "backoffice", "jobs")

MODULES = sorted(path for path in LIBRARY.rglob("*.py") if path.name != "__init__.py")


def _room(path: Path) -> str:
    parts = path.relative_to(LIBRARY).with_suffix("").parts
    return parts[0]


def _is_of_the_house(path: Path) -> bool:
    parts = path.relative_to(LIBRARY).with_suffix("").parts
    return bool(HOUSE_ROOMS & set(parts)) or parts[0].startswith("integrity_")


def _of_the_house(path: Path) -> set[str]:
    handlers = _room(path) in ROADS and _is_of_the_house(path)
    return {"integrity_wiring", "integrity_settings"} if handlers else set()


def _imports(tree: ast.Module) -> list[tuple[str, bool]]:
    """Names of what a module imports anywhere in it, and whether for type checking alone."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "chalicelib":
                names = [f"chalicelib.{alias.name}" for alias in node.names]
            found += [(name, id(node) in typing_only) for name in names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_imports_follow_the_rooms(path: Path) -> None:
    """A module imports only from the rooms that its own room may see."""
    room = _room(path)
    for name, typing_only in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        if not name.startswith("chalicelib"):
            continue
        seen = name.split(".")[1] if "." in name else ""
        if room in ("services", "jobs") and seen == "stores" and typing_only:
            continue
        assert seen in ALLOWED[room] | _of_the_house(path), f"{room} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_the_confidential_house_is_closed(path: Path) -> None:
    """Only the house's own rooms import its stores, services, wiring and settings: nobody else can open a dossier."""
    if _is_of_the_house(path):
        return
    for name, _ in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        closed = "integrity" in name.split(".") and not name.startswith("chalicelib.domain.")
        assert not closed and not name.startswith(HOUSE), f"{path.name} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_roads_do_not_meet(path: Path) -> None:
    """A channel never imports another channel, nor the desk another back office: what they share is a service."""
    parts = path.relative_to(LIBRARY).with_suffix("").parts
    if parts[0] not in ("channels", "backoffice"):
        return
    for name, _ in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        other = name.split(".")[1:]
        if other[:1] == [parts[0]]:
            assert len(other) > 1 and len(parts) > 2 and other[1] == parts[1], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [p for p in MODULES if _room(p) in STANDARD_ONLY], ids=lambda path: path.name)
def test_domain_stands_alone(path: Path) -> None:
    """The domain imports the standard library and itself."""
    import sys

    for name, _ in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        top = name.split(".")[0]
        assert top == "chalicelib" or top in sys.stdlib_module_names, f"the domain must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_nobody_asks_the_clock(path: Path) -> None:
    """Time and chance come in as arguments: below the handlers nothing asks for them."""
    if _room(path) in (*ROADS, "wiring", "integrity_wiring", "web"):
        return
    text = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    for asked in (
        "datetime.now(",
        "datetime.utcnow(",
        "date.today(",
        "time.time(",
        "random.",
        "uuid4(",
        "token_bytes(",
        "token_urlsafe(",
        "token_hex(",
    ):
        assert asked not in text, f"{path.name} asks for {asked}"


def test_every_start_is_measured() -> None:
    """The benchmark of starts has a first event for the function of every group."""
    from chalicelib.rooms import GROUPS
    from tests.bench.first_events import of_every_group

    assert of_every_group().keys() == GROUPS.keys()
