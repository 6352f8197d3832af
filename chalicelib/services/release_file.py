"""A supervisor lets a file be downloaded that no scanner could judge, and says why."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.case import Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.contact import SCANS, FileRef, Scan
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow, Rejected

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.scans import ScanStore

LONGEST: Final = 500


def release_file(
    case: str, file_id: str, reason: str, agent: Agent, cases: "CaseStore", scans: "ScanStore", at: datetime
) -> FileRef:
    """Release a file that waits or could not be read; the reason stays with the file, the audit trail has its id.

    A file with a threat is never released. Raises NotAllowed (no supervisor), Rejected (no reason), NotFound,
    NotPossibleNow, ChangedMeanwhile (once more, on what is there now), Busy.
    """
    if Role.SUPERVISOR not in agent.roles:
        raise NotAllowed(case)
    if not reason.strip() or len(reason) > LONGEST:
        raise Rejected({"reason": "form.error_release_long" if reason.strip() else "form.error_release_missing"})
    opened = cases.open(case)
    file = next((one for one in opened.files if one.id == file_id), None)
    if file is None:
        raise NotFound(file_id)
    if Scan.RELEASED not in SCANS[file.scan]:
        raise NotPossibleNow(file_id)
    # The trail first: rather a release in it that failed than one that it does not know.
    changed, event = audited(opened.case.after(Action.NOTE, at), at, agent.id, "file_released", {"file": file.id})
    cases.keep(Change(changed, (event,)))
    scans.release(case, file, reason.strip())
    return replace(file, scan=Scan.RELEASED, reason=reason.strip())
