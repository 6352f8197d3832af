"""Somebody sends the report form: check what was told, and register it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain import ids
from chalicelib.domain.integrity.change import Change, DossierFile
from chalicelib.domain.integrity.dossier import Breach, Matter
from chalicelib.domain.integrity.entry import Evidence, What
from chalicelib.domain.integrity.guesses import network_of
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.domain.integrity.receipt_code import new_code
from chalicelib.domain.integrity.report_input import facts_of, faults, identity_of, is_whistleblower
from chalicelib.errors import Rejected, TooMany
from chalicelib.services.integrity.change_dossier import change_dossier
from chalicelib.services.integrity.receipt_code import locator_hash
from chalicelib.services.integrity.register_report import Registered, Report, content_key, register_report
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore
    from chalicelib.stores.limits import Limits

REPORT: Final = "report"
MOST_REPORTS: Final = 60  # a day from one network address: a library or a workplace has one for everybody


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form held. `told`: report_input.FIELDS; `trap`: a field that people do not see; `network`: the sender's network
    address, which is only counted, as a keyed hash."""

    key: "FormKey | None"
    told: Mapping[str, str] = field(repr=False)
    files: tuple[Evidence, ...] = ()
    trap: str = ""
    network: str = field(default="", repr=False)


def send_report(sent: Sent, dossiers: "DossierStore", limits: "Limits", house: House) -> Registered:
    """Register a report with its files. The same form sent twice is one dossier and one code; sent again after a change, the
    dossier gets what changed as well.

    Raises Rejected with every wrong field at once (nothing is kept then), NotPossibleNow, TooMany, Busy.
    """
    if wrong := faults(sent.told):
        raise Rejected({name: f"integrity.error_{name}_{fault}" for name, fault in wrong.items()})
    key = _checked(sent, house)
    if not limits.allow(REPORT, ids.citizen_hash(house.secret, network_of(sent.network)), house.at, most=MOST_REPORTS):
        raise TooMany
    report = _report_of(sent, key)
    registered = register_report(report, dossiers, house)
    if registered.repeated:
        _add_what_changed(registered.number, report, dossiers, house)
    return registered


def files_of_form(key: "FormKey", dossiers: "DossierStore", house: House) -> tuple[Evidence, ...]:
    """The files of the dossier that a form made before; none where it made none. Raises Busy."""
    code = new_code(house.secret, _report_key(key))
    head = dossiers.by_locator(locator_hash(house.secret, code.locator))
    return dossiers.open(head.id).files if head else ()


def _report_key(key: "FormKey") -> str:
    return f"form:{key.drawn}"


def _checked(sent: Sent, house: House) -> "FormKey":
    if sent.key is None or sent.key.old(house.at):
        raise Rejected({"text": "integrity.error_old"})
    if sent.trap or sent.key.too_quick(house.at):
        raise Rejected({"text": "integrity.error_again"})
    return sent.key


def _report_of(sent: Sent, key: "FormKey") -> Report:
    told = sent.told
    matter = Matter(told["matter"])
    return Report(
        key=_report_key(key),
        dated=key.made_at,
        matter=matter,
        identity=identity_of(told),
        facts=facts_of(told),
        breach=Breach(told["breach"]) if matter is Matter.REPORT else Breach.OTHER,
        whistleblower=is_whistleblower(told),
        files=sent.files,
    )


def _add_what_changed(number: str, report: Report, dossiers: "DossierStore", house: House) -> None:
    """Nothing, where the dossier has it all."""
    deed = Deed(Act.TELL, Actor.REPORTER, content_key(report), what=What.REPORT, facts=report.facts)
    identity = report.identity if dossiers.identity(number) != report.identity else None

    def change_of(file: DossierFile) -> Change:
        known = {one.id for one in file.files}
        new = tuple(one for one in report.files if one.id not in known)
        return step_dossier(file, replace(deed, files=new, identity=identity), house)

    change_dossier(number, change_of, dossiers)
