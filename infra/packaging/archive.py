"""Zips whose bytes depend on their contents only, so that a hash says whether anything changed."""

import compileall
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can write down


def pack(folder: Path, target: Path) -> None:
    """Zip every file of a folder: sorted, of one age, of one mode."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip into a folder, which is made where it is not there."""
    shutil.unpack_archive(archive, folder, "zip")


def compile_folder(folder: Path) -> None:
    """Put a .pyc beside every module. It holds the source's hash but is never checked: the zip does not change."""
    compileall.compile_dir(
        folder, quiet=1, workers=1, stripdir=str(folder), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
    )


def rebuild(archive: Path, *steps: Callable[[Path], None]) -> None:
    """Unpack a zip, let each step change the folder, and pack it again in its place."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        unpack(archive, folder)
        for step in steps:
            step(folder)
        pack(folder, archive)
