"""An organisation of a government, to which a question can belong. Standard library only."""

from dataclasses import dataclass

from chalicelib.domain.article import Level


@dataclass(frozen=True, slots=True)
class Organisation:
    """`code`: the OVO code where it has one, which stays when the name changes."""

    code: str
    name: str
    level: Level
