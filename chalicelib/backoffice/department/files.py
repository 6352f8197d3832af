"""Files of a referral: those that go along are opened by short links; those of an answer can be sent without script."""

from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.department.access import HOLDER, closed, held_cookie, here
from chalicelib.backoffice.department.input import Form
from chalicelib.backoffice.department.page import show
from chalicelib.domain.contact import Scan
from chalicelib.domain.file_names import ANY_TYPE, type_of
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.form_key import read_key
from chalicelib.domain.referral_view import file_for_department
from chalicelib.errors import NotFound
from chalicelib.observe import logger
from chalicelib.pages import t
from chalicelib.settings import settings

blueprint = Blueprint("app")
PATH: Final = "/doorverwijzing/bestanden"
FORM: Final = "formulier"  # the form's key; S3 adds bucket, key and etag of its own to the address
LINK_SECONDS: Final = 60


@web.route(blueprint, "/doorverwijzing/bestand/{file}", access=HOLDER, errors=closed)
def open_referral_file(request: web.Request, file: str) -> Response:
    """Send the browser to an address that downloads the file for a minute. Raises NotFound also for what is not safe."""
    held = request.who
    found = file_for_department(held.file, held.referral, file)
    if found is None:
        raise NotFound(file)
    logger.info("file opened", case=held.holder.case, referral=held.holder.referral, file=file)
    type_ = ANY_TYPE if found.scan is Scan.RELEASED else found.type
    return web.redirect(
        wiring.files().link(found.key, name=found.name, type_=type_, seconds=LINK_SECONDS, version=found.version)
    )


@web.route(blueprint, PATH, access=HOLDER, errors=closed)
def choose_referral_files(request: web.Request) -> Response:
    """What has arrived, and a form of S3 for one more file; S3 sends the browser back here."""
    return _page(request, request.query.get(FORM, ""))


@web.route(blueprint, PATH, access=HOLDER, methods=("POST",), errors=closed)
def name_referral_files(request: web.Request) -> Response:
    """Go on to the answer with the files that arrived, under the names that were typed. Nothing is kept yet."""
    from chalicelib.services.collect_files import arrived

    sent = request.form
    key = read_key(wiring.secret(), sent.get("key", ""))
    places = arrived(key, wiring.secret(), wiring.files()) if key else {}
    names = {place: typed_line(sent.get(f"name-{place}", "")) for place in places}
    wrong = {f"name-{place}": t("question.error_file_name") for place, name in names.items() if not type_of(name)}
    if not names:
        wrong = {"file": t("question.error_no_file")}
    if wrong:
        return _page(request, sent.get("key", ""), wrong, names, status=422)
    return show(request.who, Form(key=sent["key"], files=names))


def _page(
    request: web.Request,
    text: str,
    errors: dict[str, str] | None = None,
    names: dict[int, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    from chalicelib.services.next_upload import next_upload
    from chalicelib.services.offer_upload import Reception

    holder, reception = request.who.holder, Reception(wiring.files(), wiring.limits(), wiring.loose_files())

    def back(key: str) -> str:
        return f"{settings().public_url}{here(holder, '/bestanden')}&{FORM}={key}"

    upload = next_upload(text, token_hex(16), request.address, reception, wiring.desk(), back)
    return web.page(
        "department/files.html",
        status=status,
        cookies=(held_cookie(holder),),
        at=wiring.now(),
        place=holder.place,
        names=names or {},
        upload=upload,
        errors=errors or {},
    )
