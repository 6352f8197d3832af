"""An investigator does something to a dossier: a step of the table, or something that is added to it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.acting import KINDS, LONGEST, NEEDS, OUTCOMES, can_add, outcome_of, possible
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.dossier import Outcome
from chalicelib.domain.integrity.entry import Evidence, What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.errors import AlreadyKept, ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.services.integrity.note_dossier import note_dossier
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.form_key import FormKey
    from chalicelib.stores.integrity.dossiers import DossierStore

# A message is written in answer to what its writer saw; the rest is true whatever came meanwhile.
MUST_HAVE_SEEN_ALL: Final = frozenset({What.MESSAGE})


@dataclass(frozen=True, slots=True)
class Doing:
    """What a form held. `version`: of the dossier that its page showed; `act`, or Act.NOTE with the `kind` of what is added;
    `better`: code of the service where it belongs; `whom`: id of the investigator who gets a task; `done`: a task that is
    done from the start, which is a step that was taken."""

    key: "FormKey | None"
    act: Act | None
    version: int = 0
    text: str = ""
    kind: What | None = None
    better: str = ""
    outcome: Outcome | None = None
    whom: str = ""
    due_at: "datetime | None" = None
    done: bool = False
    files: tuple[Evidence, ...] = ()


def act_on_dossier(
    number: str, doing: Doing, who: Investigator, dossiers: "DossierStore", house: House, services: Mapping[str, str]
) -> None:
    """Keep it. The same form twice is once. `services`: name of each competent service by its code.

    Raises Rejected with every wrong field, NotFound where it is not hers to see, NotPossibleNow where the table has no such
    step any more, ChangedMeanwhile where the dossier is not as she saw it, Busy.
    """
    if doing.act is Act.NOTE and doing.kind not in MUST_HAVE_SEEN_ALL:
        note_dossier(number, lambda file: _note(file, doing, who, house), who, dossiers, house)
        return
    file = dossiers.open(number)
    admit(who, file.dossier)
    deed = _note(file, doing, who, house) if doing.act is Act.NOTE else _act(file, doing, who, house, services)
    try:
        change = step_dossier(file, deed, house)
    except AlreadyKept:
        return
    if deed.act not in (*possible(file.dossier), Act.NOTE):
        raise NotPossibleNow(number)
    if file.dossier.version != doing.version:
        raise ChangedMeanwhile(number)
    dossiers.keep(change)


def _act(file: DossierFile, doing: Doing, who: Investigator, house: House, services: Mapping[str, str]) -> Deed:
    if doing.act not in NEEDS:
        raise Rejected({"act": "onderzoek_dossier.error_act"})
    needs, head, wrong = NEEDS[doing.act], file.dossier, _wrong_text(doing, needed=NEEDS[doing.act].text)
    if needs.outcome and doing.outcome not in OUTCOMES[head.matter]:
        wrong["outcome"] = "onderzoek_dossier.error_outcome"
    if needs.better and doing.better and (doing.better not in services or doing.better in (*head.tried, head.service)):
        wrong["better"] = "onderzoek_dossier.error_better"
    return Deed(
        doing.act,
        Actor.SERVICE,
        _key(doing, wrong, house),
        who.id,
        doing.text,
        What.MESSAGE if needs.told else What.ACT,
        about=doing.better if needs.better else "",
        service=doing.better if needs.better else "",
        outcome=outcome_of(head, doing.act, doing.outcome),
    )


def _note(file: DossierFile, doing: Doing, who: Investigator, house: House) -> Deed:
    if not can_add(file.dossier):
        raise NotPossibleNow(file.dossier.id)
    wrong = _wrong_text(doing, needed=not doing.files)
    if doing.kind not in KINDS:
        wrong["kind"] = "onderzoek_dossier.error_kind"
    elif doing.kind is What.EVIDENCE and not doing.files:
        wrong = {"files": "onderzoek_dossier.error_files"}
    if doing.due_at and doing.due_at < house.at:
        wrong["due"] = "onderzoek_dossier.error_due"
    is_task = doing.kind is What.TASK
    return Deed(
        Act.NOTE,
        Actor.SERVICE,
        _key(doing, wrong, house),
        who.id,
        doing.text,
        doing.kind or What.NOTE,
        about=doing.whom if is_task and not doing.done else "",
        files=doing.files,
        due_at=doing.due_at if is_task and not doing.done else None,
        done=is_task and doing.done,
    )


def _wrong_text(doing: Doing, *, needed: bool) -> dict[str, str]:
    if len(doing.text) > LONGEST:
        return {"text": "onderzoek_dossier.error_text_long"}
    return {"text": "onderzoek_dossier.error_text"} if needed and not doing.text else {}


def _key(doing: Doing, wrong: dict[str, str], house: House) -> str:
    """What the deed derives from: the form, and what was told in it, so that nothing is lost that is sent from an old page.
    Raises Rejected."""
    if not wrong and (doing.key is None or doing.key.old(house.at)):
        wrong = {"text": "onderzoek_dossier.error_old"}
    if wrong or doing.key is None:
        raise Rejected(wrong)
    told = [doing.act, doing.kind, doing.text, doing.better, doing.outcome, doing.whom, str(doing.due_at), doing.done]
    told += [file.key for file in doing.files]
    return f"form:{doing.key.drawn}\x00{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"
