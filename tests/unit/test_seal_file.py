"""Files of the house: scanned, stripped where asked, sealed, opened only where clean; and erased with their dossier."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.domain.integrity.change import Change, DossierFile, ErrandKind
from chalicelib.domain.integrity.dossier import Outcome
from chalicelib.domain.integrity.entry import Evidence, Sealing
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.domain.integrity.retention import YEARS, erase_after
from chalicelib.domain.integrity.uploads import Verdict
from chalicelib.errors import Busy, NotFound, NotPossibleNow
from chalicelib.services.integrity.erase_dossier import erase_dossier
from chalicelib.services.integrity.open_file import lend_file, open_file
from chalicelib.services.integrity.retain_dossiers import retain_dossiers
from chalicelib.services.integrity.seal_file import Cellar, seal_files, take_dossier_scan
from chalicelib.services.integrity.tidy_files import drop_copies, drop_unsent, unscanned
from chalicelib.stores.integrity.house_files import HouseFiles
from chalicelib.stores.integrity.house_scans import HouseScans
from tests.fake_bucket import FakeBucket
from tests.integrity_house import AT, ConfidentialHouse

MOMENT = timedelta(seconds=1)
NUMBER = "I26123456789"
UPLOAD = "upload/abc/0"
BODY = b"de rekening van de garage"
CLEAN, INFECTED, LOCKED = "NO_THREATS_FOUND", "THREATS_FOUND", "UNSUPPORTED"


def photo() -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x013B] = "Xanthippe Zonderling"
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


class Vault:
    """A house with a bucket, and a dossier in it."""

    def __init__(self) -> None:
        self.house, self.bucket = ConfidentialHouse(), FakeBucket()
        files = HouseFiles(self.bucket, "house")
        self.cellar = Cellar(self.house.dossiers, self.house.keys, files, HouseScans(self.house.table))
        self.house.registered(NUMBER)

    def puts(self, body: bytes = BODY, key: str = UPLOAD) -> str:
        """A browser posts it; gives the entity tag."""
        tag: str = self.bucket.put_object(Bucket="house", Key=key, Body=body)["ETag"]
        return tag.strip('"')

    def has(self, *, strip: bool = False, key: str = UPLOAD) -> None:
        """The form with it is sent."""
        file = Evidence("f1", "bewijs.jpg", "image/jpeg", len(BODY), key, AT, "", strip=strip)
        self.house.did(NUMBER, Act.TELL, Actor.REPORTER, text="bewijs", files=(file,))

    def scanned(self, etag: str, said: str = CLEAN) -> Sealing | None:
        return take_dossier_scan(UPLOAD, Verdict(said, etag), self.cellar, AT)

    @property
    def file(self) -> Evidence:
        return self.opened.files[0]

    @property
    def opened(self) -> DossierFile:
        return self.house.dossiers.open(NUMBER)

    @property
    def lying(self) -> set[str]:
        return {key for _, key in self.bucket.objects}

    def closed(self, act: Act = Act.WITHDRAW) -> None:
        self.house.did(NUMBER, act, Actor.REPORTER)
        self.house.did(NUMBER, Act.CLOSE, Actor.MACHINE)


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.mark.parametrize("order", ["scan first", "form first"])
@pytest.mark.parametrize(
    ("said", "sealing"), [(CLEAN, Sealing.CLEAN), (INFECTED, Sealing.INFECTED), (LOCKED, Sealing.UNREADABLE)]
)
def test_sealed(vault: Vault, order: str, said: str, sealing: Sealing) -> None:
    """Whichever comes first, the result or the form: the file ends sealed and marked, and its upload is gone."""
    etag = vault.puts()
    if order == "scan first":
        assert vault.scanned(etag, said) is None
        vault.has()
        assert [one for one in vault.house.handed_over if one.kind is ErrandKind.SEAL]
        assert seal_files(NUMBER, vault.cellar) == 1
    else:
        vault.has()
        assert seal_files(NUMBER, vault.cellar) == 0
        assert vault.file.sealing is Sealing.WAITING
        assert vault.scanned(etag, said) is sealing
    assert (vault.file.sealing, vault.file.sha256) == (sealing, hashlib.sha256(BODY).hexdigest())
    assert vault.lying == {f"sealed/{NUMBER}/f1"}
    assert BODY not in vault.bucket.objects["house", f"sealed/{NUMBER}/f1"]
    if sealing is Sealing.CLEAN:
        assert open_file(NUMBER, vault.file, vault.house.keys, vault.cellar.files) == BODY
    else:
        with pytest.raises(NotPossibleNow):
            open_file(NUMBER, vault.file, vault.house.keys, vault.cellar.files)


def test_no_name_in_an_address(vault: Vault) -> None:
    """The address of a file that somebody opens does not say what the file is called; what it downloads is called so."""
    vault.has()
    vault.scanned(vault.puts())
    s3 = boto3.client("s3", aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-central-1")
    with Stubber(s3) as said:
        as_file = {"ContentType": "image/jpeg", "ContentDisposition": "attachment; filename*=UTF-8''bewijs.jpg"}
        sealed = io.BytesIO(vault.bucket.objects["house", vault.file.key])
        body = StreamingBody(sealed, len(sealed.getvalue()))
        said.add_response("get_object", {"Body": body}, {"Bucket": "house", "Key": vault.file.key})
        said.add_response("put_object", {}, {"Bucket": "house", "Key": "open/f-chance", "Body": BODY, **as_file})
        link = lend_file(NUMBER, vault.file, "chance", vault.house.keys, HouseFiles(s3, "house"))
    assert "open/f-chance" in link
    assert "bewijs" not in link


def test_twice(vault: Vault) -> None:
    """A result that comes again, or with the errand, changes nothing; what a form put there later is nobody's."""
    etag = vault.puts()
    vault.has()
    vault.scanned(etag)
    before = vault.file
    assert vault.scanned(etag) is None
    assert seal_files(NUMBER, vault.cellar) == 0
    again = vault.puts(b"iets anders")
    assert vault.scanned(again) is None
    assert vault.file == before
    assert open_file(NUMBER, before, vault.house.keys, vault.cellar.files) == BODY


