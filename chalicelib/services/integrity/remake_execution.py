"""An execution that failed, was lost or has grown too old is made again: from the head, which is the truth."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.change import Change, ErrandKind
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.execution import Execution, Fault, Following, Running, fault_of
from chalicelib.domain.integrity.phases import WAITS_FOR_PEOPLE
from chalicelib.errors import ChangedMeanwhile
from chalicelib.services.integrity.step_dossier import House, errand_of

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.integrity.executions import Executions


def remake_execution(head: Dossier, store: "DossierStore", executions: "Executions", house: House) -> Fault | None:
    """Make again what follows a dossier, where that is needed: what was wrong, None where nothing was. Raises Busy.

    One that failed goes on from the state that failed, once, where Step Functions can do that; else the dossier gets another
    run, whose execution begins with a look at the head, in the machine as it is now. The one before is stopped; should it go
    on, it sees that it is superseded.
    """
    now = following(head, store, executions)
    fault = fault_of(head, now, house.at)
    if fault is None:
        return None
    if fault is Fault.FAILED and not now.execution.redriven and executions.redrive(head.id, head.run):
        return fault
    if fault in (Fault.STOOD_STILL, Fault.SILENT, Fault.OLD):
        executions.stop(head.id, head.run)
    again = replace(head, run=head.run + 1)
    try:
        store.keep(Change(again, errands=(errand_of(again, ErrandKind.START, str(again.run), house),)))
    except ChangedMeanwhile:
        return None  # somebody does something to it at this moment; the next minute looks again
    return fault


def following(head: Dossier, store: "DossierStore", executions: "Executions") -> Following:
    """What follows a dossier at this moment. Raises Busy."""
    waiting = head.phase in WAITS_FOR_PEOPLE
    token = store.token(head.id) if waiting else None
    bell = executions.bell_of(head.id, head.run, len(head.stays)) if waiting else Execution(Running.LOST)
    return Following(executions.of(head.id, head.run), bell, token[:2] if token else None)
