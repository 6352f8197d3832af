"""Who works at the desk. Standard library only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody may do; the identity provider's group of the same name gives it."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    INVESTIGATOR = "investigator"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Agent:
    """`id`: the identity provider's own id of the person, `name`: as colleagues know her."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset({Role.AGENT})


CITIZEN: Final = "citizen"  # as the actor of an audit event
SYSTEM: Final = "system"
DEPARTMENT: Final = "department"
