"""An agent needs the department's answer no more: the referral ends, and the department is told."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.case import CaseFile
from chalicelib.domain.outbox import Template
from chalicelib.domain.referral import OPEN, Author, Step
from chalicelib.domain.referral_notices import department_notice
from chalicelib.errors import Rejected
from chalicelib.services.refer_case import LONGEST
from chalicelib.services.register_contact import Desk
from chalicelib.services.step_referral import Said, referral_of, step_referral

if TYPE_CHECKING:
    from chalicelib.stores.cases import CaseStore


def withdraw_referral(file: CaseFile, referral: str, why: str, agent: Agent, cases: "CaseStore", desk: Desk) -> None:
    """End a referral; was it the last that was open, then the case waits for us again. `why`: for the department.

    A department whose mail never arrived is told nothing. Raises Rejected, NotFound, NotPossibleNow, ChangedMeanwhile,
    AlreadyKept.
    """
    if len(why) > LONGEST:
        raise Rejected({f"why-{referral}": "desk_refer.error_why_long"})
    before, desk = referral_of(file, referral), replace(desk, actor=agent.id)
    said = Said(Step.WITHDRAW, Author.AGENT, f"withdraw:{file.case.version}", agent.name, why.strip())
    first, *rest = step_referral(file, referral, said, desk)
    if before.state in OPEN:
        more = Template.REFERRAL_MORE
        after, entry = first.referrals[0], first.entries[0]
        notice = department_notice(after, entry, file.entries, desk.secret, desk.at, template=more)
        first = replace(first, notices=(notice,))
    cases.keep(first, *rest)
