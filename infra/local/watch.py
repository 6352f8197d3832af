"""Which files changed, and how much must be done for it to reach the running system."""

import ast
import contextlib
import hashlib
import stat
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

WATCHED: Final = (
    "chalicelib",
    "infra",
    "knowledge_loader/sample",
    ".chalice/config.json",
    "app.py",
    "requirements.txt",
)
PASSED_OVER: Final = frozenset({"__pycache__", "deployments", "compiled"})
STACK_FILES: Final = (
    "infra/resources.yaml",
    "infra/integrity",
    "infra/packaging",
    ".chalice/config.json",
    "requirements.txt",
)
ENTRY_ROOMS: Final = ("chalicelib/channels", "chalicelib/backoffice", "chalicelib/jobs", "chalicelib/rooms.py")


class Change(Enum):
    """What of the running system a changed file is part of."""

    EDGE = "the routing table"
    CODE = "the code"
    STACK = "the stack"
    KNOWLEDGE = "the sample knowledge"
    LOCAL = "the local run itself"


class Tree:
    """A source tree as it was when it was last looked at."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = dict(_stamps(root))
        self._entries = entries(root)

    def changes(self) -> frozenset[Change]:
        """What changed since the last look."""
        now = dict(_stamps(self._root))
        changed = {path for path in now.keys() | self._seen.keys() if now.get(path) != self._seen.get(path)}
        self._seen = now
        kinds = (_kind(path.relative_to(self._root).as_posix()) for path in changed)
        found = {kind for kind in kinds if kind}
        if Change.CODE in found and (declared := entries(self._root)) != self._entries:
            self._entries = declared
            found.add(Change.STACK)
        return frozenset(found - {Change.CODE} if Change.STACK in found else found)


def entries(root: Path) -> str:
    """A digest of what the stack knows of the code: the decorators that declare routes and handlers, and the groups.

    A file that cannot be parsed counts as it was written: packaging will say what is wrong with it.
    """
    digest = hashlib.sha256()
    for room in ENTRY_ROOMS:
        place = root / room
        for path in [place] if place.suffix else sorted(place.rglob("*.py")):
            text = _text(path)
            try:
                tree = ast.parse(text)
            except SyntaxError:
                digest.update(text.encode())
                continue
            said = [ast.dump(tree)] if room.endswith("rooms.py") else list(_declared(tree))
            digest.update("".join([path.as_posix(), *said]).encode())
    return digest.hexdigest()


def _declared(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            yield node.name
            yield from map(ast.dump, node.decorator_list)


def _text(path: Path) -> str:
    """What a file holds; nothing in the moment in which an editor replaces it."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def _kind(path: str) -> Change | None:
    if path.startswith(("chalicelib/", "app.py")):
        return Change.CODE
    if path.startswith(STACK_FILES):
        return Change.STACK
    if path == "infra/edge.yaml":
        return Change.EDGE
    if path.startswith("knowledge_loader/sample"):
        return Change.KNOWLEDGE
    return Change.LOCAL if path.startswith("infra/local") else None


def _stamps(root: Path) -> Iterator[tuple[Path, int]]:
    for name in WATCHED:
        place = root / name
        for path in place.rglob("*") if place.is_dir() else [place]:
            if not PASSED_OVER.intersection(path.parts):
                with contextlib.suppress(FileNotFoundError):  # replaced by an editor in this moment
                    if stat.S_ISREG((found := path.stat()).st_mode):
                        yield path, found.st_mtime_ns
