"""An organisation of a government, to which a question can belong. Standard library only."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain.article import Level

DUE_DAYS: Final = 5  # working days that an organisation has where no register says how many


@dataclass(frozen=True, slots=True)
class Organisation:
    """`code`: the OVO code where it has one, which stays when the name changes. `subjects`: codes of the knowledge's themes.

    `municipality`: NIS code of the municipality that it is or serves. `email`: where referrals go; `proposed`: an address
    that an agent (`proposed_by`) entered and a supervisor or manager has to confirm. `due_days`: working days that it has
    to answer. `closing_days`: its own, as days (2026-12-24) or spans (2026-12-24/2027-01-03). `parent`, `successor`: codes;
    `ended`: the day (ISO) from which it is no more. `also`: other names by which people know it, as VDAB or FOD Financiën.
    `proposed_name`: the name of the agent who entered the address.
    """

    code: str
    name: str
    level: Level
    subjects: tuple[str, ...] = ()
    municipality: str = ""
    email: str = ""
    phone: str = ""
    due_days: int = DUE_DAYS
    closing_days: tuple[str, ...] = ()
    parent: str = ""
    successor: str = ""
    ended: str = ""
    proposed: str = ""
    proposed_by: str = ""
    also: tuple[str, ...] = ()
    proposed_name: str = ""

    def over(self, day: date) -> bool:
        """Whether it is no more on this day."""
        return bool(self.ended) and self.ended <= day.isoformat()


@dataclass(frozen=True, slots=True)
class Proposal:
    """An address that an agent entered for an organisation, waiting to be confirmed. `by`: the agent's id."""

    code: str
    email: str
    by: str
    by_name: str
