"""Every route says who may call it."""

from typing import Any

import pytest

import app as entry
from chalicelib.backoffice.investigation.access import Investigating
from chalicelib.web import PUBLIC

ROUTES = [
    (path, method, served)
    for path, methods in sorted(entry.app.routes.items())
    for method, served in sorted(methods.items())
]
# Paths that anybody may call though they change something: each has limits of its own.
OPEN_WRITES = {
    "/artikel/{article_id}/nuttig",
    "/mail",
    "/mail/artikels",
    "/mail/bestand",
    "/vraag/openen",
    "/vraag/sluiten",
    "/vraag/nieuwe-link",
    "/doorverwijzing/openen",
    "/doorverwijzing/sluiten",
    "/api/v1/contacts",
    "/integriteit/melden",
    "/integriteit/bestand",
    "/integriteit/weg",
    "/postvak",
    "/postvak/eerdere-link",
    "/postvak/verlaten",
}


@pytest.mark.parametrize(("path", "method", "served"), ROUTES, ids=[f"{method} {path}" for path, method, _ in ROUTES])
def test_route_states_its_callers(path: str, method: str, served: Any) -> None:
    """A route that does not say who may call it is refused by the middleware, so none may be like that."""
    assert hasattr(served.view_function, "access")


@pytest.mark.parametrize(("path", "method", "served"), ROUTES, ids=[f"{method} {path}" for path, method, _ in ROUTES])
def test_the_desk_is_for_who_logged_in(path: str, method: str, served: Any) -> None:
    """Nothing of the desk is open to everybody, but for the way in."""
    if path.startswith("/desk") and not path.startswith("/desk/login") and path != "/desk/logout":
        assert served.view_function.access is not PUBLIC


@pytest.mark.parametrize(("path", "method", "served"), ROUTES, ids=[f"{method} {path}" for path, method, _ in ROUTES])
def test_investigators_gave_both_factors(path: str, method: str, served: Any) -> None:
    """Nothing of the investigators' rooms is open to who has no session that both factors began, but for the way in."""
    opens_nothing = {"/onderzoek/logout", "/onderzoek/sleutel.pem"}  # the public key under archives is for everybody
    if path.startswith("/onderzoek") and not path.startswith("/onderzoek/login") and path not in opens_nothing:
        assert isinstance(served.view_function.access, Investigating)


@pytest.mark.parametrize(("path", "method", "served"), ROUTES, ids=[f"{method} {path}" for path, method, _ in ROUTES])
def test_open_writes_are_known(path: str, method: str, served: Any) -> None:
    """A route that anybody may write to is in the list above, so that nobody opens one by accident."""
    if (
        method != "GET"
        and served.view_function.access is PUBLIC
        and not path.startswith(("/desk/login", "/desk/logout", "/onderzoek/login", "/onderzoek/logout"))
    ):
        assert path in OPEN_WRITES


def test_no_path_holds_a_person() -> None:
    """Parameters of paths are ids: a path is logged by what lies between."""
    allowed = {"article_id", "page", "slug", "case", "reference", "file", "contact", "notice", "answer", "code"}
    allowed |= {"referral", "dossier", "entry", "export"}
    for path, _, _ in ROUTES:
        names = {part.strip("{}") for part in path.split("/") if part.startswith("{")}
        assert names <= allowed, path
