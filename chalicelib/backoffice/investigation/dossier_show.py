"""The page of a dossier, made anew for every answer of its forms, so that what was typed is never lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from chalice.app import Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.backoffice.investigation import access
from chalicelib.backoffice.investigation.course import lines, seen_words
from chalicelib.domain.form_key import FormKey, write_key
from chalicelib.domain.integrity.access import Investigator, leads
from chalicelib.domain.integrity.acting import NEEDS, OUTCOMES, can_add, possible
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.four_eyes import Purpose, asks, open_ask, tells_who
from chalicelib.domain.integrity.numbers import shown_number
from chalicelib.domain.integrity.phases import BY_MACHINE
from chalicelib.domain.integrity.reading import custody, looks, reports, since, tasks
from chalicelib.domain.integrity.services import services
from chalicelib.domain.integrity.undelivered import undelivered
from chalicelib.domain.integrity.uploads import MOST_FILES
from chalicelib.errors import ChangedMeanwhile, NotFound, NotPossibleNow, Rejected
from chalicelib.pages import t
from chalicelib.services.integrity.open_dossier import open_dossier
from chalicelib.services.integrity.open_identity import may_see_identity

HERE: Final = "/onderzoek/dossier"
MOST_LOOKS: Final = 100
DONE: Final = frozenset(
    "acted noted told ended asked agreed declined excluded readmitted leading exported over".split()
)


@dataclass(frozen=True, slots=True)
class View:
    """What a form's answer adds to the page. `form`: which form it was (an act, a kind of entry, a purpose); `typed`: its
    fields as they were sent; `files`: by their place; `errors`: field -> message's key. `conflict`: somebody changed the
    dossier after what the form knows; `refused`: the table has no such step any more; `export`: id of an archive."""

    status: int = 200
    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    refused: bool = False
    key: FormKey | None = None


def show(request: web.Request, dossier: str, view: View = View()) -> Response:  # frozen: the default is shared
    """The page of a dossier. Raises NotFound where it is not hers to see, Busy."""
    house, who = wiring.house(), investigator(request)
    file = open_dossier(dossier, who, wiring.dossiers(), house)
    seen = _moment(view.typed.get("seen", "")) if view.conflict else None
    names = names_in(file, who)
    done = request.query.get("klaar", "")
    new = since(file, seen)
    return access.room_page(
        request,
        "onderzoek/dossier.html",
        status=view.status,
        bucket=bucket_address(),
        who=who,
        file=file,
        dossier=file.dossier,
        names=names,
        view=view,
        typed=view.typed,
        number=shown_number(dossier),
        errors={name: t(key) for name, key in view.errors.items()},
        key=fresh_key(view.key, house.at),
        shown_at=house.at.isoformat(),
        course=lines(file, names, new),
        done=done if done in DONE else "",
        archive=request.query.get("archief", ""),
        **_parts(file, who, house.at),
    )


def _parts(file: DossierFile, who: Investigator, at: datetime) -> dict[str, Any]:
    """What stands on the page beside the course."""
    head = file.dossier
    shown, sees = leads(who, head), may_see_identity(file, who, at)
    seen = looks(file.entries) if shown else ()
    files = {one.id: one.name for one in file.files}
    return {
        "acts": [(act, NEEDS[act]) for act in possible(head)],
        "by_itself": head.phase in BY_MACHINE,
        "can_add": can_add(head),
        "outcomes": [(one.value, t(f"onderzoek_dossier.outcome.{one}")) for one in OUTCOMES[head.matter]],
        "services": [
            (one.code, one.name) for one in services().values() if one.code not in (*head.tried, head.service)
        ],
        "tasks": tasks(file.entries),
        "reports": reports(file.entries),
        "held": custody(file),
        "closed": {one.id for one in file.files if not sees and tells_who(file, one)},
        "undelivered": undelivered(file),
        "most_files": MOST_FILES,
        "asks": {purpose.value: asks(file.entries, purpose) for purpose in Purpose},
        "open_code": open_ask(file.entries, Purpose.CODE, who.id, at),
        "sees_identity": sees,
        "leads": shown,
        "looks": [(look, seen_words(look, files)) for look in seen[:MOST_LOOKS]],
        "more_looks": max(0, len(seen) - MOST_LOOKS),
        "colleagues": [(one, name) for one, name in names_of(who).items() if one not in head.excluded],
    }


def acting(request: web.Request, dossier: str, view: View, act: Callable[[], None], done: str) -> Response:
    """Act, and go back to the page; what cannot be comes back with what was typed."""
    try:
        act()
    except Rejected as error:
        return show(request, dossier, replace(view, status=422, errors=error.fields))
    except ChangedMeanwhile:
        return show(request, dossier, replace(view, status=409, conflict=True))
    except NotPossibleNow:
        return show(request, dossier, replace(view, status=409, refused=True))
    except NotFound:
        return gone(request, access.written_in(request))
    return web.redirect(f"{HERE}/{dossier}", klaar=done)


def gone(request: web.Request, typed: str = "") -> Response:
    """The dossier is not hers, or not any more: said clearly, with what was typed, so that it can be kept."""
    return access.room_page(request, "onderzoek/dossier_gone.html", status=404, typed=typed)


def closed_identity(request: web.Request, dossier: str) -> Response:
    """Who reports is not open to the reader now."""
    return access.room_page(request, "onderzoek/dossier_identity.html", status=403, number=dossier, identity=None)


def investigator(request: web.Request) -> Investigator:
    """Who asks."""
    found: Investigator = request.who.investigator
    return found


def names_of(who: Investigator) -> dict[str, str]:
    """Names of all investigators of her service, by id."""
    return {one.id: one.name for one in wiring.investigators().of_service(who.service)}


def names_in(file: DossierFile, who: Investigator) -> dict[str, str]:
    """The same, and of those of other services who were at it before."""
    names = names_of(who)
    others = {entry.by for entry in file.entries if entry.by} - set(names)
    return names | {one: wiring.investigators().name(one) for one in sorted(others)}


def fresh_key(key: FormKey | None, at: datetime) -> str:
    """The key of the page's forms; after a mistake the same one, as its files lie under it."""
    if key is None or key.old(at):
        key = FormKey(key.drawn if key else token_hex(16), at)
    return write_key(wiring.secret(), key.made_at, key.drawn)


def bucket_address() -> str:
    """Where browsers post files of the house to."""
    from chalicelib.integrity_settings import integrity_settings

    told = integrity_settings()
    return told.integrity_files_url or f"https://{told.integrity_bucket}.s3.amazonaws.com"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
