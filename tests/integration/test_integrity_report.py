"""A report of integrity, through the front door of a deployed package."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from chalicelib.domain.integrity.uploads import MOST_FILES
from tests.citizen import Citizen, hidden, upload
from tests.deployment import Deployment, eventually

FORM = "/integriteit/melden"
SECRETS = ("Xanthippe Zonderling", "xanthippe@burger.test", "Een schepen vroeg mij geld")
TOLD = {
    "matter": "report",
    "breach": "bribery",
    "text": SECRETS[2],
    "organisation": "Gemeente Nergenshuizen",
    "level": "municipal",
    "name": SECRETS[0],
    "email": SECRETS[1],
    "website": "",
}
NUMBER = re.compile(r"I-\d\d-\d{4}-\d{4}-\d")


def fill(citizen: Citizen, **told: Any) -> dict[str, Any]:
    """The form, filled in."""
    return {**TOLD, "key": hidden(citizen.get(FORM).text, "key"), **told}


def told_by(answer: httpx.Response) -> tuple[str, tuple[str, ...]]:
    """Number and code on the page that answers the form."""
    assert answer.status_code == 200, answer.text
    number = NUMBER.search(answer.text)
    code = re.search(r'<ol class="code".*?</ol>', answer.text, re.DOTALL)
    assert number
    assert code
    return number[0].replace("-", ""), tuple(re.findall(r"<li>(\w+)</li>", code[0]))


def dossiers(deployment: Deployment, **arguments: Any) -> list[dict[str, Any]]:
    """All items of the house's table."""
    pages = deployment.client("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=deployment.outputs["DossiersTable"], **arguments)
    return [item for page in found for item in page["Items"]]


def numbers(deployment: Deployment) -> set[str]:
    """Of all dossiers."""
    return {item["id"]["S"] for item in dossiers(deployment) if item["sk"]["S"] == "#HEAD"}


def head(deployment: Deployment, number: str) -> dict[str, Any]:
    key = {"pk": {"S": f"DOSSIER#{number}"}, "sk": {"S": "#HEAD"}}
    table = deployment.outputs["DossiersTable"]
    item: dict[str, Any] = deployment.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    return item


def uploads(deployment: Deployment) -> set[str]:
    """What lies in the house's bucket and is not sealed."""
    bucket = deployment.outputs["IntegrityBucket"]
    return {
        one["Key"]
        for one in deployment.client("s3").list_objects_v2(Bucket=bucket, Prefix="upload/").get("Contents", [])
    }


def test_a_report_goes_on_by_itself(deployment: Deployment, citizen: Citizen) -> None:
    """A report is acknowledged and forwarded without anybody, and stands readable in no table."""
    number, code = told_by(citizen.post_in_time(FORM, fill(citizen)))
    assert len(code) == 8
    eventually(lambda: head(deployment, number)["phase"]["S"] == "forwarded")
    everything = str(dossiers(deployment)) + str(deployment.items())
    assert [one for one in SECRETS if one in everything] == []


def test_sent_twice(deployment: Deployment, citizen: Citizen) -> None:
    """The same form sent twice is one dossier with one code, also at the same moment."""
    form = fill(citizen)
    first = told_by(citizen.post_in_time(FORM, form))
    with ThreadPoolExecutor(4) as some:
        answers = list(some.map(lambda _: told_by(citizen.post(FORM, form)), range(4)))
    assert set(answers) == {first}
    entries = [item for item in dossiers(deployment) if item["pk"]["S"] == f"DOSSIER#{first[0]}"]
    assert sum(item["sk"]["S"].startswith("I#") for item in entries) == 1


def test_thirty_files(deployment: Deployment, citizen: Citizen) -> None:
    """Thirty files go along; one more is refused, and so is one of another size or kind than was told."""
    form = fill(citizen, text="Met bewijs.")
    key = form["key"]

    def offer(place: int, name: str = "bewijs.pdf", size: int = 5) -> httpx.Response:
        asked = {"key": key, "place": place, "name": name, "size": size}
        return citizen.http.post("/integriteit/bestand", json=asked)

    for place in range(MOST_FILES):
        assert upload(offer(place).json(), b"%PDF-").status_code == 204
    assert "hoogstens 30" in offer(MOST_FILES).json()["error"]
    assert offer(0, name="virus.exe").status_code == 422
    names = [f"{place}:bewijs {place}.pdf" for place in range(MOST_FILES)]
    answer = citizen.post_in_time(FORM, {**form, "files": names})
    assert "30 bestanden" in answer.text
    number, code = told_by(answer)
    assert told_by(citizen.post(FORM, {**form, "files": names})) == (number, code)
    items = dossiers(deployment)
    files = [one for one in items if one["pk"]["S"] == f"DOSSIER#{number}" and one["sk"]["S"].startswith("F#")]
    assert len(files) == MOST_FILES


def test_files_that_are_not_sent(deployment: Deployment, citizen: Citizen) -> None:
    """Who stops leaves no file behind; and nobody else can delete what was sent."""
    form = fill(citizen)
    before = uploads(deployment)
    asked = {"key": form["key"], "place": 0, "name": "bewijs.pdf", "size": 5}
    assert upload(citizen.http.post("/integriteit/bestand", json=asked).json(), b"%PDF-").status_code == 204
    (left,) = uploads(deployment) - before
    assert citizen.post("/integriteit/weg", {"key": "0.made-up"}).status_code == 303
    assert left in uploads(deployment)
    assert citizen.post("/integriteit/weg", {"key": form["key"]}).headers["Location"] == "/"
    assert left not in uploads(deployment)


def test_the_page_with_the_code_is_kept_nowhere(citizen: Citizen) -> None:
    """No browser or proxy may keep it, no address holds it, no cookie comes with it, and no other site learns of it."""
    answer = citizen.post_in_time(FORM, fill(citizen))
    assert told_by(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert answer.url.path == FORM


def test_without_a_name(deployment: Deployment, citizen: Citizen) -> None:
    """An anonymous report is refused kindly, with other places, and opens no dossier."""
    before = numbers(deployment)
    answer = citizen.post_in_time(FORM, fill(citizen, name=""))
    assert answer.status_code == 422
    assert "Vlaamse Ombudsdienst" in answer.text
    assert SECRETS[2] in answer.text  # what was typed is not lost
    assert numbers(deployment) == before


def test_a_form_made_by_nobody(deployment: Deployment, citizen: Citizen) -> None:
    """A form with a key that is not ours, and one in which the hidden field was filled in, register nothing."""
    before = numbers(deployment)
    assert citizen.post(FORM, {**TOLD, "key": "0.made-up"}).status_code == 422
    assert citizen.post(FORM, {**fill(citizen), "website": "http://x.test"}).status_code == 422
    assert numbers(deployment) == before
