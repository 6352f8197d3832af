"""The own question behind its secret link, through the front door of a deployed package."""

import re

import httpx
import pytest

from chalicelib.domain.case_states import Status
from tests.citizen import LINK, Citizen, answered, cases, hidden, hidden_fields, upload
from tests.deployment import Deployment, eventually


def test_opened_by_its_link(deployment: Deployment, citizen: Citizen) -> None:
    """The link of the mail opens the question on another device, after a button: reading the link alone does nothing."""
    citizen.send(email="own-link@example.be")
    with Citizen(deployment) as other:
        found = LINK.search(deployment.mails("own-link@example.be")[-1].text)
        assert found
        assert other.get(found[0]).headers.get("Set-Cookie") is None
        assert "Link kwijt?" in other.get("/vraag").text
        opened = other.open_link("own-link@example.be")
        assert (opened.status_code, opened.headers["Location"]) == (303, "/vraag")
        assert "Waar kan ik een rijbewijs aanvragen?" in other.get("/vraag").text
        other.post("/vraag/sluiten", {})
        other.http.cookies.clear()
        assert "Link kwijt?" in other.get("/vraag").text


def test_say_more(citizen: Citizen) -> None:
    """What is added stands on the own question, once, however often it is sent."""
    citizen.send(email="own-more@example.be")
    form = {"key": hidden(citizen.get("/vraag").text, "key"), "text": "Het is <i>dringend</i>."}
    assert citizen.post_in_time("/vraag/aanvullen", form).status_code == 303
    assert citizen.post("/vraag/aanvullen", form).status_code == 303
    assert citizen.get("/vraag").text.count("Het is &lt;i&gt;dringend&lt;/i&gt;.") == 1


def test_add_a_file(citizen: Citizen) -> None:
    """A file that is added stands on the own question, with or without words."""
    citizen.send(email="own-file@example.be")
    for number, text in enumerate(("Hierbij de brief.", "")):
        key = hidden(citizen.get("/vraag").text, "key")
        name = f"brief {number}.pdf"
        assert upload(citizen.offer(key, name, 5).json(), b"brief").status_code == 204
        form = {"key": key, "text": text, "files": f"0:{name}"}
        assert citizen.post_in_time("/vraag/aanvullen", form).status_code == 303
        assert name in citizen.get("/vraag").text


@pytest.mark.parametrize(("text", "why"), [("", "Schrijf uw bericht"), ("a" * 10_001, "10.000 tekens")])
def test_additions_refused(citizen: Citizen, text: str, why: str) -> None:
    """Nothing, and too much, is refused in words, with what was typed."""
    citizen.send(email="own-refused@example.be")
    form = {"key": hidden(citizen.get("/vraag").text, "key"), "text": text}
    answer = citizen.post_in_time("/vraag/aanvullen", form)
    assert answer.status_code == 422
    assert why in answer.text
    assert text in answer.text


def test_not_satisfied(deployment: Deployment, citizen: Citizen) -> None:
    """After an answer the page asks whether it helped; what is written then opens the question again."""
    citizen.send(email="own-again@example.be")
    number = citizen.case()
    answered(deployment, number)
    eventually(lambda: "Ga naar uw gemeente." in citizen.get("/vraag").text)
    page = citizen.get("/vraag").text
    assert "Bent u niet geholpen?" in page
    form = {"key": hidden(page, "key"), "text": "Dat loket is gesloten."}
    assert citizen.post_in_time("/vraag/aanvullen", form).status_code == 303
    assert "Wij bekijken uw vraag opnieuw" in citizen.get("/vraag").text
    case = cases(deployment).head(number)
    assert case.status is Status.REOPENED
    assert case.due_at is not None


def test_files_without_script(deployment: Deployment, citizen: Citizen) -> None:
    """Without script a file goes to the bucket from a page of its own, comes back, gets a name, and joins the question."""
    citizen.send(email="own-plain@example.be")
    page = citizen.get("/vraag/bestanden").text
    action = re.search(r'action="(http[^"]*)"', page)
    assert action
    files = {"file": ("brief.pdf", b"%PDF-1.7")}
    answer = httpx.post(action[1], data=hidden_fields(page), files=files, timeout=60)
    assert answer.status_code == 303
    back = answer.headers["Location"]
    assert back.startswith(deployment.url)
    page = citizen.get(back).text
    assert "Naam van bestand 1 (1 kB)" in page
    form = {"key": hidden(page, "key"), "name-0": "brief"}
    wrong = citizen.post_in_time("/vraag/bestanden", form)
    assert wrong.status_code == 422
    assert "achter de punt" in wrong.text
    assert citizen.post_in_time("/vraag/bestanden", form | {"name-0": "brief.pdf"}).status_code == 303
    assert "brief.pdf" in citizen.get("/vraag").text


