"""The file of the embedded index: taken anew when there is a newer one, and kept when S3 cannot be reached."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.errors import Busy
from chalicelib.stores.knowledge_bucket import LOOK_AGAIN, KnowledgeBucket, put_file
from chalicelib.stores.knowledge_file import pack, unpack
from tests.fake_bucket import FakeBucket

BUILT = datetime(2026, 11, 24, tzinfo=UTC)


class Clock:
    """Seconds, moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def put(bucket: FakeBucket, folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "text").write_text(text)
    put_file(bucket, "knowledge", pack(folder), BUILT)


def reader(bucket: FakeBucket, clock: Clock) -> KnowledgeBucket[str]:
    return KnowledgeBucket(bucket, "knowledge", clock, lambda folder: (folder / "text").read_text())


def test_empty_bucket() -> None:
    """Where no file was ever put, there is none, and that is no failure."""
    assert reader(FakeBucket(), Clock()).newest() is None


def test_newer_file(tmp_path: Path) -> None:
    """A newer file is taken at the next look, not before; one that did not change is not loaded again."""
    bucket, clock = FakeBucket(), Clock()
    put(bucket, tmp_path / "a", "old")
    file = reader(bucket, clock)
    assert file.newest() == "old"
    put(bucket, tmp_path / "a", "new")
    assert file.newest() == "old"
    clock.now = LOOK_AGAIN
    assert file.newest() == "new"
    clock.now = 2 * LOOK_AGAIN
    assert file.newest() == "new"
    assert bucket.read == 2


def test_bucket_away(tmp_path: Path) -> None:
    """S3 away is Busy for who has nothing yet; what is open serves on."""
    bucket, clock = FakeBucket(), Clock()
    put(bucket, tmp_path / "a", "old")
    file = reader(bucket, clock)
    file.newest()
    bucket.away, clock.now = True, LOOK_AGAIN
    assert file.newest() == "old"
    with pytest.raises(Busy):
        reader(bucket, clock).newest()
    with pytest.raises(Busy):
        put_file(bucket, "knowledge", b"", BUILT)


def test_packed_and_unpacked(tmp_path: Path) -> None:
    """A folder comes out of its file as it went in; locks stay behind."""
    (tmp_path / "a/index").mkdir(parents=True)
    (tmp_path / "a/index/seg").write_bytes(b"\x00\xff")
    (tmp_path / "a/index/.tantivy.lock").write_bytes(b"")
    unpack(pack(tmp_path / "a"), tmp_path / "b")
    found = [path.relative_to(tmp_path / "b").as_posix() for path in (tmp_path / "b").rglob("*") if path.is_file()]
    assert found == ["index/seg"]
    assert (tmp_path / "b/index/seg").read_bytes() == b"\x00\xff"
