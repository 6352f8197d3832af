"""A dossier as one signed archive: made on request, kept for an hour, fetched by a link of a minute by who made it."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import pages, web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.course import lines
from chalicelib.backoffice.investigation.dossier_show import HERE, View, acting, gone, investigator, names_in
from chalicelib.domain import ids
from chalicelib.domain.form_key import read_key, write_key
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.integrity.access import Investigator, admit
from chalicelib.domain.integrity.archive import MOST_BYTES, PUBLIC_KEY, Part, access_log, as_json, exported, place_of
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Identity
from chalicelib.domain.integrity.numbers import shown_number
from chalicelib.domain.integrity.reading import Seen, exported_with, reports
from chalicelib.domain.integrity.services import services
from chalicelib.errors import NotFound, Rejected
from chalicelib.pages import t
from chalicelib.services.integrity.export_dossier import export_dossier
from chalicelib.services.integrity.open_dossier import note_look
from chalicelib.services.integrity.open_identity import may_see_identity, open_identity
from chalicelib.settings import settings

blueprint = Blueprint("app")

ZIP: Final = "application/zip"
LIVES: Final = timedelta(hours=1)
LINK_SECONDS: Final = 60
KEY_PATH: Final = "/onderzoek/sleutel.pem"


@access.route(blueprint, "/onderzoek/dossier/{dossier}/archief", methods=("POST",))
def make_archive(request: web.Request, dossier: str) -> Response:
    """Make it; the page then has a link to it. The same form twice makes the same archive anew."""
    form, who = request.form, investigator(request)
    key = read_key(wiring.secret(), form.get("key", ""))
    made: list[str] = []

    def act() -> None:
        if key is None:
            raise Rejected({"archive": "onderzoek_dossier.error_old"})
        _make(dossier, who, key.drawn, with_files=form.get("files") == "ja")
        made.append(write_key(wiring.secret(), wiring.now(), key.drawn))

    answer = acting(request, dossier, View(form="export", typed=form, key=key), act, "exported")
    return web.redirect(f"{HERE}/{dossier}", klaar="exported", archief=made[0]) if made else answer


@access.route(blueprint, "/onderzoek/dossier/{dossier}/archief/{export}")
def fetch_archive(request: web.Request, dossier: str, export: str) -> Response:
    """Send the browser to an address that downloads it for a minute. Only who made it finds it, for an hour."""
    key, who = read_key(wiring.secret(), export), investigator(request)
    try:
        admit(who, wiring.dossiers().head(dossier))
    except NotFound:
        return gone(request)
    if key is None or wiring.now() - key.made_at > LIVES:
        return web.redirect(f"{HERE}/{dossier}", klaar="over")
    name = f"dossier-{shown_number(dossier)}.zip"
    place = _place(dossier, who, key.drawn)
    return web.redirect(wiring.files().link(place, name=name, type_=ZIP, seconds=LINK_SECONDS))


@web.route(blueprint, KEY_PATH, access=web.PUBLIC)
def signing_key(_request: web.Request) -> Response:
    """The public key under archives, for whoever got one: it opens nothing."""
    headers: dict[str, Any] = {
        "Content-Type": "application/x-pem-file",
        "Content-Disposition": f'attachment; filename="{PUBLIC_KEY}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(wiring.signer().public_key().decode(), status_code=200, headers=headers)


def _make(dossier: str, who: Investigator, drawn: str, *, with_files: bool) -> None:
    """Note it, then write the archive into the bucket. Raises Rejected where it is too large, NotFound, Busy."""
    house, store = wiring.house(), wiring.dossiers()
    admit(who, store.head(dossier))
    file = store.open(dossier)
    named = may_see_identity(file, who, house.at)
    if with_files and sum(one.size for one in exported(file, identity=named)) > MOST_BYTES:
        raise Rejected({"archive": "onderzoek_dossier.error_large"})
    note_look(dossier, Seen.EXPORT, exported_with(files=with_files, identity=named), who, store, house)
    identity = open_identity(dossier, who, store, house) if named else None
    with tempfile.TemporaryFile() as out:
        export_dossier(
            _parts(store.open(dossier), identity, who, with_files=with_files), wiring.signer(), out, house.at
        )
        out.seek(0)
        wiring.files().put(_place(dossier, who, drawn), out, ZIP)


def _parts(file: DossierFile, identity: Identity | None, who: Investigator, *, with_files: bool) -> Iterator[Part]:
    """What is in it, one after another: a file is read when its turn comes."""
    at, names = wiring.now(), names_in(file, who)
    clean = exported(file, identity=identity is not None) if with_files else ()
    places = {one.id: place_of(number, one) for number, one in enumerate(clean, start=1)}
    heads = [t(f"onderzoek_dossier.archive.csv_{name}") for name in ("when", "who", "what", "of")]
    number = shown_number(file.dossier.id)
    moment, address = at.astimezone(BRUSSELS).isoformat(timespec="minutes"), settings().public_url + KEY_PATH
    readme = t("onderzoek_dossier.archive.readme", number=number, moment=moment, address=address)
    yield Part("LEESMIJ.txt", readme.encode())
    yield Part("dossier.html", _readable(file, identity, who, names, places).encode("utf-8", "surrogatepass"))
    yield Part("dossier.json", as_json(file, identity, places, at))
    yield Part("inzage.csv", access_log(file, names, heads))
    for one in clean:
        yield Part(places[one.id], wiring.contents(file.dossier.id, one))


def _readable(
    file: DossierFile, identity: Identity | None, who: Investigator, names: Mapping[str, str], places: Mapping[str, str]
) -> str:
    return pages.render(
        "onderzoek/dossier_archive.html",
        at=wiring.now(),
        number=shown_number(file.dossier.id),
        dossier=file.dossier,
        service=services()[file.dossier.service].name if file.dossier.service in services() else file.dossier.service,
        who=who,
        identity=identity,
        reports=reports(file.entries),
        course=lines(file, names),
        files=file.files,
        places=places,
        names=names,
    )


def _place(dossier: str, who: Investigator, drawn: str) -> str:
    """Where it lies: nobody computes it of what he sees, and the archive of somebody else is never found."""
    return f"open/{ids.digest(wiring.secret(), 'export', f'{dossier}{chr(0)}{who.id}{chr(0)}{drawn}').hex()}"
