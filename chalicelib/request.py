"""What a browser or a program sent, as views read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from chalicelib.errors import NotAllowed, Rejected

MOST_FIELDS: Final = 200
OWN_SITE = frozenset({"", "same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser or program sent. Header names are lower case; of a repeated query field the last one counts."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""
    id: str = ""
    who: Any = None  # what the route's access found: a session, a link's case, nothing

    @property
    def form(self) -> dict[str, str]:
        """Fields of an urlencoded body; of a repeated field the last one."""
        return {name: values[-1] for name, values in self.form_lists.items()}

    @property
    def form_lists(self) -> dict[str, list[str]]:
        """Fields of an urlencoded body with all their values, without NUL. Raises Rejected where there are far too many."""
        try:
            found = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise Rejected({"form": "common.error_too_many_fields"}) from error
        return {name: [value.replace("\x00", "") for value in values] for name, values in found.items()}

    @property
    def json(self) -> Any:
        """The body as JSON; raises Rejected where it is none, or lies too deep in itself."""
        try:
            return json.loads(self.body or b"null")
        except (ValueError, RecursionError) as error:
            raise Rejected({"body": "common.error_not_json"}) from error


def request_of(raw: Any) -> Request:
    """Chalice's request as ours."""
    headers = {name.lower(): value for name, value in raw.headers.items()}
    jar = (part.strip().partition("=")[::2] for part in headers.get("cookie", "").split(";") if "=" in part)
    return Request(
        method=raw.method,
        path=raw.path.format(**(raw.uri_params or {})),  # API Gateway gives the resource: /artikel/{article_id}
        query=dict(raw.query_params or {}),
        headers=headers,
        cookies=dict(jar),
        body=raw.raw_body or b"",
        # The front door tells who calls (edge.yaml, ViewerAddress); API Gateway itself sees the front door's address.
        address=headers.get("x-viewer-address") or raw.context.get("identity", {}).get("sourceIp", ""),
        id=raw.context.get("requestId", ""),
    )


def from_own_site(request: Request) -> None:
    """Raises NotAllowed where a form was sent by a page of another site (every browser says so in Sec-Fetch-Site)."""
    if request.method == "POST" and request.headers.get("sec-fetch-site", "") not in OWN_SITE:
        raise NotAllowed
