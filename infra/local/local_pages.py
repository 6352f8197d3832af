"""Pages of the local run itself, below /_lokaal: their look, their headers, and who may post to them."""

import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

TEMPLATES: Final = Path(__file__).with_name("templates")
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_LINK: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def linked(text: str) -> Markup:
    """Text with its addresses made links, as programs that read mail do."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_ENVIRONMENT: Final = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
_ENVIRONMENT.filters["linked"] = linked


def page(template: str, **context: Any) -> web.Response:
    """A page made of a template."""
    body = _ENVIRONMENT.get_template(template).render(**context)
    return web.Response(text=body, content_type="text/html", headers=HEADERS)


def see(path: str) -> web.Response:
    """On to another page, so that a reload does nothing twice."""
    return web.Response(status=303, headers={"Location": path, **HEADERS})


async def style(_request: web.Request) -> web.Response:
    return web.Response(text=(TEMPLATES / "local.css").read_text(encoding="utf-8"), content_type="text/css")


@web.middleware
async def own_forms_only(request: web.Request, handler: Any) -> web.StreamResponse:
    """Another site's page in the same browser must not post to the pages of the local run."""
    origin = request.headers.get("Origin", "")
    if (
        request.path.startswith(("/_lokaal/", "/telephone"))
        and request.method == "POST"
        and urlsplit(origin).netloc not in ("", request.host)
    ):
        raise web.HTTPForbidden(text="Only the pages of the local run may do this.\n")
    answer: web.StreamResponse = await handler(request)
    return answer
