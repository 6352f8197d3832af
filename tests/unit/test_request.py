"""What a browser or a program sends, read as it is meant or refused in words."""

from urllib.parse import urlencode

import pytest

from chalicelib.errors import NotAllowed, Rejected
from chalicelib.request import MOST_FIELDS, Request, from_own_site


def post(body: bytes, **headers: str) -> Request:
    return Request("POST", "/", body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 200_000, b'{"a":' * 200_000, b"NaN-1"])
def test_what_is_no_json(body: bytes) -> None:
    """A body that is no JSON, or lies too deep in itself, is refused and breaks nothing."""
    with pytest.raises(Rejected) as rejected:
        _ = post(body).json
    assert rejected.value.fields == {"body": "common.error_not_json"}


def test_json_of_nothing() -> None:
    """An empty body holds nothing."""
    assert post(b"").json is None


def test_fields() -> None:
    """Of a repeated field the last value counts, empty fields are there, and no field holds a NUL."""
    request = post(urlencode([("a", "1"), ("a", "2"), ("b", ""), ("c", "x\x00y")]).encode())
    assert request.form_lists["a"] == ["1", "2"]
    assert request.form["a"] == "2"
    assert (request.form["b"], request.form["c"]) == ("", "xy")
    with pytest.raises(Rejected):
        _ = post(b"&".join(b"f%d=1" % number for number in range(MOST_FIELDS + 1))).form


def test_forms_of_other_sites() -> None:
    """A form that a page of another site sends is refused; who sends no sign is no browser of today."""
    for site in ("same-origin", "none"):
        from_own_site(post(b"", sec_fetch_site=site))
    from_own_site(post(b""))
    for site in ("cross-site", "same-site"):
        with pytest.raises(NotAllowed):
            from_own_site(post(b"", sec_fetch_site=site))
