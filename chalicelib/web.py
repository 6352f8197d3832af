"""HTTP for all rooms: a route that says who may call it, and answers with their headers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib import pages
from chalicelib.errors import ContactPointError, ForSender, NotAllowed, Rejected
from chalicelib.observe import count, follow, logger, where
from chalicelib.request import Request as Request
from chalicelib.request import from_own_site as from_own_site
from chalicelib.request import request_of
from chalicelib.settings import settings

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PROBLEM = "application/problem+json"


class Access(Protocol):
    """Who may call a route. `admit` gives what the view finds as `request.who`, or raises NotLoggedIn, NotAllowed, ..."""

    @property
    def name(self) -> str: ...

    def admit(self, request: Request) -> Any: ...


@dataclass(frozen=True, slots=True)
class Everybody:
    """No account, no link: the public pages."""

    name: str = "everybody"

    def admit(self, _request: Request) -> None:
        return None


PUBLIC = Everybody()
Errors = Callable[[ContactPointError], Response]


def page(
    template: str,
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    frame: str = "'none'",
    bucket: str = "",
    **context: Any,
) -> Response:
    """A rendered page. `frame`: which origins may frame it (CSP frame-ancestors); `bucket`: as in html."""
    return html(pages.render(template, **context), status=status, cookies=cookies, frame=frame, bucket=bucket)


def html(
    body: str, *, status: int = 200, cookies: tuple[str, ...] = (), frame: str = "'none'", bucket: str = ""
) -> Response:
    """A page as it is, with the headers that every page has. `bucket`: address of the bucket that its files go to, where
    that is not the one of cases."""
    files = bucket or settings().files_url or f"https://{settings().files_bucket}.s3.amazonaws.com"
    origin = "/".join(files.split("/")[:3])
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {origin}; form-action 'self' {origin} {login_origin()}; base-uri 'none'; "
        f"frame-ancestors {frame}"
    )
    headers: dict[str, Any] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, status_code=status, headers=with_cookies(headers, cookies))


def login_origin() -> str:
    """Chromium checks form-action on redirects too, and logging in ends at the identity provider."""
    return "/".join(settings().login_url.split("/")[:3])


def with_cookies(headers: dict[str, Any], cookies: tuple[str, ...]) -> dict[str, Any]:
    return {**headers, "Set-Cookie": list(cookies)} if cookies else headers


def redirect(path: str, *, cookies: tuple[str, ...] = (), **query: str) -> Response:
    """303: the browser gets the page anew, and a reload sends nothing twice."""
    target = f"{path}?{urlencode(query)}" if query else path
    headers: dict[str, Any] = {"Location": target, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response("", status_code=303, headers=with_cookies(headers, cookies))


def data(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON."""
    text = json.dumps(body, ensure_ascii=False)
    fixed = {"Content-Type": JSON, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(text, status_code=status, headers={**fixed, **(headers or {})})


def cookie(name: str, value: str, *, seconds: int, partitioned: bool = False) -> str:
    """A `__Host-` cookie; a partitioned one is for a page that is framed by another site. 0 seconds: forget it."""
    same = "SameSite=None; Partitioned" if partitioned else "SameSite=Lax"
    return f"__Host-{name}={value}; Path=/; Secure; HttpOnly; {same}; Max-Age={seconds}"


def error_page(error: ContactPointError) -> Response:
    """An error as a page in plain words; it says nothing of what was asked for."""
    return page("error.html", status=error.status, slug=error.slug)


def problem(error: ContactPointError) -> Response:
    """An error as RFC 9457 problem+json."""
    body: dict[str, Any] = {
        "type": f"{settings().public_url}/api/v1/problems/{error.slug}",
        "title": pages.t(f"common.error_{error.slug}"),
        "status": error.status,
    }
    if isinstance(error, Rejected):
        body["errors"] = [{"field": name, "detail": pages.t(key)} for name, key in error.fields.items()]
    return data(body, status=error.status, headers={"Content-Type": PROBLEM})


def route(
    blueprint: Blueprint,
    path: str,
    *,
    access: Access,
    methods: tuple[str, ...] = ("GET",),
    content_types: tuple[str, ...] = (JSON, FORM),  # Chalice takes a GET without a type for JSON
    errors: Errors = error_page,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve a path. The view takes a Request and the path's parameters; it stays an ordinary function for tests."""

    def declare(view: Callable[..., Response]) -> Callable[..., Response]:
        def serve(**parameters: str) -> Response:
            return answer(view, request_of(blueprint.current_request), access, errors, parameters)

        serve.__name__ = view.__name__
        serve.access = access  # type: ignore[attr-defined]  # read by refuse_undeclared and the guard tests
        serve.view = view  # type: ignore[attr-defined]
        blueprint.route(path, methods=list(methods), content_types=list(content_types), name=view.__name__)(serve)
        return view

    return declare


def answer(
    view: Callable[..., Response], request: Request, access: Access, errors: Errors, parameters: Mapping[str, str]
) -> Response:
    """Admit, serve, and turn an error into its answer. Logs the route's name, never the path or what was sent."""
    follow(request.id)
    begun = perf_counter()
    try:
        who = access.admit(request)
        response = view(replace(request, who=who), **parameters)
    except ContactPointError as error:
        if not isinstance(error, ForSender):
            logger.error("refused", error=type(error).__name__)
        response = errors(error)
    except Exception as error:  # noqa: BLE001  # the last line: whatever breaks, the caller gets a page and the log no text
        logger.error("broken", error=type(error).__name__, where=where(error))
        response = errors(ContactPointError())
    spent = round((perf_counter() - begun) * 1000, 1)
    logger.info("served", view=view.__name__, status=response.status_code, ms=spent)
    if response.status_code >= 500:
        count("ServerErrors")
    return response


def refuse_undeclared(app: Any) -> Callable[[Any, Callable[[Any], Any]], Any]:
    """Middleware of an application: a route that does not say who may call it is refused."""

    def middleware(event: Any, get_response: Callable[[Any], Any]) -> Any:
        served = app.routes.get(event.path, {}).get(event.method)
        if hasattr(getattr(served, "view_function", None), "access"):
            return get_response(event)
        return error_page(NotAllowed())

    return middleware
