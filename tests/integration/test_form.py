"""The form, files and the own question, through the front door of a deployed package."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.scanner import Scanner, scanning
from tests.available import need
from tests.deployment import Deployment, eventually
from tests.own_clamd import EICAR, clamd_in

TOLD = {
    "kind": "question",
    "requester": "citizen",
    "text": "Waar kan ik een rijbewijs aanvragen?\nIk woon in Gent.",
    "name": "An Peeters",
    "website": "",
}


@pytest.fixture(scope="module")
def scanner(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    """The scanner of the local run, with a clamd of our own."""
    need("clamd")
    with (
        clamd_in(tmp_path_factory.mktemp("clamd")) as socket,
        scanning(deployment.engine, deployment.outputs["FilesBucket"], socket) as it,
    ):
        yield it


@pytest.fixture
def citizen(deployment: Deployment) -> Iterator[httpx.Client]:
    """A browser without script."""
    with httpx.Client(base_url=deployment.url, timeout=60) as client:
        yield client


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def get(client: httpx.Client, path: str) -> httpx.Response:
    """A page, with the cookies that a browser keeps for http://localhost though they are marked Secure."""
    return client.get(path, headers=_jar(client))


def post(client: httpx.Client, path: str, data: dict[str, Any]) -> httpx.Response:
    return client.post(path, data=data, headers=_jar(client))


def _jar(client: httpx.Client) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)}


def fill(client: httpx.Client, **told: Any) -> dict[str, Any]:
    """The form, filled in."""
    return {**TOLD, "key": hidden(get(client, "/mail").text, "key"), **told}


def post_in_time(client: httpx.Client, path: str, form: dict[str, Any]) -> httpx.Response:
    """Send a form, again while it comes back sooner than a person could send it."""

    def sent() -> httpx.Response | None:
        answer = post(client, path, form)
        return None if answer.status_code == 422 and "nog even na en verstuur" in answer.text else answer

    answer = eventually(sent)
    assert answer is not None
    return answer


def send(client: httpx.Client, **told: Any) -> httpx.Response:
    return post_in_time(client, "/mail", fill(client, **told))


def offer(client: httpx.Client, key: str, name: str, size: int, place: int = 0) -> httpx.Response:
    return client.post("/mail/bestand", json={"key": key, "place": place, "name": name, "size": size})


def upload(form: dict[str, Any], body: bytes) -> httpx.Response:
    """What a browser does with a form of S3."""
    return httpx.post(form["url"], data=form["fields"], files={"file": ("x", body)}, timeout=60)


def reference_of(client: httpx.Client) -> str:
    found = re.search(r"1700-\d\d-\d{4}-\d{4}-\d", get(client, "/vraag").text)
    assert found
    return found[0]


def test_a_message_is_registered(citizen: httpx.Client) -> None:
    """A message gives a reference, the time of the answer, and a page of its own."""
    answer = send(citizen, email="form-one@example.be")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vraag/verstuurd")
    page = get(citizen, "/vraag/verstuurd").text
    reference = re.search(r"1700-\d\d-\d{4}-\d{4}-\d", page)
    assert reference
    own = get(citizen, "/vraag").text
    assert reference[0] in own
    assert "Waar kan ik een rijbewijs aanvragen?" in own


def test_sent_twice(deployment: Deployment, citizen: httpx.Client) -> None:
    """The same form sent twice is one case, also at the same moment."""
    from concurrent.futures import ThreadPoolExecutor

    form = fill(citizen, email="form-twice@example.be")
    post_in_time(citizen, "/mail", form)
    with ThreadPoolExecutor(4) as some:
        answers = list(some.map(lambda _: post(citizen, "/mail", form), range(4)))
    assert {one.status_code for one in answers} == {303}
    heads = [
        item
        for item in deployment.items()
        if item["sk"].get("S") == "#META" and "form-twice@example.be" in str(item.get("sender"))
    ]
    assert len(heads) == 1


def test_nothing_typed_is_lost(citizen: httpx.Client) -> None:
    """After a mistake the form says what to do and holds all that was typed, harmless."""
    answer = send(citizen, email="geen adres", name="<b>An</b>", kind="complaint")
    assert answer.status_code == 422
    for said in ("Kijk uw e-mailadres na", "Vul uw adres in", "&lt;b&gt;An&lt;/b&gt;", "Waar kan ik een rijbewijs"):
        assert said in answer.text
    assert "<b>An" not in answer.text


@pytest.mark.parametrize(
    ("body", "state"), [(b"%PDF-1.7 een brief", "goed aangekomen"), (EICAR, "er zit een virus in")]
)
def test_file_with_the_form(citizen: httpx.Client, scanner: Scanner, body: bytes, state: str) -> None:
    """A file goes straight to the bucket, is scanned, and its state is told on the own question."""
    form = fill(citizen, email="form-file@example.be")
    given = offer(citizen, form["key"], "C:\\mijn map\\brief.pdf", len(body))
    assert (given.status_code, given.json()["name"]) == (200, "brief.pdf")
    assert upload(given.json(), body).status_code == 204
    assert post_in_time(citizen, "/mail", {**form, "files": "0:brief.pdf"}).status_code == 303
    assert "1 bestand" in get(citizen, "/vraag/verstuurd").text
    eventually(lambda: state in get(citizen, "/vraag").text)


