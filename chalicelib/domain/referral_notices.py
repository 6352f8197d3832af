"""What a referral makes us send: mails to its department, each with the link of its turn, and word to the citizen.

Standard library only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import ids
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.links import with_link
from chalicelib.domain.outbox import MAIL, Notice, Template
from chalicelib.domain.referral import Entry, Referral, Step
from chalicelib.domain.referral_clocks import wound
from chalicelib.domain.referral_links import LINK_LIVES, new_token, turn_of
from chalicelib.domain.ways import ways_to
from chalicelib.errors import NotFound


def linked(referral: Referral, entries: Iterable[Entry], secret: bytes, at: datetime) -> Referral:
    """The referral with the link of its turn, and its clock wound: as it is sent. `entries`: with the sending itself."""
    token = new_token(secret, referral.case, referral.id, turn_of(entries, referral.id))
    return wound(replace(referral, link=ids.token_hash(token), link_ends=at + LINK_LIVES), at)


def department_notice(
    referral: Referral,
    entry: Entry,
    entries: Iterable[Entry],
    secret: bytes,
    at: datetime,
    correlation: str = "",
    template: Template = Template.REFERRAL,
) -> Notice:
    """A mail to the department about an entry, with the link of the referral as `entries` say it is."""
    return Notice(
        id=f"{entry.id}-{template}",
        case=referral.case,
        entry=entry.id,
        template=template,
        to=referral.email,
        not_before=at,
        link=new_token(secret, referral.case, referral.id, turn_of(entries, referral.id)),
        correlation=correlation,
    )


def told_citizen(
    case: Case, entry: Entry, template: Template, secret: bytes, at: datetime, correlation: str = ""
) -> tuple[Case, tuple[Notice, ...]]:
    """The case with a new link for the citizen, and the mail or SMS in which it goes; none where nothing leads to him."""
    told = citizens_notice(case, entry, template, secret, at, correlation)
    if told is None:
        return case, ()
    linked_ = with_link(case, told.link, at)
    return replace(linked_, reference_told=case.reference_told or told.by == MAIL), (told,)


def citizens_notice(
    case: Case, entry: Entry, template: Template, secret: bytes, at: datetime, correlation: str = ""
) -> Notice | None:
    """What tells the citizen of an entry, by the first road to him; None where there is none."""
    roads = ways_to(case)
    if not roads:
        return None
    by, to = next(iter(roads.items()))
    return Notice(
        id=f"{entry.id}-{template}",
        case=case.id,
        entry=entry.id,
        template=template,
        to=to,
        not_before=at,
        link=ids.link_token(secret, case.id, entry.id),
        correlation=correlation,
        by=by,
    )


def asked_at_once(notice: Notice, file: CaseFile) -> tuple[Referral, ...]:
    """The referrals of which a notice tells the citizen. Raises NotFound where they are gone."""
    entry = next((one for one in file.entries if one.id == notice.entry), None)
    again = entry is not None and entry.step is Step.SEND_AGAIN  # to another organisation
    found = tuple(
        one for one in file.referrals if entry and (one.id == entry.referral if again else one.made_at == entry.at)
    )
    if not found:
        raise NotFound(notice.entry)
    return found
