"""What takes four eyes: to see who reports, and to give a new receipt code. Who is kept out, who leads."""

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.dossier_acts import one_of
from chalicelib.backoffice.investigation.dossier_show import View, acting, gone, investigator, names_of
from chalicelib.domain.form_input import typed
from chalicelib.domain.form_key import read_key
from chalicelib.domain.integrity.four_eyes import Purpose
from chalicelib.errors import NotAllowed, NotFound, NotPossibleNow, Rejected
from chalicelib.services.integrity.answer_four_eyes import answer_four_eyes
from chalicelib.services.integrity.ask_four_eyes import ask_four_eyes
from chalicelib.services.integrity.exclude_investigator import exclude_investigator
from chalicelib.services.integrity.lead_dossier import lead_dossier
from chalicelib.services.integrity.open_identity import open_identity
from chalicelib.services.integrity.readmit_investigator import readmit_investigator

blueprint = Blueprint("app")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/vragen", methods=("POST",))
def ask_colleague(request: web.Request, dossier: str) -> Response:
    """Ask a colleague to agree."""
    form = request.form
    purpose = one_of(Purpose, form.get("purpose"))
    view = View(form=form.get("purpose", ""), typed=form, key=read_key(wiring.secret(), form.get("key", "")))

    def act() -> None:
        if purpose is None:
            raise NotPossibleNow(dossier)
        reason, house = typed(form.get("reason", "")), wiring.house()
        ask_four_eyes(dossier, purpose, reason, view.key, investigator(request), wiring.dossiers(), house)

    return acting(request, dossier, view, act, "asked")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/vraag/{entry}", methods=("POST",))
def answer_colleague(request: web.Request, dossier: str, entry: str) -> Response:
    """Agree, or not."""
    form = request.form
    agree = form.get("agree") == "ja"

    def act() -> None:
        try:
            answer_four_eyes(dossier, entry, investigator(request), wiring.dossiers(), wiring.house(), agree=agree)
        except NotAllowed as error:  # one's own ask: the page says who decides
            raise NotPossibleNow(dossier) from error

    return acting(request, dossier, View(typed=form), act, "agreed" if agree else "declined")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/melder")
def who_reports(request: web.Request, dossier: str) -> Response:
    """Who reports, for the hour that a colleague agreed to."""
    try:
        identity = open_identity(dossier, investigator(request), wiring.dossiers(), wiring.house())
    except NotFound:
        return gone(request)
    except NotAllowed:
        identity = None
    status = 200 if identity else 403
    return access.room_page(
        request, "onderzoek/dossier_identity.html", status=status, number=dossier, identity=identity
    )


@access.route(blueprint, "/onderzoek/dossier/{dossier}/buiten", methods=("POST",))
def keep_out(request: web.Request, dossier: str) -> Response:
    """Keep a colleague, or oneself, out of the dossier."""
    form, who = request.form, investigator(request)
    view = View(form="exclude", typed=form, key=read_key(wiring.secret(), form.get("key", "")))
    whom = form.get("whom", "")

    def act() -> None:
        why, house = typed(form.get("why", "")), wiring.house()
        exclude_investigator(dossier, whom, why, view.key, who, names_of(who), wiring.dossiers(), house)

    answer = acting(request, dossier, view, act, "excluded")
    return web.redirect("/onderzoek") if answer.status_code == 303 and whom == who.id else answer


@access.route(blueprint, "/onderzoek/dossier/{dossier}/toelaten", methods=("POST",))
def let_in_again(request: web.Request, dossier: str) -> Response:
    """The service's lead lets a colleague in again."""
    form = request.form
    key = read_key(wiring.secret(), form.get("key", ""))

    def act() -> None:
        if key is None:
            raise Rejected({"why": "onderzoek_dossier.error_old"})
        readmit_investigator(
            dossier, form.get("whom", ""), key, investigator(request), wiring.dossiers(), wiring.house()
        )

    return acting(request, dossier, View(form="readmit", typed=form, key=key), act, "readmitted")


@access.route(blueprint, "/onderzoek/dossier/{dossier}/leiden", methods=("POST",))
def take_the_lead(request: web.Request, dossier: str) -> Response:
    """Lead the dossier."""
    key = read_key(wiring.secret(), request.form.get("key", ""))

    def act() -> None:
        if key is None:
            raise NotPossibleNow(dossier)
        lead_dossier(dossier, key, investigator(request), wiring.dossiers(), wiring.house())

    return acting(request, dossier, View(typed=request.form, key=key), act, "leading")
