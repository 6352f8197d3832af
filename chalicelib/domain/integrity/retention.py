"""How long a dossier is kept after it was closed, as data. Standard library only.

No longer than is needed and proportionate (Directive (EU) 2019/1937, article 18): what was founded may be needed before a
court or for discipline; of what came to nothing little time is left to look back.
"""

from datetime import datetime
from typing import Final

from chalicelib.domain.integrity.dossier import Outcome

YEARS: Final[dict[Outcome, int]] = {
    Outcome.FOUNDED: 10,
    Outcome.PARTLY: 10,
    Outcome.NOT_PROVEN: 2,
    Outcome.UNFOUNDED: 2,
    Outcome.ANSWERED: 1,
    Outcome.WITHDRAWN: 1,
}


def erase_after(outcome: Outcome | None, closed_at: datetime) -> datetime:
    """When a dossier must be erased; one without an outcome as soon as any other."""
    year = closed_at.year + (YEARS[outcome] if outcome else min(YEARS.values()))
    day = 28 if (closed_at.month, closed_at.day) == (2, 29) else closed_at.day
    return closed_at.replace(year=year, day=day)
