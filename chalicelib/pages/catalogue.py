"""The catalogue of messages: everything that people read, in one place.

`messages/<language>/<room>.toml` holds the texts of one room; the key `portal.home.title` is `title` in table `home` of
`portal.toml`. Another language is another folder. The package holds JSON made of the same files (see build.py), because
it is read faster; each file is read when its first message is asked for.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

MESSAGES: Final = Path(__file__).with_name("messages")
LANGUAGE: Final = "nl"


class UnknownMessage(LookupError):
    """The catalogue has no such key, or its text asks for a value that was not given: a mistake of ours."""


def t(key: str, /, **values: object) -> str:
    """Say the message `key` with its {placeholders} filled in; plain text, escaped by the template that shows it.

    Where the catalogue has `key.one` and `key.other`, the value `n` chooses. Raises UnknownMessage.
    """
    room, _, rest = key.partition(".")
    texts = messages(room)
    text = texts.get(rest)
    if text is None and "n" in values:
        text = texts.get(f"{rest}.one" if values["n"] == 1 else f"{rest}.other")
    if text is None:
        raise UnknownMessage(key)
    try:
        return text.format_map(values)
    except KeyError as missing:
        raise UnknownMessage(f"{key} needs {missing}") from missing


@cache
def messages(room: str, language: str = LANGUAGE) -> Mapping[str, str]:
    """All messages of one room, by key without the room's name. Raises UnknownMessage where there is no such file."""
    compiled = MESSAGES / language / f"{room}.json"
    if compiled.exists():
        texts: dict[str, str] = json.loads(compiled.read_text(encoding="utf-8"))
        return texts
    source = MESSAGES / language / f"{room}.toml"
    if not source.exists():
        raise UnknownMessage(room)
    return read_toml(source)


def read_toml(source: Path) -> dict[str, str]:
    """Read one room's file and flatten its tables: {"home.title": "..."}."""
    import tomllib  # only where there is no package: the functions read JSON

    return _flat(tomllib.loads(source.read_text(encoding="utf-8")))


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = str(value)
    return found
