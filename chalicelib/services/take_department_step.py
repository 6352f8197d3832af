"""A department does something by its link: accepts, answers, asks, gives back. What concerns the citizen is sent on."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.agent import DEPARTMENT
from chalicelib.domain.case import CaseFile, Change
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import FileRef
from chalicelib.domain.form_key import FormKey
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import Author, Referral, Step
from chalicelib.domain.referral_notices import told_citizen
from chalicelib.domain.referral_view import LONGEST, LONGEST_BETTER, LONGEST_NAME, TO_CITIZEN
from chalicelib.domain.ways import writes_itself
from chalicelib.errors import AlreadyKept, Busy, ChangedMeanwhile, Rejected, TooMany
from chalicelib.services.open_case import living_case
from chalicelib.services.open_referral import open_referral
from chalicelib.services.send_message import contact_key, own_files
from chalicelib.services.step_referral import Said, step_referral

if TYPE_CHECKING:
    from chalicelib.domain.referral_links import Holder
    from chalicelib.services.register_contact import Desk
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.limits import Limits
    from chalicelib.stores.scans import ScanStore

TRIES: Final = 5
MOST_A_DAY: Final = 50  # of one referral: a link that leaked is no cannon
LETTERS: Final = {Step.ANSWER_DIRECTLY: Template.DEPARTMENT_ANSWER, Step.ASK_CITIZEN: Template.DEPARTMENT_ASKS}
ALLOWED: Final = frozenset({Step.ACCEPT, Step.ANSWER, Step.ASK_AGENT, Step.GIVE_BACK, *TO_CITIZEN})


@dataclass(frozen=True, slots=True)
class Doing:
    """What a form held. `name`: who fills it in, as told; `better`: where the question belongs, when giving back."""

    step: Step | None
    key: FormKey | None
    text: str = ""
    name: str = ""
    better: str = ""
    files: tuple[FileRef, ...] = ()
    correlation: str = ""


def take_department_step(
    holder: "Holder", doing: Doing, cases: "CaseStore", scans: "ScanStore", limits: "Limits", desk: "Desk"
) -> None:
    """Keep it, with its files and with what is to be sent to the citizen. The same form twice is once.

    Raises Rejected with every wrong field, LinkNotValid, NotPossibleNow where something else happened first, TooMany, Busy.
    """
    desk = replace(desk, actor=DEPARTMENT)
    key = _checked(doing, desk)
    if not limits.allow("department", f"{holder.case}-{holder.referral}", desk.at, most=MOST_A_DAY):
        raise TooMany
    for _ in range(TRIES):
        file, referral = open_referral(holder, cases, desk.at)
        said = _said(doing, key, referral, desk)
        try:
            cases.keep(*_changes(file, referral, said, doing, cases, desk))
        except ChangedMeanwhile:
            continue
        except AlreadyKept:
            pass
        scans.attach(holder.case, *said.files)
        return
    raise Busy("the case changes all the time")


def _checked(doing: Doing, desk: "Desk") -> FormKey:
    wrong = {}
    if doing.step not in ALLOWED:
        wrong["step"] = "department.error_step"
    elif doing.step is not Step.ACCEPT and not doing.text and not (doing.step is Step.ANSWER and doing.files):
        wrong["text"] = f"department.error_text_{doing.step}"
    if len(doing.text) > LONGEST:
        wrong["text"] = "department.error_text_long"
    if len(doing.better) > LONGEST_BETTER:
        wrong["better"] = "department.error_better_long"
    if len(doing.name) > LONGEST_NAME:
        wrong["name"] = "department.error_name_long"
    if doing.key is None or doing.key.old(desk.at):
        wrong = wrong or {"text": "form.error_old"}
    if wrong or doing.key is None:
        raise Rejected(wrong)
    return doing.key


def _said(doing: Doing, key: FormKey, referral: Referral, desk: "Desk") -> Said:
    step = doing.step or Step.ANSWER  # _checked refused what is none
    names = [f"{file.key}={file.name}" for file in doing.files]
    own = contact_key(key, referral.case, referral.id, step, doing.text, doing.better, *names)
    return Said(
        step=step,
        author=Author.DEPARTMENT,
        key=own,
        by=f"{doing.name}, {referral.name}" if doing.name else referral.name,
        text=doing.text,
        better=doing.better if step is Step.GIVE_BACK else "",
        files=own_files(doing.files, own, desk),
    )


def _changes(
    file: CaseFile, referral: Referral, said: Said, doing: Doing, cases: "CaseStore", desk: "Desk"
) -> tuple[Change, ...]:
    if said.step in TO_CITIZEN and not writes_itself(file.case):
        raise Rejected({"step": "department.error_no_road"})
    living = living_case(file.case.id, cases) if file.case.status is Status.MERGED else None
    first, *others = step_referral(file, referral.id, said, desk, living)
    if said.step in LETTERS:
        template = LETTERS[said.step]
        case, told = told_citizen(first.case, first.entries[0], template, desk.secret, desk.at, doing.correlation)
        first = replace(first, case=case, notices=told)
    return (first, *others)