def test_new_link(deployment: Deployment, citizen: Citizen) -> None:
    """Reference and address that belong together bring a new link by mail, and it opens the question."""
    citizen.send(email="own-lost@example.be")
    reference = citizen.reference()
    with Citizen(deployment) as other:
        answer = other.post("/vraag/nieuwe-link", {"reference": reference, "email": "Own-Lost@example.be"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/vraag/link-verstuurd")
        assert other.open_link("own-lost@example.be", at_least=2).status_code == 303
        assert other.reference() == reference


def test_new_link_tells_nothing(deployment: Deployment, citizen: Citizen) -> None:
    """Whoever guesses gets the same answer, to the letter, whether or not there is such a question; nothing is mailed."""
    citizen.send(email="own-guess@example.be")
    deployment.mails("own-guess@example.be")
    with Citizen(deployment) as other:
        asked = (
            (citizen.reference(), "somebody@example.be"),
            ("1700-26-1234-5678-2", "own-guess@example.be"),
            (citizen.reference(), "own-guess@example.be"),
        )
        answers = [other.post("/vraag/nieuwe-link", {"reference": one, "email": two}) for one, two in asked]
        good = [answer for answer in answers if answer.status_code == 303]
        assert {(one.headers["Location"], one.text) for one in good} == {("/vraag/link-verstuurd", good[0].text)}
        deployment.mails("own-guess@example.be", at_least=2)
        wrong = other.post("/vraag/nieuwe-link", {"reference": "12", "email": "x"})
        assert wrong.status_code == 422
        assert "Kijk het nummer na" in wrong.text
    assert deployment.running.sent.all("somebody@example.be") == []
    assert len(deployment.running.sent.all("own-guess@example.be")) == 2


def test_without_a_good_link(citizen: Citizen) -> None:
    """A wrong link says so and tells nothing; what was typed comes back."""
    token = {"sleutel": "26123456789.abc"}
    assert citizen.http.get("/vraag/openen", params=token).status_code == 200
    answer = citizen.post("/vraag/openen", token)
    assert answer.status_code == 410
    assert "26123456789" not in answer.text
    typed = citizen.post("/vraag/aanvullen", {"text": "Dit wil ik niet kwijt."})
    assert typed.status_code == 410
    assert "Dit wil ik niet kwijt." in typed.text


def test_expired_link(deployment: Deployment, citizen: Citizen) -> None:
    """A link whose time is over is told like one that never was, also to who holds it already."""
    citizen.send(email="own-old@example.be")
    number = citizen.case()
    wrong = citizen.post("/vraag/openen", {"sleutel": "26123456789.abc"})
    head = {"pk": {"S": f"CASE#{number}"}, "sk": {"S": "#META"}}
    table, dynamo = deployment.outputs["Table"], deployment.client("dynamodb")
    item = dynamo.get_item(TableName=table, Key=head)["Item"]
    item["links"] = over(item["links"])
    dynamo.put_item(TableName=table, Item=item)
    answer = citizen.open_link("own-old@example.be")
    assert (answer.status_code, answer.text) == (wrong.status_code, wrong.text)
    assert "Link kwijt?" in citizen.get("/vraag").text
    assert citizen.post("/vraag/wissen", {}).status_code == 410


def over(value: object) -> object:
    """A stored value with every year in it put back."""
    if isinstance(value, dict):
        return {name: over(one) for name, one in value.items()}
    if isinstance(value, list):
        return [over(one) for one in value]
    return re.sub(r"^20\d\d-", "2020-", value) if isinstance(value, str) else value


def test_other_site(citizen: Citizen) -> None:
    """A page of another site cannot send a form in somebody's name."""
    citizen.send(email="own-other@example.be")
    for path in ("/vraag/aanvullen", "/vraag/wissen", "/vraag/openen", "/vraag/sluiten", "/vraag/bestanden"):
        answer = citizen.post(path, {"text": "x"}, **{"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, path


def test_delete_my_data(deployment: Deployment, citizen: Citizen) -> None:
    """After one question all is gone: from the whole table, from every bucket with all versions, and the links too."""
    told = {
        "email": "own-erase@example.be",
        "name": "Wilhelmina Wegmans",
        "text": "Dit onuitwisbare moet helemaal weg.",
    }
    citizen.send_with_file(b"geheim", "wegmans.pdf", kind="complaint", address="Vergeetstraat 9", **told)
    deployment.mails(told["email"])
    number = citizen.case()
    form = {"key": hidden(citizen.get("/vraag").text, "key"), "text": "Ook dit onuitwisbare."}
    citizen.post_in_time("/vraag/aanvullen", form)
    answered(deployment, number)
    deployment.mails(told["email"], at_least=2)
    (key,) = (one.key for one in cases(deployment).open(number).files)
    kept = citizen.jar()
    assert "Wis alles" in citizen.get("/vraag/wissen").text
    assert citizen.post("/vraag/wissen", {}).headers["Location"] == "/vraag/gewist"
    needles = ("own-erase", "Wilhelmina", "onuitwisbare", "Vergeetstraat", "wegmans.pdf", key)
    eventually(lambda: not remains(deployment, needles))
    left = {item["sk"]["S"][:2] for item in deployment.items() if item["pk"]["S"] == f"CASE#{number}"}
    assert left == {"#M", "A#"}
    assert objects(deployment, key) == []
    assert "Link kwijt?" in citizen.http.get("/vraag", headers=kept).text
    assert citizen.open_link(told["email"], at_least=2).status_code == 410


def remains(deployment: Deployment, needles: tuple[str, ...]) -> list[str]:
    """Where in the table any of these still stands."""
    found = (item for item in deployment.items() if any(one.lower() in str(item).lower() for one in needles))
    return [f"{item['pk']['S']} {item['sk']['S']}" for item in found]


def objects(deployment: Deployment, key: str) -> list[str]:
    """Every version of an object in any bucket."""
    s3 = deployment.client("s3")
    listed = [s3.list_object_versions(Bucket=one["Name"], Prefix=key) for one in s3.list_buckets()["Buckets"]]
    return [one["Key"] for answer in listed for one in (*answer.get("Versions", []), *answer.get("DeleteMarkers", []))]
