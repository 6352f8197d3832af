"""What is left out is told; with CI=true it is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.available import HOW, missing

ROOT = Path(__file__).resolve().parents[2]
SKIPS = "import pytest\ndef test_a(): pytest.skip('needs a fax: apt-get install fax')\ndef test_b(): pass\n"


def ran(folder: Path, ci: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(SKIPS)
    alone = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # others take longer to import than all else
    environment = {**os.environ, **alone, "CI": ci, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.available", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        [*command, "--rootdir", folder, folder],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-p", "xdist.plugin", "-n", "1")], ids=["one process", "several"])
@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_left_out(tmp_path: Path, ci: str, status: int, options: tuple[str, ...]) -> None:
    """The end of a run says how many tests were left out and how to get what they need."""
    done = ran(tmp_path, ci, *options)
    assert done.returncode == status, done.stdout + done.stderr
    assert "1 tests were left out" in done.stdout
    assert "   1 needs a fax: apt-get install fax" in done.stdout
    assert ("FAILURE, as CI=true" in done.stdout) is bool(ci)


@pytest.mark.parametrize("name", HOW)
def test_every_need_can_be_looked_for(name: str) -> None:
    """Each thing that tests may need is there, or it is told how to get it."""
    assert missing(name) in ("", HOW[name])
