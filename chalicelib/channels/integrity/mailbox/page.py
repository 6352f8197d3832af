"""The mailbox itself: the code that opens it, its state and messages, a message more. All of it works without script."""

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import integrity_wiring as wiring
from chalicelib import web
from chalicelib.channels.integrity.mailbox.access import (
    PATH,
    PERHAPS_HOLDER,
    Held,
    closed,
    forgotten_cookie,
    held_cookie,
    opened_cookie,
)
from chalicelib.channels.integrity.uploads import files_address
from chalicelib.domain.form_input import named_files, typed, typed_line
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.integrity.entry import Evidence
from chalicelib.domain.integrity.mailbox import can_withdraw, said_in, state_of, terms_of
from chalicelib.domain.integrity.numbers import shown_number
from chalicelib.domain.integrity.phases import WAITS_FOR_REPORTER
from chalicelib.domain.integrity.receipt_code import LOCATOR, LONGEST, SECRET, read_code, strange_words, words_in
from chalicelib.domain.integrity.services import services
from chalicelib.domain.integrity.uploads import MOST_FILES
from chalicelib.errors import Busy, NotLoggedIn, NotPossibleNow, Rejected, TooMany
from chalicelib.pages import t

blueprint = Blueprint("app")
WORDS: Final = LOCATOR + SECRET


@dataclass(frozen=True, slots=True)
class Typed:
    """A message as it came, to be shown again with all that was typed."""

    key: FormKey | None = None
    text: str = field(default="", repr=False)
    files: dict[int, str] = field(default_factory=dict, repr=False)
    strip: bool = False


@web.route(blueprint, PATH, access=PERHAPS_HOLDER)
def mailbox(request: web.Request) -> Response:
    """The mailbox, or the page that asks for the code."""
    if request.who is None:
        return _ask()
    return _mailbox(request.who, Typed(), thanks=request.query.get("dank", ""))


@web.route(blueprint, PATH, access=web.PUBLIC, methods=("POST",))
def open_with_code(request: web.Request) -> Response:
    """Trade a receipt code for a cookie."""
    from chalicelib.services.integrity.open_mailbox import open_mailbox

    web.from_own_site(request)
    told = typed_line(request.form.get("code", ""))[:LONGEST]
    code = read_code(told)
    if code is None or strange_words(code):
        return _ask(told, _unread(told), status=422)
    try:
        dossier = open_mailbox(code, request.address, wiring.dossiers(), wiring.guesses(), wiring.house())
    except Rejected as error:
        return _ask(told, t(error.fields["code"]), status=error.status)
    except TooMany as error:
        return _ask(told, _wait(error.seconds), status=error.status)
    except Busy as error:
        return _ask(told, t("postvak.error_busy"), status=error.status)
    return web.redirect(PATH, cookies=(opened_cookie(dossier),))


@web.route(blueprint, f"{PATH}/code-kwijt", access=web.PUBLIC)
def lost_code(_request: web.Request) -> Response:
    """How somebody who lost the code gets another one: by showing who it is, never by mail alone."""
    return web.page("postvak/lost.html", at=wiring.now())


@web.route(blueprint, f"{PATH}/verlaten", access=web.PUBLIC, methods=("POST",))
def leave_mailbox(request: web.Request) -> Response:
    """Forget the code on this device, and lead to a page that says nothing."""
    web.from_own_site(request)
    return web.redirect("/", cookies=(forgotten_cookie(),))


@web.route(blueprint, f"{PATH}/bericht", access=PERHAPS_HOLDER, methods=("POST",))
def write_message(request: web.Request) -> Response:
    """An answer, something more, files. What was typed comes back after a mistake, and when the time was over."""
    from chalicelib.services.integrity.add_to_dossier import Addition, add_to_dossier

    form = _typed(request)
    if request.who is None:
        return closed(NotLoggedIn(), form.text)
    number = request.who.dossier.id
    try:
        addition = Addition(form.key, form.text, _collected(form, number))
        add_to_dossier(number, addition, wiring.dossiers(), wiring.limits(), wiring.house())
    except Rejected as error:
        return _mailbox(request.who, form, {name: t(key) for name, key in error.fields.items()}, status=error.status)
    except (TooMany, Busy, NotPossibleNow) as error:
        return _mailbox(request.who, form, {"text": t(f"postvak.error_{error.slug}")}, status=error.status)
    return web.redirect(PATH, dank="bericht")


def _collected(form: Typed, number: str) -> tuple[Evidence, ...]:
    from chalicelib.services.integrity.collect_evidence import collect_evidence

    if form.key is None or not form.files:
        return ()

    def known() -> tuple[Evidence, ...]:
        return wiring.dossiers().open(number).files

    return collect_evidence(form.key, form.files, wiring.files(), wiring.house(), strip=form.strip, known=known)


def _typed(request: web.Request) -> Typed:
    lists = request.form_lists
    last = {name: values[-1] for name, values in lists.items()}
    return Typed(
        read_key(wiring.secret(), last.get("key", "")),
        typed(last.get("text", "")),
        named_files(lists.get("files", ()), MOST_FILES),
        bool(last.get("strip")),
    )


def _ask(told: str = "", error: str = "", *, status: int = 200) -> Response:
    errors = {"code": error} if error else {}
    return web.page("postvak/ask.html", status=status, at=wiring.now(), told=told, words=WORDS, errors=errors)


def _unread(told: str) -> str:
    """What is wrong with words that cannot be a code, so that a slip of the pen is found."""
    found, code = len(words_in(told)), read_code(told)
    if code:
        return t("postvak.error_words", words=", ".join(strange_words(code)))
    return t("postvak.error_count", words=WORDS, n=found) if found else t("postvak.error_code_missing", words=WORDS)


def _wait(seconds: int) -> str:
    """How long to wait, in words."""
    if seconds < 60:
        return t("postvak.error_wait_seconds", n=seconds)
    return t("postvak.error_wait_minutes", n=-(-seconds // 60))


def _mailbox(
    held: Held, form: Typed, errors: dict[str, str] | None = None, *, thanks: str = "", status: int = 200
) -> Response:
    from chalicelib.services.integrity.read_mailbox import read_mailbox

    at, file = wiring.now(), read_mailbox(held.dossier.id, wiring.dossiers())
    dossier, key = file.dossier, form.key
    if key is None or key.old(at):
        key = FormKey(key.drawn if key else token_hex(16), at)
    known = services()
    return web.page(
        "postvak/mailbox.html",
        status=status,
        cookies=(held_cookie(held.holder),),
        bucket=files_address(),
        at=at,
        dossier=dossier,
        number=shown_number(dossier.id),
        state=state_of(dossier),
        service=known[dossier.service].name if dossier.service in known else t("postvak.service"),
        terms=terms_of(dossier, at),
        asked=dossier.phase in WAITS_FOR_REPORTER,
        can_withdraw=can_withdraw(dossier),
        said=said_in(file),
        thanks=thanks if thanks in ("bericht", "gegevens") else "",
        key=write_key(wiring.secret(), key.made_at, key.drawn),
        form=form,
        most_files=MOST_FILES,
        errors=errors or {},
    )
