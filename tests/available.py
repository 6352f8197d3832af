"""What this machine can test with, and how to get what it lacks.

A test says what it needs with `@pytest.mark.needs("chromium")`, a fixture with `need("java")`. What is missing is left
out and told at the end with the way to get it. With CI=true nothing may be left out: the run then fails.
"""

import importlib.util
import os
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOW = {
    "engine": "the local AWS engine: make .venv-engine/.stamp",
    "chromium": (
        "Chromium: apt-get install chromium-headless-shell, or .venv/bin/playwright install chromium; "
        "CHROMIUM= names another"
    ),
    "axe": "axe-core: .venv/bin/pip install axe-playwright-python",
    "java": "Java 17 or newer, for the real OpenSearch: apt-get install default-jre-headless",
    "maven": "Maven, for the real OpenSearch: apt-get install maven",
    "clamd": "clamd, for scanned files: apt-get install clamav-daemon",
}


@cache
def chromium() -> str:
    """Path of a Chromium, or nothing. The one without windows does the same at less than half the cost."""
    named = os.environ.get("CHROMIUM", "")
    names = [named] if named else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if (path := shutil.which(name))), "")
    own = Path.home() / ".cache/ms-playwright"
    return found or next((str(path) for path in sorted(own.glob("chromium-*/chrome-linux*/chrome"))), "")


@cache
def java() -> str:
    """Path of the newest Java that OpenSearch runs on, or nothing."""
    homes = [os.environ.get("JAVA_HOME", "") + "/bin/java", shutil.which("java") or ""]
    paths = [*homes, *map(str, Path("/usr/lib/jvm").glob("*/bin/java"))]
    versions = [(_java_version(path), path) for path in paths if path and Path(path).exists()]
    version, path = max(versions, default=(0, ""))
    return path if version >= 17 else ""


def _java_version(path: str) -> int:
    said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    number = said.partition('version "')[2].partition(".")[0].partition('"')[0]
    return int(number) if number.isdigit() else 0


@cache
def missing(name: str) -> str:
    """How to get a thing that is missing; nothing where it is there."""
    there = {
        "engine": lambda: (ROOT / ".venv-engine/bin/ministack").exists(),
        "chromium": lambda: bool(chromium()),
        "axe": lambda: importlib.util.find_spec("axe_playwright_python") is not None,
        "java": lambda: bool(java()),
        "maven": lambda: shutil.which("mvn") is not None,
        "clamd": lambda: shutil.which("clamd") is not None,
    }[name]()
    return "" if there else HOW[name]


def need(*names: str) -> None:
    """Leave the test out where one of these is missing."""
    for name in names:
        if how := missing(name):
            pytest.skip(f"needs {how}")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*names): what of tests/available.py this test cannot do without")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        need(*marker.args)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true, what was left out is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    if reasons:
        verdict = "FAILURE, as CI=true: " if os.environ.get("CI") == "true" else ""
        terminalreporter.section(f"{verdict}{len(skipped)} tests were left out")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count:4} {reason}")
