"""Somebody lost the link to an own question: mail a new one to the address that the case has, and tell nothing here."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.agent import CITIZEN
from chalicelib.domain.case import Case, Change, audited
from chalicelib.domain.case_states import Action
from chalicelib.domain.links import with_link
from chalicelib.domain.outbox import Notice, Template
from chalicelib.errors import ChangedMeanwhile, TooMany

if TYPE_CHECKING:
    from chalicelib.services.register_contact import Desk
    from chalicelib.stores.cases import CaseStore
    from chalicelib.stores.limits import Limits

MOST_ASKED: Final = 20  # a day from one network address
MOST_SENT: Final = 3  # a day for one case
TRIES: Final = 5


def send_new_link(
    case: str | None, email: str, drawn: str, network: str, cases: "CaseStore", limits: "Limits", desk: "Desk"
) -> None:
    """Queue a mail with a new link where reference and address belong together; else, and in all other cases, do nothing.

    `case`: what ids.read_reference made of the reference; `drawn`: chance that the link is made of. Whoever asks cannot
    tell whether there is such a case. Raises TooMany for too many questions from one network address, Busy.
    """
    if not limits.allow("ask-link", ids.citizen_hash(desk.secret, network), desk.at, most=MOST_ASKED):
        raise TooMany
    for _ in range(TRIES):
        found = cases.find(case) if case else None
        if found is None or not _belongs(found, email, desk.secret):
            return
        if not limits.allow("send-link", found.id, desk.at, most=MOST_SENT):
            return
        try:
            cases.keep(_change(found, drawn, desk))
        except ChangedMeanwhile:
            continue
        return


def _belongs(case: Case, email: str, secret: bytes) -> bool:
    """Whether the address is the case's own; never for one that was erased, or whose sender is unknown."""
    own = case.sender.email
    return bool(own) and ids.citizen_hash(secret, own) == ids.citizen_hash(secret, email)


def _change(case: Case, drawn: str, desk: "Desk") -> Change:
    token = ids.link_token(desk.secret, case.id, f"new\x00{drawn}")
    after = replace(with_link(case, token, desk.at).after(Action.NOTE, desk.at), updated_at=case.updated_at)
    after, event = audited(after, desk.at, CITIZEN, "link_asked")
    entry = ids.ulid(desk.secret, desk.at, f"new-link\x00{case.id}\x00{drawn}")
    notice = Notice(
        id=f"{entry}-{Template.NEW_LINK}",
        case=case.id,
        entry=entry,
        template=Template.NEW_LINK,
        to=case.sender.email,
        not_before=desk.at,
        link=token,
    )
    return Change(after, (event,), notices=(notice,))
