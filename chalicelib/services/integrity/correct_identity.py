"""The reporter corrects own data: the name, and how to be reached."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.dossier import Dossier, Matter
from chalicelib.domain.integrity.entry import Identity
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.report_input import faults, identity_of
from chalicelib.errors import Rejected
from chalicelib.services.integrity.change_dossier import do_deed
from chalicelib.services.integrity.step_dossier import Deed, House

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore

ABOUT: Final = "identity"  # what the entry says: that it was corrected, never what


def correct_identity(
    dossier: Dossier, key: "FormKey | None", told: Mapping[str, str], dossiers: "DossierStore", house: House
) -> None:
    """Keep what is corrected, sealed apart as before; the service sees that it was. What is the same changes nothing.

    Raises Rejected with every wrong field, NotPossibleNow where the dossier is erased, NotFound, Busy.
    """
    wrong = {name: f"integrity.error_{name}_{fault}" for name, fault in _faults(dossier, told).items()}
    if not wrong and (key is None or key.old(house.at)):
        wrong = {"name": "integrity.error_old"}
    if wrong or key is None:
        raise Rejected(wrong)
    identity = identity_of(told)
    if dossiers.identity(dossier.id) == identity:
        return
    do_deed(dossier.id, _deed(key, identity), dossiers, house)


def _faults(dossier: Dossier, told: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with who somebody is; what the report itself told was checked when it came."""
    kept = {"matter": dossier.matter.value, "text": "-", "organisation": "-", "breach": dossier.breach.value}
    route = {"whistleblower": "ja"} if dossier.whistleblower and dossier.matter is Matter.REPORT else {}
    return faults({**told, **kept, **route})


def _deed(key: "FormKey", identity: Identity) -> Deed:
    made_of = hashlib.sha256(json.dumps(asdict(identity)).encode()).hexdigest()
    return Deed(Act.NOTE, Actor.REPORTER, f"identity:{key.drawn}\x00{made_of}", about=ABOUT, identity=identity)