def test_another_put_over_it(vault: Vault) -> None:
    """What was put over a file after it was scanned is not taken for clean: it waits for its own result."""
    etag = vault.puts()
    vault.has()
    worse = vault.puts(b"een virus")
    assert vault.scanned(etag) is None
    assert vault.file.sealing is Sealing.WAITING
    assert vault.scanned(worse, INFECTED) is Sealing.INFECTED


def test_scan_that_failed(vault: Vault) -> None:
    """A scan that did not happen is told to an operator; the file waits."""
    etag = vault.puts()
    vault.has()
    with pytest.raises(Busy):
        vault.scanned(etag, "FAILED")
    assert vault.file.sealing is Sealing.WAITING


@pytest.mark.parametrize(("said", "stripped"), [(CLEAN, True), (LOCKED, False)])
def test_stripped_on_request(vault: Vault, said: str, stripped: bool) -> None:
    """Hidden data go where that was asked, out of what is clean; both hashes are kept."""
    body = photo()
    etag = vault.puts(body)
    vault.has(strip=True)
    vault.scanned(etag, said)
    assert vault.file.sha256 == hashlib.sha256(body).hexdigest()
    assert bool(vault.file.stripped) is stripped
    if stripped:
        bare = open_file(NUMBER, vault.file, vault.house.keys, vault.cellar.files)
        assert b"Zonderling" in body and b"Zonderling" not in bare
        assert vault.file.stripped == hashlib.sha256(bare).hexdigest()
        assert vault.file.size == len(bare)


def test_not_asked_or_not_possible(vault: Vault) -> None:
    """What was not asked is not done; what cannot be done is told by the hash that is missing."""
    etag = vault.puts()
    vault.has(strip=True)
    vault.scanned(etag)
    assert (vault.file.strip, vault.file.stripped, vault.file.sealing) == (True, "", Sealing.CLEAN)


def test_no_other_place(vault: Vault) -> None:
    """A sealed file that is put in another's place opens for nobody."""
    vault.has()
    vault.scanned(vault.puts())
    vault.bucket.objects["house", "sealed/other"] = vault.bucket.objects["house", vault.file.key]
    with pytest.raises(NotFound):
        open_file(NUMBER, replace(vault.file, key="sealed/other"), vault.house.keys, vault.cellar.files)


