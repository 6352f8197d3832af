"""What API Gateway itself says where no function of ours is asked: a page in plain words instead of its own JSON.

Gateway responses hold fixed text (Amazon API Gateway, "Gateway response types"); the page is made by the packaging with the
same template as every other error, and its headers are those of edge.yaml.
"""

from typing import Any, Final

from chalicelib import pages

# Type of gateway response -> the status that it gives, and the page (a slug of errors.py).
ANSWERS: Final = {
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found"),  # API Gateway's name for a path that is not there
    "REQUEST_TOO_LARGE": (413, "wrong"),
    "THROTTLED": (429, "too_many"),
    "INTEGRATION_TIMEOUT": (504, "busy"),
    "DEFAULT_5XX": (None, "broken"),
}


def gateway_responses() -> dict[str, Any]:
    """The value of x-amazon-apigateway-gateway-responses."""
    return {name: _answer(status, slug) for name, (status, slug) in ANSWERS.items()}


def _answer(status: int | None, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = {"responseTemplates": {"text/html": pages.render("error.html", slug=slug)}}
    return found | ({"statusCode": str(status)} if status else {})
