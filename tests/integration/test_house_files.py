"""Files of a report through the deployed house, each function held to its own policies: scanned, sealed, opened, gone."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from chalicelib.domain.form_key import read_key
from chalicelib.domain.integrity.entry import Evidence, Sealing
from chalicelib.domain.integrity.phases import Phase
from infra.local.scanner import Scanner, scanning
from tests.available import need
from tests.citizen import Citizen, upload
from tests.deployment import PATIENCE, Deployment, eventually
from tests.integration.test_integrity_report import FORM, fill, told_by
from tests.live_house import LiveHouse
from tests.own_clamd import EICAR, LOCKED, clamd_in

CLEAN = b"%PDF-1.7 een rekening van de garage"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need("clamd")
    with clamd_in(tmp_path_factory.mktemp("clamd")) as socket:
        yield socket


@pytest.fixture(scope="module", autouse=True)
def _listening(guarded: Deployment) -> None:
    """A local run began to listen to what comes into both buckets."""
    Scanner(guarded.engine, guarded.outputs["FilesBucket"], house=guarded.outputs["IntegrityBucket"])


@pytest.fixture
def reporter(guarded: Deployment) -> Iterator[Citizen]:
    with Citizen(guarded) as one:
        yield one


def photo() -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x013B] = "Xanthippe Zonderling"
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def report_with(reporter: Citizen, *files: tuple[str, bytes], **told: Any) -> str:
    """Send a report with files; gives the number of its dossier."""
    form = fill(reporter, **told)
    for place, (name, body) in enumerate(files):
        asked = {"key": form["key"], "place": place, "name": name, "size": len(body)}
        offered = reporter.http.post("/integriteit/bestand", json=asked).json()
        assert upload(offered, body).status_code == 204
    names = [f"{place}:{name}" for place, (name, _) in enumerate(files)]
    return told_by(reporter.post_in_time(FORM, {**form, "files": names}))[0]


def in_bucket(deployment: Deployment, prefix: str) -> dict[str, bytes]:
    """What lies under a prefix of the house's bucket."""
    s3, bucket = deployment.client("s3"), deployment.outputs["IntegrityBucket"]
    found = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return {one["Key"]: s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in found}


def scanning_house(deployment: Deployment, clamd: str) -> Any:
    return scanning(
        deployment.engine, deployment.outputs["FilesBucket"], clamd, house=deployment.outputs["IntegrityBucket"]
    )


@pytest.mark.parametrize("order", ["late", "early"])
def test_scanned_and_sealed(guarded: Deployment, reporter: Citizen, clamd: str, order: str) -> None:
    """A clean, an infected and a locked file end sealed and marked, hidden data gone where that was asked, whether the scan
    came before or after the report; no upload is left."""
    sent = (("bewijs.pdf", CLEAN), ("virus.pdf", EICAR), ("dicht.zip", LOCKED), ("foto.jpg", photo()))
    house = LiveHouse(guarded)
    begun = scanning_house(guarded, clamd)
    if order == "early":
        with begun:
            form = fill(reporter)
            for place, (name, body) in enumerate(sent):
                asked = {"key": form["key"], "place": place, "name": name, "size": len(body)}
                upload(reporter.http.post("/integriteit/bestand", json=asked).json(), body)
            prefix = _prefix(guarded, form["key"])
            eventually(lambda: len(_verdicts(guarded, prefix)) == len(sent))
        names = [f"{place}:{name}" for place, (name, _) in enumerate(sent)]
        number, _ = told_by(reporter.post_in_time(FORM, {**form, "files": names, "strip": "1"}))
    else:
        number = report_with(reporter, *sent, strip="1")
        assert {one.sealing for one in house.dossiers.open(number).files} == {Sealing.WAITING}

    def files() -> dict[str, Evidence]:
        found = {one.name: one for one in house.dossiers.open(number).files}
        return found if all(one.sealing is not Sealing.WAITING for one in found.values()) else {}

    if order == "late":
        with scanning_house(guarded, clamd):
            known = eventually(files)
    else:
        known = eventually(files)
    assert {name: one.sealing for name, one in known.items()} == {
        "bewijs.pdf": Sealing.CLEAN,
        "virus.pdf": Sealing.INFECTED,
        "dicht.zip": Sealing.UNREADABLE,
        "foto.jpg": Sealing.CLEAN,
    }
    assert known["foto.jpg"].stripped and not known["bewijs.pdf"].stripped
    sealed = in_bucket(guarded, f"sealed/{number}/")
    assert set(sealed) == {one.key for one in known.values()}
    assert not [body for body in sealed.values() for _, plain in sent if plain[:20] in body]
    assert not in_bucket(guarded, known["bewijs.pdf"].key.replace("sealed", "upload"))


