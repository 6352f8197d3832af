"""Files of the report form: each goes straight to the house's bucket while somebody types, and goes again on request."""

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.domain.form_key import FormKey, read_key
from chalicelib.errors import ContactPointError, ForSender, Rejected
from chalicelib.pages import t

blueprint = Blueprint("app")


@web.route(blueprint, "/integriteit/bestand", access=web.PUBLIC, methods=("POST",), errors=lambda error: _said(error))
def offer_integrity_file(request: web.Request) -> Response:
    """A form of S3 for one file: {"url": .., "fields": {..}, "name": ..}; a refusal says why in plain words."""
    from chalicelib.services.integrity.offer_file import Wish, offer_file

    body = request.json
    if not isinstance(body, dict):
        raise Rejected({"files": "integrity.error_files_lost"})
    wish = Wish(_number(body.get("place")), str(body.get("name", "")), _number(body.get("size")), request.address)
    house = wiring.house()
    key = _key(str(body.get("key", "")))
    if key is None or key.old(house.at):
        raise Rejected({"files": "integrity.error_old"})
    return web.data(offer_file(key, wish, wiring.files(), wiring.limits(), house))


@web.route(blueprint, "/integriteit/weg", access=web.PUBLIC, methods=("POST",))
def leave_nothing(request: web.Request) -> Response:
    """Delete the files of a form that will not be sent, and lead to a page that says nothing."""
    from chalicelib.services.integrity.drop_files import drop_files

    key = _key(request.form.get("key", ""))
    if key:
        drop_files(key, wiring.dossiers(), wiring.files(), wiring.house())
    return web.redirect("/")


def _key(text: str) -> FormKey | None:
    return read_key(wiring.secret(), text)


def _said(error: ContactPointError) -> Response:
    """Why a file is refused, for the script of the form."""
    keys = list(error.fields.values()) if isinstance(error, Rejected) else []
    text = t(keys[0]) if keys else t(f"common.error_{error.slug if isinstance(error, ForSender) else 'busy'}")
    return web.data({"error": text}, status=error.status)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
