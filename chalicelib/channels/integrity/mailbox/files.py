"""Files of a mailbox: clean ones are opened; without script files go one after another to the bucket."""

from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.channels.integrity.mailbox.access import HOLDER, PATH, closed, held_cookie
from chalicelib.channels.integrity.uploads import files_address
from chalicelib.domain.file_names import safe_name
from chalicelib.domain.form_input import typed_line
from chalicelib.domain.form_key import read_key
from chalicelib.domain.integrity.mailbox import file_for_reporter
from chalicelib.domain.integrity.uploads import type_of
from chalicelib.errors import NotFound, Rejected, TooMany
from chalicelib.pages import t
from chalicelib.settings import settings

blueprint = Blueprint("app")
FILES: Final = f"{PATH}/bestanden"
FORM: Final = "formulier"  # the form's key; S3 adds bucket, key and etag of its own to the address


@web.route(blueprint, f"{PATH}/bestand/{{file}}", access=HOLDER, errors=closed)
def open_file_of_mailbox(request: web.Request, file: str) -> Response:
    """Send the browser to an address that downloads a file for a minute. Raises NotFound, Busy."""
    number = request.who.dossier.id
    found = file_for_reporter(wiring.dossiers().open(number), file)
    if found is None:
        raise NotFound(file)
    return web.redirect(wiring.opened(number, found))


@web.route(blueprint, FILES, access=HOLDER, errors=closed)
def choose_evidence(request: web.Request) -> Response:
    """What has arrived, and a form of S3 for one more file; S3 sends the browser back here."""
    return _page(request, request.query.get(FORM, ""))


@web.route(blueprint, FILES, access=HOLDER, methods=("POST",), errors=closed)
def keep_evidence(request: web.Request) -> Response:
    """Add what has arrived, under the names that were typed."""
    from chalicelib.services.integrity.add_to_dossier import Addition, add_to_dossier
    from chalicelib.services.integrity.collect_evidence import arrived, collect_evidence

    sent, house = request.form, wiring.house()
    try:
        key = read_key(wiring.secret(), sent.get("key", ""))
        places = arrived(key, wiring.files(), house) if key else {}
        names = {place: typed_line(sent.get(f"name-{place}", "")) for place in places}
        if wrong := {f"name-{place}": name for place, name in names.items() if type_of(safe_name(name)) is None}:
            raise Rejected(dict.fromkeys(wrong, "question.error_file_name"))
        if key is None or not names:
            raise Rejected({"file": "question.error_no_file"})
        files = collect_evidence(key, names, wiring.files(), house, strip=bool(sent.get("strip")))
        add_to_dossier(request.who.dossier.id, Addition(key, "", files), wiring.dossiers(), wiring.limits(), house)
    except Rejected as error:
        errors = {("file" if name == "text" else name): t(text) for name, text in error.fields.items()}
        return _page(request, sent.get("key", ""), errors, status=error.status)
    except TooMany as error:
        return _page(request, sent.get("key", ""), {"file": t("postvak.error_too_many")}, status=error.status)
    return web.redirect(PATH, dank="bericht")


def _page(request: web.Request, text: str, errors: dict[str, str] | None = None, *, status: int = 200) -> Response:
    from chalicelib.services.integrity.next_file import next_file

    def back(key: str) -> str:
        return f"{settings().public_url}{FILES}?{FORM}={key}"

    upload = next_file(text, token_hex(16), request.address, wiring.files(), wiring.limits(), wiring.house(), back)
    typed = request.form if request.method == "POST" else {}
    return web.page(
        "postvak/files.html",
        status=status,
        cookies=(held_cookie(request.who.holder),),
        bucket=files_address(),
        at=wiring.now(),
        names={place: typed.get(f"name-{place}", "") for place in upload.there},
        strip=bool(typed.get("strip")),
        upload=upload,
        errors=errors or {},
    )
