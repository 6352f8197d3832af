"""The form and the files that go with it, through the front door of a deployed package."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.facts import LONGEST
from chalicelib.domain.file_names import MOST_BYTES
from chalicelib.services.send_message import MOST_MESSAGES
from tests.citizen import REFERENCE, Citizen, hidden, upload
from tests.deployment import Deployment


def heads(deployment: Deployment, email: str) -> int:
    """How many cases somebody has."""
    found = deployment.items()
    return sum(email in str(item.get("sender")) for item in found if item["sk"].get("S") == "#META")


def test_a_message_is_registered(deployment: Deployment, citizen: Citizen) -> None:
    """A message gives a reference, the time of the answer, a page of its own, and a copy with a link by mail."""
    answer = citizen.send(email="form-one@example.be")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vraag/verstuurd")
    reference = REFERENCE.search(citizen.get("/vraag/verstuurd").text)
    assert reference
    own = citizen.get("/vraag").text
    assert reference[0] in own
    assert "Waar kan ik een rijbewijs aanvragen?" in own
    (copy,) = deployment.mails("form-one@example.be")
    assert reference[0] in copy.text
    assert "Waar kan ik een rijbewijs aanvragen?" in copy.text


def test_sent_twice(deployment: Deployment, citizen: Citizen) -> None:
    """The same form sent twice is one case, also at the same moment."""
    form = citizen.fill(email="form-twice@example.be")
    citizen.post_in_time("/mail", form)
    with ThreadPoolExecutor(4) as some:
        answers = list(some.map(lambda _: citizen.post("/mail", form), range(4)))
    assert {one.status_code for one in answers} == {303}
    assert heads(deployment, "form-twice@example.be") == 1
    assert len(deployment.mails("form-twice@example.be")) == 1


@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [
        ("suggestion", (), {}),
        ("complaint", ("Vul uw adres in",), {"address": "Kerkstraat 1, Gent"}),
        ("document", ("Schrijf welk document",), {"document": "Het verslag van de raad van mei"}),
    ],
)
def test_every_kind(
    deployment: Deployment, citizen: Citizen, kind: str, asked: tuple[str, ...], told: dict[str, str]
) -> None:
    """Each kind asks for its own facts, and with these it is registered; what was told stands with the case."""
    email = f"form-{kind}@example.be"
    if asked:
        answer = citizen.send(email=email, kind=kind)
        assert answer.status_code == 422
        assert [one for one in asked if one not in answer.text] == []
        assert heads(deployment, email) == 0
    assert citizen.send(email=email, kind=kind, **told).status_code == 303
    parts = [item for item in deployment.items() if item["pk"]["S"] == f"CASE#{citizen.case()}"]
    assert [one for one in (kind, *told.values()) if one not in str(parts)] == []


def test_an_organisation_has_a_name(deployment: Deployment, citizen: Citizen) -> None:
    """Who writes for a company is asked for its name."""
    answer = citizen.send(email="form-company@example.be", requester="company")
    assert answer.status_code == 422
    assert "Vul de naam van uw organisatie in" in answer.text
    assert (
        citizen.send(email="form-company@example.be", requester="company", organisation="Bakkerij Jan").status_code
        == 303
    )


def test_nothing_typed_is_lost(citizen: Citizen) -> None:
    """After a mistake the form says what to do and holds all that was typed, harmless."""
    answer = citizen.send(email="geen adres", name="<b>An</b>", kind="complaint")
    assert answer.status_code == 422
    for said in ("Kijk uw e-mailadres na", "Vul uw adres in", "&lt;b&gt;An&lt;/b&gt;", "Waar kan ik een rijbewijs"):
        assert said in answer.text
    assert "<b>An" not in answer.text


def test_every_limit(deployment: Deployment, citizen: Citizen) -> None:
    """One character more than each field may hold is told at every field at once, in words; nothing is kept."""
    told = {fact: ("1" if fact == "phone" else "a") * (most + 1) for fact, most in LONGEST.items()}
    told["email"] = "a" * LONGEST["email"] + "@example.be"
    for kind, requester in (("complaint", "company"), ("document", "citizen")):
        answer = citizen.send(**told, kind=kind, requester=requester)
        assert answer.status_code == 422
        assert answer.text.count('class="error"') >= len(LONGEST) - 1
        assert "hoogstens 10.000 tekens" in answer.text or "bij 10.000 tekens" in answer.text
    assert heads(deployment, "aaaaaaaaaa") == 0


def test_a_program(deployment: Deployment, citizen: Citizen) -> None:
    """What fills in the field that nobody sees, is quicker than a person, or makes its own key, is not registered."""
    form = citizen.fill(email="form-program@example.be")
    assert citizen.post("/mail", form).status_code == 422  # at once
    assert citizen.post_in_time("/mail", {**form, "website": ""}).status_code == 303
    forms = (
        {**form, "text": "Koop nu!", "website": "http://spam.example"},
        {**form, "text": "Koop nu!", "key": "1.2.3"},
        {**form, "text": "Koop nu!", "key": ""},
    )
    assert {citizen.post("/mail", one).status_code for one in forms} == {422}
    assert heads(deployment, "form-program@example.be") == 1


def test_so_many_a_day(deployment: Deployment, citizen: Citizen) -> None:
    """From one network address come so many messages a day; the next one is told in words, and another may still send."""
    form = citizen.fill(email="form-many@example.be")
    citizen.post_in_time("/mail", form)
    answers = [citizen.post("/mail", {**form, "text": f"Vraag {number}."}) for number in range(MOST_MESSAGES)]
    assert [one.status_code for one in answers] == [303] * (MOST_MESSAGES - 1) + [429]
    assert "te veel berichten" in answers[-1].text
    assert f"Vraag {MOST_MESSAGES - 1}." in answers[-1].text
    assert len(deployment.mails("form-many@example.be", at_least=5)) == 5
    with Citizen(deployment) as other:
        assert other.send(email="form-few@example.be").status_code == 303


def test_files_refused(citizen: Citizen) -> None:
    """A file of another kind, too large, or under a forged key is refused in words; one that never came too."""
    form = citizen.fill(email="form-refused@example.be")
    for name, size, why in (("virus.exe", 9, "Dit soort"), ("a.pdf", 11 * 2**20, "te groot"), ("a.pdf", 0, "leeg")):
        answer = citizen.offer(form["key"], name, size)
        assert answer.status_code == 422
        assert why in answer.json()["error"]
    assert citizen.offer(form["key"], "a.pdf", 9, place=10).status_code == 422
    assert citizen.offer("1.2.3", "a.pdf", 9).status_code == 422
    answer = citizen.post_in_time("/mail", {**form, "files": "0:brief.pdf"})
    assert answer.status_code == 422
    assert "niet bij ons aangekomen" in answer.text


def test_ten_files(citizen: Citizen) -> None:
    """Ten files go along, each under its own name."""
    form = citizen.fill(email="form-ten@example.be")
    for place in range(10):
        assert upload(citizen.offer(form["key"], f"foto {place}.jpg", 3, place).json(), b"jpg").status_code == 204
    form["files"] = [f"{place}:foto {place}.jpg" for place in range(10)]
    assert citizen.post_in_time("/mail", form).status_code == 303
    assert "10 bestanden" in citizen.get("/vraag/verstuurd").text
    own = citizen.get("/vraag").text
    assert [place for place in range(10) if f"foto {place}.jpg" not in own] == []


def test_the_bucket_keeps_to_its_policy(deployment: Deployment, citizen: Citizen) -> None:
    """With the form of one file S3 takes no larger one, no empty one, no other type, and none in another place."""
    form = citizen.fill()
    given = citizen.offer(form["key"], "brief.pdf", 5).json()
    policy = json.loads(base64.b64decode(given["fields"]["policy"]))["conditions"]
    assert ["content-length-range", 1, MOST_BYTES] in policy
    for body, fields in (
        (bytes(MOST_BYTES + 1), {}),
        (b"", {}),
        (b"<script>", {"Content-Type": "text/html"}),
        (b"geheim", {"key": "form/other/0"}),
    ):
        assert upload(given, body, **fields).status_code in (400, 403), fields
    s3, bucket = deployment.client("s3"), deployment.outputs["FilesBucket"]
    assert s3.list_objects_v2(Bucket=bucket, Prefix=given["fields"]["key"]).get("KeyCount", 0) == 0
    assert s3.list_objects_v2(Bucket=bucket, Prefix="form/other/").get("KeyCount", 0) == 0
    assert upload(given, bytes(MOST_BYTES)).status_code == 204


def test_articles_while_typing(informed: Deployment) -> None:
    """What somebody types brings articles that may answer it; nonsense brings none, and is no error."""
    with Citizen(informed) as citizen:
        found = citizen.http.post("/mail/artikels", json={"q": "Waar vraag ik een rijbewijs aan?"}).json()
        assert any("ijbewijs" in one["title"] for one in found)
        page = citizen.get(found[0]["href"])
        assert page.status_code == 200
        for body in ({"q": ""}, {"q": 5}, {}, [], {"q": "xqzv"}):
            assert citizen.http.post("/mail/artikels", json=body).json() == []


def test_under_policies(guarded: Deployment) -> None:
    """With policies enforced the form, a file and deleting do all that they must."""
    with Citizen(guarded) as citizen:
        citizen.send_with_file(b"geheim", "brief.pdf", email="form-guarded@example.be")
        assert "brief.pdf" in citizen.get("/vraag").text
        assert hidden(citizen.get("/vraag").text, "key")
        assert citizen.post("/vraag/wissen", {}).headers["Location"] == "/vraag/gewist"
