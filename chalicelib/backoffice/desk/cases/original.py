"""A mail as it came in: its heads, its text, its layout made harmless, its source; never one click away from the worklist."""

from typing import Any, Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.domain.contact import Contact
from chalicelib.domain.mime import read_mail
from chalicelib.domain.referral import Entry
from chalicelib.errors import NotFound
from chalicelib.observe import logger
from chalicelib.services.open_case import open_case

blueprint = Blueprint("app")

SHOWN: Final = 100_000  # characters of the source
LONGEST_HTML: Final = 300_000
MOST_TAGS: Final = 10_000  # cleaning takes time with the square of how deep they lie
LINK_SECONDS: Final = 60
HEADS: Final = ("from", "to", "cc", "date", "subject")
# Nothing in it acts: no script, no picture from outside, no address that can be clicked, no form.
HARMLESS: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@access.route(blueprint, "/desk/zaak/{case}/bericht/{contact}/origineel")
def original(request: web.Request, case: str, contact: str) -> Response:
    """The page of the original. Raises NotFound, Busy."""
    raw = wiring.raw_mail().get(_key(case, contact))
    mail = read_mail(raw)
    return access.desk_page(
        request,
        "desk/original.html",
        panes="two",
        current=case,
        case=case,
        said=contact,
        heads=[(name, mail.headers[name]) for name in HEADS if mail.headers.get(name)],
        text=mail.text,
        has_html=_cleanable(mail.html),
        source=raw[:SHOWN].decode("utf-8", "replace"),
        cut=len(raw) > SHOWN,
    )


@access.route(blueprint, "/desk/zaak/{case}/bericht/{contact}/opmaak")
def layout(_request: web.Request, case: str, contact: str) -> Response:
    """The HTML of the mail, cleaned, in a page that can do nothing. Raises NotFound, Busy."""
    import nh3

    html = read_mail(wiring.raw_mail().get(_key(case, contact))).html
    if not _cleanable(html):
        raise NotFound(contact)
    tags = nh3.ALLOWED_TAGS - {"img", "map", "area"}
    clean = nh3.clean(html, tags=tags, attributes={"*": {"dir", "lang"}, "td": {"colspan", "rowspan"}}, link_rel=None)
    headers: dict[str, Any] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": HARMLESS,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(f"<!doctype html><meta charset=utf-8>{clean}", status_code=200, headers=headers)


@access.route(blueprint, "/desk/zaak/{case}/bericht/{contact}/bron", access=access.SUPERVISOR)
def source(request: web.Request, case: str, contact: str) -> Response:
    """A supervisor downloads the whole; files in it were not scanned. Raises NotFound, Busy."""
    key = _key(case, contact)
    logger.info("original downloaded", case=case, contact=contact, agent=request.who.agent.id)
    type_ = "application/octet-stream"
    link = wiring.raw_mail().link(key, name="bericht.eml", type_=type_, seconds=LINK_SECONDS)
    return web.redirect(link)


def _key(case: str, said: str) -> str:
    """Where the original lies: of a citizen's message, or of what a department wrote. Raises NotFound, Busy."""
    opened = open_case(case, wiring.cases())
    found: list[Contact | Entry] = [one for one in opened.whole.contacts if one.id == said]
    found += [one for part in opened.parts for one in part.entries if one.id == said]
    if not found or not found[0].original:
        raise NotFound(said)
    return found[0].original


def _cleanable(html: str) -> bool:
    return bool(html) and len(html) <= LONGEST_HTML and html.count("<") <= MOST_TAGS
