"""An archive of a dossier holds what can be read, a list of hashes, and a signature that openssl checks."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.integrity.archive import (
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    Part,
    access_log,
    as_json,
    exported,
    place_of,
)
from chalicelib.domain.integrity.entry import Evidence, Sealing, What
from chalicelib.domain.integrity.phases import Act, Actor
from chalicelib.services.integrity.export_dossier import export_dossier
from chalicelib.services.integrity.open_dossier import open_dossier
from chalicelib.stores.integrity.fake_kms import FakeKms
from chalicelib.stores.integrity.signing import Signer
from tests.integrity_house import AT, WHO, ConfidentialHouse
from tests.unit.test_dossier_acts import ILSE, NUMBER

PARTS = [Part("dossier.html", b"<p>Alles</p>"), Part("bestanden/01-foto één.jpg", b"\xff\xd8" * 2_000_000)]


def made(parts: list[Part], kms: FakeKms | None = None) -> zipfile.ZipFile:
    out = io.BytesIO()
    export_dossier(iter(parts), Signer(kms or FakeKms(), FakeKms.SIGNING), out, AT)
    return zipfile.ZipFile(out)


@given(st.lists(st.binary(max_size=200), max_size=8))
def test_everything_is_in_the_manifest(bodies: list[bytes]) -> None:
    """Each part comes back as it was, and the manifest has the hash of each."""
    parts = [Part(f"{number}.bin", body) for number, body in enumerate(bodies)]
    archive = made(parts)
    listed = dict(reversed(line.split("  ", 1)) for line in archive.read(MANIFEST).decode().splitlines())
    assert listed == {part.name: hashlib.sha256(part.body).hexdigest() for part in parts}
    assert [archive.read(part.name) for part in parts] == bodies


def checked(folder: Path) -> tuple[bool, bool]:
    """What the two commands of the users' page say: the signature, the parts."""
    signed = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", PUBLIC_KEY, "-signature", SIGNATURE, MANIFEST],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    parts = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=folder, capture_output=True, check=False)
    return b"Verified OK" in signed.stdout and signed.returncode == 0, parts.returncode == 0


def test_openssl_checks_it(tmp_path: Path) -> None:
    """The commands that users are given say yes; after a change of a part or of the list they say no."""
    import shutil

    if not shutil.which("openssl"):
        pytest.skip("openssl is not here")
    made(PARTS).extractall(tmp_path)
    assert checked(tmp_path) == (True, True)
    (tmp_path / "dossier.html").write_bytes(b"<p>Niets</p>")
    assert checked(tmp_path) == (True, False)
    listed = (
        (tmp_path / MANIFEST)
        .read_text()
        .replace(hashlib.sha256(PARTS[0].body).hexdigest(), hashlib.sha256(b"<p>Niets</p>").hexdigest())
    )
    (tmp_path / MANIFEST).write_text(listed)
    assert checked(tmp_path) == (False, True)


def test_another_key(tmp_path: Path) -> None:
    """A signature by another key is not ours."""
    import shutil

    if not shutil.which("openssl"):
        pytest.skip("openssl is not here")
    made(PARTS).extractall(tmp_path)
    (tmp_path / PUBLIC_KEY).write_bytes(Signer(FakeKms(), FakeKms.SIGNING).public_key())
    assert checked(tmp_path) == (False, True)


def test_what_leaves_the_house() -> None:
    """Only files that were scanned and found clean go along; two of one name lie apart; keys and codes stay in the house."""
    house = ConfidentialHouse()
    file = house.accepted()
    one = Evidence("f1", "foto.jpg", "image/jpeg", 12, "sealed/geheim", AT, "", "ab", Sealing.CLEAN)
    files = (
        one,
        replace(one, id="f2"),
        *(replace(one, id=f"x{state}", sealing=state) for state in Sealing if state != "clean"),
    )
    file = replace(file, files=files)
    going = exported(file)
    assert [each.id for each in going] == ["f1", "f2"]
    assert len({place_of(number, each) for number, each in enumerate(going)}) == 2
    told = as_json(file, None, {"f1": "bestanden/01-foto.jpg"}, AT).decode()
    assert json.loads(told)["identity"] is None
    assert WHO.name not in told
    assert "sealed/geheim" not in told
    assert "locator" not in told
    assert json.loads(as_json(file, WHO, {}, AT))["identity"]["name"] == WHO.name


def test_raw_mail_says_who_reports() -> None:
    """The raw mail of a case that moved here goes along where the reader sees who reports, and only there; a mail that the
    reporter sent along as a file is evidence as any other."""
    house = ConfidentialHouse()
    house.accepted()
    mail = Evidence("m1", "bericht.eml", "message/rfc822", 12, "sealed/m1", AT, "", "ab", Sealing.CLEAN)
    house.did(NUMBER, Act.NOTE, Actor.MACHINE, what=What.EVIDENCE, files=(mail,))
    file = house.did(NUMBER, Act.TELL, Actor.REPORTER, files=(replace(mail, id="m2"),))
    assert [one.id for one in exported(file)] == ["m2"]
    assert [one.id for one in exported(file, identity=True)] == ["m1", "m2"]


def test_the_log_goes_along() -> None:
    """Who looked is in the archive, and no name of a person is a formula in a spreadsheet."""
    house = ConfidentialHouse()
    house.accepted()
    file = open_dossier(NUMBER, ILSE, house.dossiers, house.at())
    rows = list(csv.reader(io.StringIO(access_log(file, {"ilse": "=1+1"}, ("a", "b", "c", "d")).decode("utf-8-sig"))))
    assert rows[1][1:] == ["'=1+1", "dossier", ""]