def _prefix(deployment: Deployment, key: str) -> str:
    from chalicelib.domain.integrity.uploads import upload_prefix

    secret = LiveHouse(deployment).now().secret
    found = read_key(secret, key)
    assert found
    return upload_prefix(secret, found)


def _verdicts(deployment: Deployment, prefix: str) -> list[Any]:
    """Results of scans that wait for their dossier."""
    table = deployment.outputs["DossiersTable"]
    pages = deployment.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [
        item
        for page in pages
        for item in page["Items"]
        if item["pk"]["S"].startswith(f"UPLOAD#{prefix}") and item["sk"]["S"] == "SCAN"
    ]


def test_opened_by_the_reporter(guarded: Deployment, reporter: Citizen, clamd: str) -> None:
    """Who has the receipt code gets a clean file back by an address of a minute, whose copy a job deletes."""
    form = fill(reporter)
    asked = {"key": form["key"], "place": 0, "name": "bewijs.pdf", "size": len(CLEAN)}
    upload(reporter.http.post("/integriteit/bestand", json=asked).json(), CLEAN)
    number, code = told_by(reporter.post_in_time(FORM, {**form, "files": "0:bewijs.pdf"}))
    house = LiveHouse(guarded)
    with scanning_house(guarded, clamd):
        eventually(lambda: [one for one in house.dossiers.open(number).files if one.sealing is Sealing.CLEAN])
    (file,) = house.dossiers.open(number).files
    assert reporter.post("/postvak", {"code": " ".join(code)}).status_code == 303
    answer = reporter.get(f"/postvak/bestand/{file.id}")
    assert answer.status_code == 303
    assert httpx.get(answer.headers["Location"], timeout=PATIENCE).content == CLEAN
    assert [one for one in in_bucket(guarded, "open/").values() if one == CLEAN]


def test_erased(guarded: Deployment, reporter: Citizen, clamd: str) -> None:
    """Past its day a dossier's key, items and files are gone, by the daily job's own rights, and its line stays."""
    number = report_with(reporter, ("bewijs.pdf", CLEAN))
    house = LiveHouse(guarded)
    with scanning_house(guarded, clamd):
        eventually(lambda: [one for one in house.dossiers.open(number).files if one.sealing is Sealing.CLEAN])
    _past_its_day(house, number)
    house.watch(everything=True)
    head = house.dossiers.head(number)
    assert (head.phase, head.locator, head.code) == (Phase.ERASED, "", "")
    assert not in_bucket(guarded, f"sealed/{number}/")
    items = guarded.client("dynamodb").query(
        TableName=guarded.outputs["DossiersTable"],
        KeyConditionExpression="pk = :it",
        ExpressionAttributeValues={":it": {"S": f"DOSSIER#{number}"}},
    )["Items"]
    assert [item["sk"]["S"] for item in items] == ["#HEAD"]
    keys = guarded.client("dynamodb").scan(TableName=guarded.outputs["DossierKeysTable"])["Items"]
    assert number not in str(keys)


def _past_its_day(house: LiveHouse, number: str) -> None:
    """As if it was closed long ago."""
    from dataclasses import replace

    from chalicelib.domain.integrity.change import Change
    from chalicelib.domain.integrity.phases import Act, Actor

    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.WITHDRAW, Actor.REPORTER)
    head = house.reaches(number, Phase.CLOSED).dossier
    assert head.erase_after and head.erase_after > house.now().at + timedelta(days=300)
    house.dossiers.keep(Change(replace(head, erase_after=house.now().at - timedelta(days=1))))
