"""Files of an own question: those of an answer are opened; without script files go one after another to the bucket."""

from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.channels.own_question.access import HOLDER, closed, held_cookie
from chalicelib.channels.own_question.input import errors_of
from chalicelib.domain.contact import Scan
from chalicelib.domain.file_names import ANY_TYPE, type_of
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.form_key import read_key
from chalicelib.errors import NotFound, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.settings import settings

blueprint = Blueprint("app")
PATH: Final = "/vraag/bestanden"
LINK_SECONDS: Final = 60
FORM: Final = "formulier"  # the form's key; S3 adds bucket, key and etag of its own to the address


@web.route(blueprint, "/vraag/bestand/{file}", access=HOLDER, errors=closed)
def open_file_of_answer(request: web.Request, file: str) -> Response:
    """Send the browser to an address that downloads a file of an answer for a minute. Raises NotFound, Busy."""
    from chalicelib.domain.own_view import file_for_sender
    from chalicelib.services.open_case import open_case

    opened = open_case(request.who.case.id, wiring.cases())
    found = file_for_sender(opened.whole, opened.entries, file)
    if found is None:
        raise NotFound(file)
    type_ = ANY_TYPE if found.scan is Scan.RELEASED else found.type
    return web.redirect(
        wiring.files().link(found.key, name=found.name, type_=type_, seconds=LINK_SECONDS, version=found.version)
    )


@web.route(blueprint, PATH, access=HOLDER, errors=closed)
def choose_files(request: web.Request) -> Response:
    """What has arrived, and a form of S3 for one more file; S3 sends the browser back here."""
    return _page(request, request.query.get(FORM, ""))


@web.route(blueprint, PATH, access=HOLDER, methods=("POST",), errors=closed)
def keep_files(request: web.Request) -> Response:
    """Add what has arrived to the question, under the names that were typed."""
    from chalicelib.services.add_to_case import Addition, add_to_case
    from chalicelib.services.collect_files import arrived, collect_files

    sent = request.form
    try:
        key = read_key(wiring.secret(), sent.get("key", ""))
        places = arrived(key, wiring.secret(), wiring.files()) if key else {}
        names = {place: typed_line(sent.get(f"name-{place}", "")) for place in places}
        wrong = {f"name-{place}": "question.error_file_name" for place, name in names.items() if not type_of(name)}
        if wrong:
            raise Rejected(wrong)
        files = collect_files(key, names, wiring.secret(), wiring.files()) if key else ()
        if not files:
            raise Rejected({"file": "question.error_no_file"})
        addition = Addition(key, "", t("question.subject_files"), files, correlation=request.id)
        add_to_case(request.who.case, addition, wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())
    except (Rejected, TooMany) as error:
        return _page(request, sent.get("key", ""), errors_of(error), status=error.status)
    return web.redirect("/vraag", dank="1")


def _page(request: web.Request, text: str, errors: dict[str, str] | None = None, *, status: int = 200) -> Response:
    from chalicelib.services.next_upload import next_upload
    from chalicelib.services.offer_upload import Reception

    reception = Reception(wiring.files(), wiring.limits(), wiring.loose_files())

    def back(key: str) -> str:
        return f"{settings().public_url}{PATH}?{FORM}={key}"

    upload = next_upload(text, token_hex(16), request.address, reception, wiring.desk(), back)
    typed = request.form if request.method == "POST" else {}
    return web.page(
        "question/files.html",
        status=status,
        cookies=(held_cookie(request.who.holder),),
        at=wiring.now(),
        here="/vraag",
        names={place: typed.get(f"name-{place}", "") for place in upload.there},
        upload=upload,
        errors=errors or {},
    )
