"""Files of a dossier: opened only where they are clean, each time noted; sent one after another without script."""

from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.dossier_show import (
    HERE,
    View,
    bucket_address,
    closed_identity,
    gone,
    investigator,
    show,
)
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.form_key import read_key
from chalicelib.domain.integrity.access import admit
from chalicelib.domain.integrity.entry import Sealing
from chalicelib.domain.integrity.four_eyes import tells_who
from chalicelib.domain.integrity.reading import Seen
from chalicelib.domain.integrity.uploads import type_of
from chalicelib.errors import NotFound, NotPossibleNow
from chalicelib.pages import t
from chalicelib.services.integrity.open_dossier import note_look
from chalicelib.services.integrity.open_identity import may_see_identity
from chalicelib.settings import settings

blueprint = Blueprint("app")
FORM: Final = "formulier"  # the form's key; S3 adds bucket, key and etag of its own to the address


@access.route(blueprint, "/onderzoek/dossier/{dossier}/bestand/{file}")
def open_evidence(request: web.Request, dossier: str, file: str) -> Response:
    """Send the browser to an address that downloads the file for a minute."""
    who, house, store = investigator(request), wiring.house(), wiring.dossiers()
    try:
        admit(who, store.head(dossier))
        whole = store.open(dossier)
    except NotFound:
        return gone(request)
    found = next((one for one in whole.files if one.id == file), None)
    if found is None:
        raise NotFound(file)
    if found.sealing is not Sealing.CLEAN:
        raise NotPossibleNow(file)
    if tells_who(whole, found):
        if not may_see_identity(whole, who, house.at):
            return closed_identity(request, dossier)
        note_look(dossier, Seen.IDENTITY, "", who, store, house)
    note_look(dossier, Seen.FILE, file, who, store, house)
    return web.redirect(wiring.opened(dossier, found))


@access.route(blueprint, "/onderzoek/dossier/{dossier}/bestanden")
def choose_evidence(request: web.Request, dossier: str) -> Response:
    """What has arrived, and a form of S3 for one more file; S3 sends the browser back here."""
    try:
        admit(investigator(request), wiring.dossiers().head(dossier))
    except NotFound:
        return gone(request)
    return _page(request, dossier, request.query.get(FORM, ""))


@access.route(blueprint, "/onderzoek/dossier/{dossier}/bestanden", methods=("POST",))
def name_evidence(request: web.Request, dossier: str) -> Response:
    """Go on to the dossier with the files that arrived, under the names that were typed. Nothing is kept yet."""
    from chalicelib.services.integrity.collect_evidence import arrived

    try:
        admit(investigator(request), wiring.dossiers().head(dossier))
    except NotFound:
        return gone(request)
    sent = request.form
    key = read_key(wiring.secret(), sent.get("key", ""))
    places = arrived(key, wiring.files(), wiring.house()) if key else {}
    names = {place: typed_line(sent.get(f"name-{place}", "")) for place in places}
    wrong = {f"name-{place}": t("question.error_file_name") for place, name in names.items() if not type_of(name)}
    if not names:
        wrong = {"file": t("question.error_no_file")}
    if wrong:
        return _page(request, dossier, sent.get("key", ""), wrong, names, status=422)
    return show(request, dossier, View(form="evidence", files=names, key=key))


def _page(
    request: web.Request,
    dossier: str,
    text: str,
    errors: dict[str, str] | None = None,
    names: dict[int, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    from chalicelib.services.integrity.next_file import next_file

    files = wiring.files()

    def back(key: str) -> str:
        return f"{settings().public_url}{HERE}/{dossier}/bestanden?{FORM}={key}"

    return access.room_page(
        request,
        "onderzoek/dossier_files.html",
        status=status,
        bucket=bucket_address(),
        dossier=dossier,
        names=names or {},
        upload=next_file(text, token_hex(16), request.address, files, wiring.limits(), wiring.house(), back),
        errors=errors or {},
    )
