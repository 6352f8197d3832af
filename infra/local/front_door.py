"""The front door of one machine, as CloudFront and API Gateway are on AWS: the same routing table, headers and limits.

Limits are AWS's own ("Lambda quotas", "Amazon API Gateway quotas", "CloudFront quotas"): what passes here passes there.
"""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from botocore.exceptions import ClientError as AwsError
from multidict import CIMultiDict
from yarl import URL

from infra.local.aws import client
from infra.local.edge import Behaviour, Edge
from infra.packaging.gateway import gateway_responses

MOST_TEXT: Final = 6 * 2**20  # Lambda's limit for an event, and for an answer
MOST_BINARY: Final = 4_718_592  # what is left of it when the body travels as base64
# API Gateway waits 29 seconds. As long may a function take here, which the engine itself sees to; but before that, for
# each request more at the same moment, it unpacks the whole package into a new place. On a busy machine that alone can take
# as long, and what would pass on AWS must pass here.
UNPACKING: Final = 60
MOST_SECONDS: Final = 29 + UNPACKING
MOST_URL: Final = 8192
MOST_HEADERS: Final = 10_240

NO_SUCH_PATH: Final = b'{"message":"Missing Authentication Token"}'  # API Gateway's words for it, and the engine's

_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host", "upgrade"})
_TEXT: Final = ("text/", "application/json", "application/x-www-form-urlencoded", "application/problem+json")


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the two origins of the routing table are on this machine."""

    rest: str  # address of the REST API, without the stage
    engine: str
    bucket: str

    @staticmethod
    def of(engine: str, outputs: Mapping[str, str]) -> "Origins":
        return Origins(f"{engine}/_aws/execute-api/{outputs['RestAPIId']}", engine, outputs["StaticBucket"])


class FrontDoor:
    """Answers every path. `edge` and `origins` may be replaced while it serves."""

    def __init__(self, edge: Edge, origins: Origins, seconds: float = MOST_SECONDS) -> None:
        self.edge, self.origins, self._seconds = edge, origins, seconds
        self._s3 = client("s3", origins.engine)
        self._static: dict[str, tuple[bytes, str, str]] = {}  # names hold a hash: what was read once stays right

    def add_to(self, app: web.Application) -> None:
        """Serve all paths that the application has no route for yet."""
        app.cleanup_ctx.append(self._session)
        app.router.add_route("*", r"/{path:[\s\S]*}", self.serve)  # a path may hold an encoded line break

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Refuse what AWS refuses, ask the origin, put the headers on."""
        behaviour = self.edge.behaviour(request.path)
        refused = _refused(request, behaviour)
        if refused:
            return self._with_headers(refused)
        answer = self._file if behaviour.origin == "static" else self._rest
        return self._with_headers(await answer(request, behaviour))

    async def _session(self, _app: web.Application) -> Any:
        async with ClientSession(auto_decompress=False, timeout=ClientTimeout(total=self._seconds)) as self._http:
            yield

    async def _rest(self, request: web.Request, behaviour: Behaviour) -> web.Response:
        body = await _body(request)
        if body is None:
            return _gateway("REQUEST_TOO_LARGE", 413)
        headers = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() not in _HOP)
        headers["X-Viewer-Address"] = request.remote or ""
        url = URL(self.origins.rest + behaviour.origin_path + request.raw_path, encoded=True)
        ask = self._http.request(
            request.method,
            url,
            headers=headers,
            data=io.BytesIO(body) if body else None,
            allow_redirects=False,
            skip_auto_headers=("Content-Type",),
        )
        try:
            async with ask as answer:
                given = await answer.read()
                if answer.status == 403 and given == NO_SUCH_PATH:
                    return _gateway("MISSING_AUTHENTICATION_TOKEN", 404)
                return _passed_on(answer.status, answer.headers, given)
        except TimeoutError:
            return _gateway("INTEGRATION_TIMEOUT", 504)
        except ClientError:
            return _gateway("DEFAULT_5XX", 502)

    async def _file(self, request: web.Request, _behaviour: Behaviour) -> web.Response:
        key = request.path.removeprefix("/")
        if key not in self._static:
            try:
                self._static[key] = await asyncio.to_thread(self._read, key)
            except AwsError:
                return _said(403, "Access Denied")  # S3 says so too to who may not list the bucket
        body, kind, cache = self._static[key]
        return web.Response(body=body, headers={"Content-Type": kind, "Cache-Control": cache})

    def _read(self, key: str) -> tuple[bytes, str, str]:
        found = self._s3.get_object(Bucket=self.origins.bucket, Key=key)
        return found["Body"].read(), found["ContentType"], found.get("CacheControl", "no-cache")

    def _with_headers(self, response: web.Response) -> web.Response:
        for header in self.edge.headers:
            if header.override or header.name not in response.headers:
                response.headers[header.name] = header.value
        return response


def _refused(request: web.Request, behaviour: Behaviour) -> web.Response | None:
    if request.method not in behaviour.methods:
        return _said(403, "This method is not allowed here")
    if len(request.raw_path) > MOST_URL:
        return _said(414, "URI Too Long")
    if sum(len(name) + len(value) for name, value in request.raw_headers) > MOST_HEADERS:
        return _said(431, "Request Header Fields Too Large")
    return None


async def _body(request: web.Request) -> bytes | None:
    """The body, or None where it is longer than what AWS takes."""
    kind = request.headers.get("Content-Type", "")
    most = MOST_TEXT if not kind or kind.lower().startswith(_TEXT) else MOST_BINARY
    if (request.content_length or 0) > most:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _passed_on(status: int, headers: Any, body: bytes) -> web.Response:
    if len(body) > MOST_TEXT:
        return _said(502, "Internal server error")
    kept = CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in _HOP)
    return web.Response(status=status, headers=kept, body=body)


def _gateway(kind: str, status: int) -> web.Response:
    """What the packaged template lets API Gateway say; the engine does not know gateway responses."""
    page = gateway_responses()[kind]["responseTemplates"]["text/html"]
    return web.Response(status=status, text=page, content_type="text/html", headers={"Cache-Control": "no-store"})


def _said(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n")
