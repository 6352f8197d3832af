"""A clamd of our own for tests: it knows one signature, the EICAR test file's, and listens on a socket in a folder."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.deployment import eventually

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"
SETTINGS = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
AlertEncrypted yes
AlertEncryptedArchive yes
MaxThreads 2
"""


@contextlib.contextmanager
def clamd_in(folder: Path) -> Iterator[str]:
    """Run it until the block ends; gives its socket."""
    import clamd

    (folder / "signatures").mkdir(parents=True)
    (folder / "signatures/eicar.hdb").write_text(SIGNATURE)
    settings = folder / "clamd.conf"
    settings.write_text(SETTINGS.format(folder=folder))
    socket = f"{folder}/clamd.ctl"
    process = subprocess.Popen(
        ["clamd", "--config-file", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def answers() -> bool:
        assert process.poll() is None, "clamd ended at once"
        if not Path(socket).exists():
            return False
        with contextlib.suppress(clamd.ClamdError, OSError):
            return bool(clamd.ClamdUnixSocket(socket).ping())
        return False

    try:
        eventually(answers)
        yield socket
    finally:
        process.terminate()
        process.wait(30)
