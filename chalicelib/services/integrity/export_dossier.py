"""A dossier leaves the house as one archive, with a list of what is in it that the house signs."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO, TYPE_CHECKING

from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.integrity.archive import MANIFEST, PUBLIC_KEY, SIGNATURE, Part

if TYPE_CHECKING:
    from chalicelib.stores.integrity.signing import Signer


def export_dossier(parts: Iterable[Part], signer: "Signer", out: IO[bytes], at: datetime) -> None:
    """Write the archive (ZIP, each part read once), its manifest in the form of sha256sum, the signature under that, and
    the public key. What comes in already packed, as most pictures and documents do, is packed no further. Raises Busy."""
    manifest = []
    with zipfile.ZipFile(out, "w") as archive:
        write = _writer(archive, at)
        for part in parts:
            write(part.name, part.body)
            manifest.append(f"{hashlib.sha256(part.body).hexdigest()}  {part.name}\n")
        listed = "".join(manifest).encode()
        write(MANIFEST, listed)
        write(SIGNATURE, signer.sign(listed))
        write(PUBLIC_KEY, signer.public_key())


def _writer(archive: zipfile.ZipFile, at: datetime) -> Callable[[str, bytes], None]:
    moment = at.astimezone(BRUSSELS).timetuple()[:6]

    def write(name: str, body: bytes) -> None:
        info = zipfile.ZipInfo(name, moment)
        info.external_attr = 0o600 << 16
        text = name.endswith((".html", ".json", ".csv", ".txt"))
        archive.writestr(info, body, zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED)

    return write
