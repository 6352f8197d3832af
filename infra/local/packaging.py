"""Packaging for the local run: in a process of its own, which sees the code as it is now."""

import subprocess
import sys
from pathlib import Path

from infra.local.aws import ROOT, CannotRun


def packaged(out: Path, *options: str) -> None:
    """Package into `out`. Raises CannotRun with what the packager said."""
    command = [sys.executable, "-m", "infra.packaging", *options, str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # our own program
    if done.returncode:
        raise CannotRun((done.stdout + done.stderr).strip()[-2000:])
