"""What can be done to a referral on the page of its case: withdraw it, send it again, tell its department more."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.refer import due_of
from chalicelib.backoffice.desk.cases.show import acting
from chalicelib.backoffice.desk.fields import lines, number
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.referral import Step
from chalicelib.errors import ChangedMeanwhile
from chalicelib.services.follow_organisation import follow_organisation
from chalicelib.services.open_case import open_case
from chalicelib.services.send_referral_again import Again, send_referral_again
from chalicelib.services.step_referral import referral_of
from chalicelib.services.tell_department import tell_department
from chalicelib.services.withdraw_referral import withdraw_referral
from chalicelib.settings import settings

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/doorverwijzing/{referral}/intrekken", methods=("POST",))
def withdraw(request: web.Request, case: str, referral: str) -> Response:
    """The department's answer is needed no more."""
    why = lines(request.form.get(f"why-{referral}", ""))

    def act(seen: Case) -> None:
        withdraw_referral(whole_of(seen), referral, why, request.who.agent, wiring.cases(), wiring.desk())

    def before() -> bool:
        return stepped_before(request, case, referral, Step.WITHDRAW, why)

    return acting(request, case, act, "withdrawn", again=before)


@access.route(blueprint, "/desk/zaak/{case}/doorverwijzing/{referral}/opnieuw", methods=("POST",))
def send_again(request: web.Request, case: str, referral: str) -> Response:
    """Send it to another address, to the successor, or with another due date."""
    form = request.form
    to, text = form.get(f"to-{referral}", "").strip(), lines(form.get(f"text-{referral}", ""))

    def act(seen: Case) -> None:
        file = whole_of(seen)
        again = Again(to, due_of(form.get(f"due-{referral}", "")), text, successor_of(file, referral))
        own = settings().mail_domain
        send_referral_again(file, referral, again, request.who.agent, wiring.cases(), wiring.desk(), own)

    def before() -> bool:
        return stepped_before(request, case, referral, Step.SEND_AGAIN, text, to)

    return acting(request, case, act, "sent_again", again=before)


@access.route(blueprint, "/desk/zaak/{case}/doorverwijzing/{referral}/aanvullen", methods=("POST",))
def tell(request: web.Request, case: str, referral: str) -> Response:
    """Let the department know more, with messages of the citizen where an agent chose them."""
    text = lines(request.form.get(f"tell-{referral}", ""))
    chosen = set(request.form_lists.get("along", []))

    def act(seen: Case) -> None:
        file = whole_of(seen)
        along = [one for one in file.contacts if one.id in chosen]
        tell_department(file, referral, text, request.who.agent, wiring.cases(), wiring.desk(), along)

    def before() -> bool:
        return stepped_before(request, case, referral, Step.TELL, text)

    return acting(request, case, act, "told", again=before)


def whole_of(seen: Case) -> CaseFile:
    """The case with all that hangs on it, as the form knows it. Raises ChangedMeanwhile."""
    file = open_case(seen.id, wiring.cases()).whole
    if file.case.version != seen.version:
        raise ChangedMeanwhile(seen.id)
    return file


def successor_of(file: CaseFile, referral: str) -> Organisation | None:
    """Who has the organisation's work now, where that is known; the organisation itself where it has another name."""
    before = referral_of(file, referral)
    fate = follow_organisation(before, wiring.organisations(), wiring.now())
    if fate is None:
        return None
    return fate.heir or (wiring.organisations().get(before.organisation) if fate.name else None)


def stepped_before(request: web.Request, case: str, referral: str, step: Step, text: str, to: str = "") -> bool:
    """Whether this very form came before: all that happened since it was made is what it asks for, in the same words."""
    file = wiring.cases().open(case)
    later = [one for one in file.audit if one.seq > number(request.form.get("seen"))]
    said = next((one for one in reversed(file.entries) if (one.referral, one.step) == (referral, step)), None)
    if len(later) != 1 or said is None or not said.text.startswith(text.strip()) or said.better != to:
        return False
    told = (later[0].actor, later[0].what, later[0].detail.get("referral"))
    return told == (request.who.agent.id, f"referral_{step}", referral)