def test_files_refused(citizen: httpx.Client) -> None:
    """A file of another kind, too large, or under a forged key is refused in words; one that never came too."""
    form = fill(citizen, email="form-refused@example.be")
    for name, size, why in (("virus.exe", 9, "Dit soort"), ("a.pdf", 11 * 2**20, "te groot"), ("a.pdf", 0, "leeg")):
        answer = offer(citizen, form["key"], name, size)
        assert answer.status_code == 422
        assert why in answer.json()["error"]
    assert offer(citizen, "1.2.3", "a.pdf", 9).status_code == 422
    answer = post_in_time(citizen, "/mail", {**form, "files": "0:brief.pdf"})
    assert answer.status_code == 422
    assert "niet bij ons aangekomen" in answer.text


def test_file_without_script(deployment: Deployment, citizen: httpx.Client) -> None:
    """Without script a file goes to the bucket from a page of its own, comes back, gets a name, and joins the question."""
    send(citizen, email="form-plain@example.be")
    page = get(citizen, "/vraag/bestanden").text
    action = re.search(r'action="(http[^"]*)"', page)
    assert action
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    answer = httpx.post(action[1], data=fields, files={"file": ("brief.pdf", b"%PDF-1.7")}, timeout=60)
    assert answer.status_code == 303
    back = answer.headers["Location"]
    assert back.startswith(deployment.url)
    page = get(citizen, back).text
    assert "Naam van bestand 1 (1 kB)" in page
    form = {"key": hidden(page, "key"), "name-0": "brief"}
    wrong = post_in_time(citizen, "/vraag/bestanden", form)
    assert wrong.status_code == 422
    assert "achter de punt" in wrong.text
    assert post_in_time(citizen, "/vraag/bestanden", form | {"name-0": "brief.pdf"}).status_code == 303
    assert "brief.pdf" in get(citizen, "/vraag").text


def test_say_more(citizen: httpx.Client) -> None:
    """What is added stands on the own question, once, however often it is sent."""
    send(citizen, email="form-more@example.be")
    form = {"key": hidden(get(citizen, "/vraag").text, "key"), "text": "Het is <i>dringend</i>."}
    assert post_in_time(citizen, "/vraag/aanvullen", form).status_code == 303
    assert post(citizen, "/vraag/aanvullen", form).status_code == 303
    assert get(citizen, "/vraag").text.count("Het is &lt;i&gt;dringend&lt;/i&gt;.") == 1


def test_without_a_good_link(deployment: Deployment, citizen: httpx.Client) -> None:
    """A wrong link says so and tells nothing; what was typed comes back."""
    page = citizen.get("/vraag/openen", params={"sleutel": "26123456789.abc"})
    assert page.status_code == 200
    answer = post(citizen, "/vraag/openen", {"sleutel": "26123456789.abc"})
    assert answer.status_code == 410
    assert "26123456789" not in answer.text
    typed = post(citizen, "/vraag/aanvullen", {"text": "Dit wil ik niet kwijt."})
    assert typed.status_code == 410
    assert "Dit wil ik niet kwijt." in typed.text


def test_other_site(citizen: httpx.Client) -> None:
    """A page of another site cannot send a form in somebody's name."""
    send(citizen, email="form-other@example.be")
    for path in ("/vraag/aanvullen", "/vraag/wissen", "/vraag/openen"):
        headers = {**_jar(citizen), "Sec-Fetch-Site": "cross-site"}
        assert citizen.post(path, data={"text": "x"}, headers=headers).status_code == 403


def test_delete_my_data(deployment: Deployment, citizen: httpx.Client) -> None:
    """After one question all is gone: entries, files with all their versions, and the link."""
    form = fill(citizen, email="form-erase@example.be", text="Dit moet helemaal weg.")
    upload(offer(citizen, form["key"], "brief.pdf", 5).json(), b"geheim")
    post_in_time(citizen, "/mail", {**form, "files": "0:brief.pdf"})
    case = reference_of(citizen).replace("-", "")[4:]
    parts = [item for item in deployment.items() if item["pk"]["S"] == f"CASE#{case}"]
    (key,) = (item["key"]["S"] for item in parts if item["sk"]["S"].startswith("F#"))
    assert "Wis alles" in get(citizen, "/vraag/wissen").text
    kept = dict(_jar(citizen))
    assert post(citizen, "/vraag/wissen", {}).headers["Location"] == "/vraag/gewist"
    left = [item for item in deployment.items() if item["pk"]["S"] == f"CASE#{case}"]
    assert all(item["sk"]["S"] == "#META" or item["sk"]["S"].startswith("A#") for item in left)
    assert "form-erase" not in str(left)
    assert "weg" not in str(left)
    versions = deployment.client("s3").list_object_versions(Bucket=deployment.outputs["FilesBucket"], Prefix=key)
    assert not versions.get("Versions")
    assert not versions.get("DeleteMarkers")
    assert "Link kwijt?" in citizen.get("/vraag", headers=kept).text


def test_under_policies(guarded: Deployment) -> None:
    """With policies enforced the form, a file and deleting do all that they must."""
    with httpx.Client(base_url=guarded.url, timeout=60) as citizen:
        form = fill(citizen, email="form-guarded@example.be")
        assert upload(offer(citizen, form["key"], "brief.pdf", 5).json(), b"geheim").status_code == 204
        assert post_in_time(citizen, "/mail", {**form, "files": "0:brief.pdf"}).status_code == 303
        assert "brief.pdf" in get(citizen, "/vraag").text
        assert post(citizen, "/vraag/wissen", {}).headers["Location"] == "/vraag/gewist"
