"""The reporter writes in the mailbox: an answer, something more, files."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.entry import Evidence, What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import Rejected, TooMany
from chalicelib.services.integrity.change_dossier import do_deed
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.limits import Limits

MESSAGE: Final = "mailbox"
MOST: Final = 100  # a day in one dossier
LONGEST: Final = 200_000  # characters, as of a report


@dataclass(frozen=True, slots=True)
class Addition:
    """What a form held."""

    key: "FormKey | None"
    text: str = field(repr=False)
    files: tuple[Evidence, ...] = ()


def add_to_dossier(number: str, addition: Addition, dossiers: "DossierStore", limits: "Limits", house: House) -> None:
    """Keep a message of the reporter; the same form twice is one message. Where the reporter was asked something, this is the
    answer. Raises Rejected, TooMany, NotPossibleNow, NotFound, Busy."""
    key = _checked(addition, house)
    if not limits.allow(MESSAGE, number, house.at, most=MOST):
        raise TooMany
    told = json.dumps([addition.text, [one.id for one in addition.files]])
    made_of = f"mailbox:{key.drawn}\x00{hashlib.sha256(told.encode()).hexdigest()}"
    deed = Deed(Act.TELL, Actor.REPORTER, made_of, text=addition.text, what=What.MESSAGE, files=addition.files)
    do_deed(number, deed, dossiers, house)


def _checked(addition: Addition, house: House) -> "FormKey":
    wrong = ""
    if not addition.text and not addition.files:
        wrong = "postvak.error_text_missing"
    elif len(addition.text) > LONGEST:
        wrong = "postvak.error_text_long"
    elif addition.key is None or addition.key.old(house.at):
        wrong = "integrity.error_old"
    if wrong or addition.key is None:
        raise Rejected({"text": wrong})
    return addition.key
