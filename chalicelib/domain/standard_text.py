"""Standard texts: what agents often write, with placeholders for what differs. Standard library only.

The texts themselves stand in the catalogue (pages/messages/nl/standard_texts.toml), where editors change them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import Case
from chalicelib.domain.ids import shown_reference

_PLACE: Final = re.compile(r"\{([a-zA-Z_]+)\}")
PLACEHOLDERS: Final = ("aanspreking", "naam", "kenmerk", "onderwerp", "medewerker")


@dataclass(frozen=True, slots=True)
class StandardText:
    """`key`: its table in the catalogue; `text` with {placeholders}."""

    key: str
    title: str
    text: str


def standard_texts(messages: Mapping[str, str]) -> tuple[StandardText, ...]:
    """The texts of a room of the catalogue ({"received.title": .., "received.text": ..}), in its order."""
    keys = dict.fromkeys(key.rpartition(".")[0] for key in messages)
    return tuple(StandardText(key, messages[f"{key}.title"], messages[f"{key}.text"].strip()) for key in keys if key)


def values_for(case: Case, agent: Agent, greeting: str) -> dict[str, str]:
    """What the placeholders stand for in an answer to this case. `greeting`: the word before a name."""
    name = case.sender.name.strip()
    return {
        "aanspreking": f"{greeting} {name}".strip(),
        "naam": name,
        "kenmerk": shown_reference(case.id),
        "onderwerp": case.subject,
        "medewerker": agent.name,
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; a name that is none of ours stays as it was typed."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def unknown_places(text: str) -> tuple[str, ...]:
    """Placeholders that nothing is known for, such as a slip of the pen, as they stand there."""
    return tuple(dict.fromkeys(place[0] for place in _PLACE.finditer(text) if place[1] not in PLACEHOLDERS))
