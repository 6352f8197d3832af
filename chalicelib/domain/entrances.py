"""The roads in that a citizen can take today, in the order in which they are offered.

A road appears on the portal when it has a row here and its texts in the catalogue (portal.entrance.<key>): whoever
builds another road adds both.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Doors(StrEnum):
    """When a road is open: with the doors of 1700, or always (somebody reads it when the doors open)."""

    OPENING_HOURS = "opening_hours"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Entrance:
    """One road in. `href`: where it begins, a page of the portal or tel:."""

    key: str
    href: str
    doors: Doors


ENTRANCES: Final = (
    Entrance("telephone", "tel:1700", Doors.OPENING_HOURS),
    Entrance("form", "/mail", Doors.ALWAYS),
    Entrance("email", "/contact#e-mail", Doors.ALWAYS),
    Entrance("sms", "/contact#sms", Doors.ALWAYS),
    Entrance("letter", "/contact#brief", Doors.ALWAYS),
    Entrance("visit", "/contact#langskomen", Doors.OPENING_HOURS),
    Entrance("integrity", "/integriteit", Doors.ALWAYS),
)


def entrances(sms_number: str) -> tuple[Entrance, ...]:
    """The roads of this deployment: SMS only where there is a number to send one to."""
    return tuple(one for one in ENTRANCES if one.key != "sms" or sms_number)


# Occasions in a life, and things that people often ask: each is a search that we know the words for
# (portal.event.<key> and portal.often.<key>: title and query).
LIFE_EVENTS: Final = ("move", "child", "job_lost", "death", "business", "arrive", "study", "renovate", "care", "retire")
OFTEN_ASKED: Final = ("moving", "licence", "grant", "birth", "insulation")
