"""Do an errand of a dossier: what a step asks for outside the table, at least once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import Errand, ErrandKind
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.errors import MailRefused, NotFound, SmsRefused

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.errands import Errands
    from chalicelib.stores.integrity.executions import Executions


@dataclass(frozen=True, slots=True)
class Means:
    """With what errands are done. `tell`: sends what an errand says and gives what it was sent by; `take_over`: brings a
    moved case into its dossier (numbers of both); `seal`: the files of a dossier that were scanned."""

    errands: "Errands"
    dossiers: "DossierStore"
    executions: "Executions"
    tell: Callable[[Errand, Dossier], str]
    take_over: Callable[[str, str], object]
    seal: Callable[[str], object]


def run_errand(dossier: str, errand: str, means: Means, at: datetime) -> Errand | None:
    """Do it once, as far as that can be known. None where it was done, given up or erased before, or another does it now.

    Raises Busy, and whatever breaks in doing it: the errand then comes again, and after its last try its dossier shows it.
    """
    claimed = means.errands.claim(dossier, errand, at)
    if claimed is None:
        return None
    try:
        detail = _done(claimed, means)
    except NotFound:
        detail = "gone"  # erased, or taken over, meanwhile
    except (MailRefused, SmsRefused) as error:
        means.errands.give_up(claimed, at, type(error).__name__)
        return claimed
    except Exception as error:
        means.errands.failed(claimed, at, type(error).__name__)
        raise
    means.errands.done(claimed, at, detail)
    return claimed


def _done(errand: Errand, means: Means) -> str:
    if errand.kind is ErrandKind.START:
        means.executions.start(errand.dossier, int(errand.about))
        return ""
    if errand.kind is ErrandKind.NUDGE:
        return _nudged(errand, means)
    if errand.kind is ErrandKind.TAKE_OVER:
        means.take_over(errand.dossier, errand.about)
        return ""
    if errand.kind is ErrandKind.SEAL:
        means.seal(errand.dossier)
        return ""
    return means.tell(errand, means.dossiers.head(errand.dossier))


def _nudged(errand: Errand, means: Means) -> str:
    """Who waits with the token of the phase that was left is told to look again. A token of another run or phase is none
    of ours; one that nobody waits with any more is no fault: whoever watches finds an execution that stands still."""
    run, phase, _ = errand.about.split(":", 2)
    waits = means.dossiers.token(errand.dossier)
    if waits is None or (str(waits[0]), waits[1].value) != (run, phase):
        return "nobody waits"
    return "" if means.executions.go_on(waits[2]) else "nobody waits any more"
