"""Whoever holds the secret link of a referral sees what is asked of the department."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.case import CaseFile
from chalicelib.domain.case_states import GONE
from chalicelib.domain.referral import Referral
from chalicelib.domain.referral_links import Holder, holder_of_token, opens, referral_of_token, was_ours
from chalicelib.errors import LinkNotValid, NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


@dataclass(frozen=True, slots=True)
class Ended:
    """What somebody is told whose link was good once. `agent`: whom to ask for; `erased`: nothing is left to answer."""

    case: str
    agent: str = ""
    erased: bool = False


def trade_token(token: str, cases: "CaseStore", at: "datetime") -> Holder:
    """Who presents the token of a link. Raises LinkNotValid, which says nothing; Busy."""
    found = _found(*referral_of_token(token), cases)
    holder = holder_of_token(found[1], token, at) if found else None
    if holder is None:
        raise LinkNotValid
    return holder


def open_referral(holder: Holder, cases: "CaseStore", at: "datetime") -> tuple[CaseFile, Referral]:
    """The case that holds the referral, merged or not, and the referral. Raises LinkNotValid where the link was revoked
    meanwhile or its time is over, or the case was erased; Busy."""
    found = _found(holder.case, holder.referral, cases)
    if found is None or not opens(found[1], holder.link, at):
        raise LinkNotValid
    return found


def ended_link(token: str, cases: "CaseStore", secret: bytes) -> Ended | None:
    """What became of a link that opens nothing: only who had it from us is told. None for all other tokens. Raises Busy."""
    if not was_ours(secret, token):
        return None
    case, referral = referral_of_token(token)
    found = _found(case, referral, cases)
    if found is None:
        return Ended(case, erased=True)
    return Ended(case, agent=found[1].agent_name)


def _found(case: str, referral: str, cases: "CaseStore") -> tuple[CaseFile, Referral] | None:
    try:
        file = cases.open(case) if case else None
    except NotFound:
        return None
    if file is None or file.case.status in GONE:
        return None
    one = next((one for one in file.referrals if one.id == referral), None)
    return (file, one) if one else None