def test_what_lies_about(vault: Vault) -> None:
    """Copies go within minutes, archives after an hour, uploads of forms that were never sent after two days; what a dossier
    waits for stays."""
    vault.puts()
    vault.has()
    vault.puts(key="upload/never/0")
    vault.scanned(vault.puts())
    vault.puts(key="upload/waits/0")
    waits = Evidence("f2", "later.pdf", "application/pdf", 3, "upload/waits/0", AT, "")
    vault.house.dossiers.keep(Change(vault.opened.dossier, files=(waits,)))
    link = lend_file(NUMBER, vault.file, "chance", vault.house.keys, vault.cellar.files)
    vault.bucket.put_object(Bucket="house", Key="open/archive", Body=b"zip")
    assert link.endswith("?seconds=60")
    assert (
        drop_copies(vault.cellar, AT + timedelta(minutes=4)) == drop_unsent(vault.cellar, AT + timedelta(hours=47)) == 0
    )
    assert drop_copies(vault.cellar, AT + timedelta(minutes=6)) == 1
    assert "open/archive" in vault.lying
    assert drop_copies(vault.cellar, AT + timedelta(minutes=61)) == 1
    assert drop_unsent(vault.cellar, AT + timedelta(hours=49)) == 1
    assert vault.lying == {f"sealed/{NUMBER}/f1", "upload/waits/0"}
    assert (unscanned(vault.cellar, AT), unscanned(vault.cellar, AT + timedelta(hours=2))) == (0, 1)


def test_erased(vault: Vault) -> None:
    """Past its day a dossier is erased: nothing of it opens, also what a backup still holds; its line in the register stays."""
    vault.has()
    vault.scanned(vault.puts())
    vault.closed()
    file, sealed, items = vault.file, dict(vault.bucket.objects), dict(vault.house.table.items)
    day = vault.opened.dossier.erase_after
    assert day == erase_after(Outcome.WITHDRAWN, AT)
    assert retain_dossiers(vault.cellar, day - MOMENT, lambda: True) == (0, 0)
    assert retain_dossiers(vault.cellar, day + MOMENT, lambda: False) == (0, 1)
    assert retain_dossiers(vault.cellar, day + MOMENT, lambda: True) == (1, 0)
    head = vault.house.dossiers.head(NUMBER)
    assert (head.phase, head.outcome, head.locator, head.code) == (Phase.ERASED, Outcome.WITHDRAWN, "", "")
    assert vault.lying == set()
    assert [sk for pk, sk in vault.house.table.items if NUMBER in pk] == ["#HEAD"]
    assert vault.house.dossiers.by_locator(f"locator-{NUMBER}") is None
    vault.bucket.objects, vault.house.table.items = sealed, items  # a backup comes back
    with pytest.raises(NotFound):
        vault.house.dossiers.open(NUMBER)
    with pytest.raises(NotFound):
        open_file(NUMBER, file, vault.house.keys, vault.cellar.files)


def test_broken_off(vault: Vault) -> None:
    """Erasing that breaks off in the middle is counted as not done, opens nothing from then on, and is done the next day."""
    vault.has()
    vault.scanned(vault.puts())
    vault.closed()
    day = vault.opened.dossier.erase_after
    assert day
    vault.bucket.away = True
    assert retain_dossiers(vault.cellar, day + MOMENT, lambda: True) == (0, 1)
    with pytest.raises(NotFound):
        vault.house.dossiers.open(NUMBER)
    vault.bucket.away = False
    assert retain_dossiers(vault.cellar, day + MOMENT, lambda: True) == (1, 0)


def test_not_before_it_is_closed(vault: Vault) -> None:
    """An open dossier is never erased."""
    with pytest.raises(NotPossibleNow):
        erase_dossier(NUMBER, vault.cellar)
    assert vault.opened.entries


@given(st.sampled_from([None, *Outcome]), st.datetimes(min_value=AT.replace(tzinfo=None)))
def test_every_outcome_ends(outcome: Outcome | None, closed: object) -> None:
    """Every outcome has its years, also from the last day of February on."""
    assert set(YEARS) == set(Outcome)
    if closed.year < 9900:  # type: ignore[attr-defined]
        assert erase_after(outcome, closed) > closed  # type: ignore[arg-type, operator]
