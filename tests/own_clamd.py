"""A clamd of our own for tests: it knows one signature, the EICAR test file's, and listens on a socket in a folder."""

import base64
import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.local.aws import free_port
from infra.local.scanner import clamd_at
from tests.deployment import eventually

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# A zip file with one text file in it, which asks for a password.
LOCKED = base64.b64decode(
    "UEsDBAoACQAAAMNUeF3dC5M4GwAAAA8AAAAFABwAYS50eHRVVAkAAw1pBWsNaQVrdXgLAAEEAAAAAAQAAAAA13UR6gR5wPmmu5ZabCiEQyjAMVDCwyk"
    "SUWQDUEsHCN0LkzgbAAAADwAAAFBLAQIeAwoACQAAAMNUeF3dC5M4GwAAAA8AAAAFABgAAAAAAAEAAACkgQAAAABhLnR4dFVUBQADDWkFa3V4CwABBAA"
    "AAAAEAAAAAFBLBQYAAAAAAQABAEsAAABqAAAAAAA="
)
LONGEST = 2 * 2**20
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"
SETTINGS = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
AlertEncrypted yes
AlertEncryptedArchive yes
StreamMaxLength {longest}
TCPAddr 127.0.0.1
TCPSocket {port}
MaxThreads 2
"""


@contextlib.contextmanager
def clamd_in(folder: Path, port: int = 0) -> Iterator[str]:
    """Run it until the block ends; gives its socket. `port`: where it listens too, at 127.0.0.1."""
    (folder / "signatures").mkdir(parents=True, exist_ok=True)
    (folder / "signatures/eicar.hdb").write_text(SIGNATURE)
    settings = folder / "clamd.conf"
    settings.write_text(SETTINGS.format(folder=folder, longest=LONGEST, port=port or free_port()))
    socket = f"{folder}/clamd.ctl"
    process = subprocess.Popen(
        ["clamd", "--config-file", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def answers() -> bool:
        assert process.poll() is None, "clamd ended at once"
        return Path(socket).exists() and clamd_at(socket) is not None

    try:
        eventually(answers)
        yield socket
    finally:
        process.terminate()
        process.wait(30)
