"""Whoever holds a secret link sees an own question."""

from typing import TYPE_CHECKING

from chalicelib.domain.case import Case
from chalicelib.domain.case_states import GONE, Status
from chalicelib.domain.links import Holder, case_of_token, holder_of_token, opens
from chalicelib.errors import LinkNotValid

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.stores.cases import CaseStore


def trade_token(token: str, cases: "CaseStore", at: "datetime") -> Holder:
    """Who presents the token of a link. Raises LinkNotValid, which says nothing about the case; Busy."""
    case = cases.find(case_of_token(token)) if token else None
    holder = holder_of_token(case, token, at) if case else None
    if holder is None:
        raise LinkNotValid
    return holder


def open_question(holder: Holder, cases: "CaseStore", at: "datetime") -> Case:
    """The case that a link leads to: where it was merged with another of the same sender, that one.

    Raises LinkNotValid where the link was revoked meanwhile or its time is over, or the case was erased; Busy.
    """
    case = cases.find(holder.case)
    if case is None or not opens(case, holder.link, at):
        raise LinkNotValid
    seen = {case.id}
    while case.status is Status.MERGED and case.merged_into not in seen:
        seen.add(case.merged_into)
        further = cases.find(case.merged_into)
        if further is None or further.citizen != case.citizen:
            break
        case = further
    if case.status in GONE:
        raise LinkNotValid
    return case
