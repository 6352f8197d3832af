"""Somebody is told that something waits in the house: never what, never about whom, and only by the way that was chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.change import Errand, ErrandKind
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.undelivered import NO_WAY
from chalicelib.domain.letter import Letter
from chalicelib.domain.phones import is_number, same_number
from chalicelib.errors import NotFound

if TYPE_CHECKING:
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.mailer import Mailer
    from chalicelib.stores.sms_gateway import SmsGateway

# Two things that come at once are one mail: the second is there when the reporter looks for the first.
AT_ONCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Voice:
    """With what somebody is told. `letter`: the mail of a kind to an address; `short`: the SMS to a reporter; `address`: of
    a service, by its code ("": of who looks after dossiers that have none)."""

    mailer: "Mailer"
    gateway: "SmsGateway"
    letter: Callable[[ErrandKind, str], Letter]
    short: Callable[[], str]
    address: Callable[[str], str]


def tell_about_dossier(errand: Errand, head: Dossier, store: "DossierStore", voice: Voice, at: datetime) -> str:
    """Tell who must know, and give how: mail, sms, "told already", or "no way" where the reporter can only be told by a
    person. Raises MailRefused, SmsRefused, NotFound, Busy.

    No tag goes with it and no event comes back: outside the house nobody can see whom it writes to, or about which dossier.
    """
    if errand.kind is not ErrandKind.TELL_REPORTER:
        return _mailed(errand.kind, voice.address(head.service), voice)
    if _told_already(errand, store, head, at):
        return "told already"
    who = store.identity(head.id)
    if who.email:
        return _mailed(errand.kind, who.email, voice)
    number = same_number(who.phone)
    if not is_number(number):
        return NO_WAY
    voice.gateway.send(number, voice.short(), context={})
    return "sms"


def _mailed(kind: ErrandKind, to: str, voice: Voice) -> str:
    voice.mailer.send(voice.letter(kind, to), tags={})
    return "mail"


def _told_already(errand: Errand, store: "DossierStore", head: Dossier, at: datetime) -> bool:
    """Whether the reporter heard a moment ago of something that was not read yet."""
    if head.unread < 2:
        return False
    try:
        others = store.open(head.id).errands
    except NotFound:
        return True  # erased: nobody is told any more
    return any(
        one.kind is ErrandKind.TELL_REPORTER
        and one.id != errand.id
        and one.state == "sent"
        and one.detail in ("mail", "sms")
        and one.state_at
        and one.state_at > at - AT_ONCE
        for one in others
    )
