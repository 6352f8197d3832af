"""From the source tree to a folder that can be deployed: two zips, one template, the static files."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.pages.assets import static_files
from chalicelib.pages.build import build as build_pages
from infra.packaging.archive import compile_folder, rebuild, unpack
from infra.packaging.aws_models import write_models
from infra.packaging.merging import merged
from infra.packaging.template import refine

ROOT: Final = Path(__file__).resolve().parents[2]
TEMPLATE: Final = "sam.yaml"
CODE: Final = "deployment.zip"
LAYER: Final = "layer-deployment.zip"
MERGE: Final = "merge.yaml"
REGION: Final = "eu-central-1"


class PackagingFailed(Exception):
    """`chalice package` did not succeed; the message is the end of what it said."""


def package(out: Path, root: Path = ROOT) -> dict[str, Any]:
    """Package the application of `root` into the folder `out`; gives the template that was written there.

    Raises PackagingFailed, or UnfinishedTemplate where code and the templates of infra do not fit together.
    """
    out.mkdir(parents=True, exist_ok=True)
    _chalice(root, out)
    _compile_layer(out)
    _finish_code(out)
    template = refine(yaml.safe_load((out / TEMPLATE).read_text(encoding="utf-8")))
    (out / TEMPLATE).write_text(yaml.safe_dump(template, sort_keys=True), encoding="utf-8")
    return template


def package_code(out: Path, root: Path = ROOT) -> None:
    """Only the code anew, into a folder that `package` filled before: a second's work, enough where no route changed."""

    def take_sources(folder: Path) -> None:
        shutil.rmtree(folder / "chalicelib")
        shutil.copytree(root / "chalicelib", folder / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(root / "app.py", folder / "app.py")

    rebuild(out / CODE, take_sources)
    _finish_code(out)


def contents(archive: Path, folder: Path) -> Path:
    """Unpack one of the zips, for tests and benchmarks; gives the folder to put on the path of a process."""
    unpack(archive, folder)
    return next(folder.glob("python/lib/*/site-packages")) if archive.name == LAYER else folder


def _finish_code(out: Path) -> None:
    rebuild(out / CODE, lambda folder: build_pages(folder / "chalicelib/pages"), write_models, compile_folder)
    shutil.rmtree(out / "static", ignore_errors=True)
    (out / "static").mkdir()
    for name, source in static_files().items():
        shutil.copyfile(source, out / "static" / name)


def _chalice(root: Path, out: Path) -> None:
    script = Path(sys.executable).with_name("chalice")  # it cannot be run with `python -m`
    merge = (out / MERGE).resolve()
    merge.write_text(json.dumps(merged(root)), encoding="utf-8")  # as JSON, in which no two things are one
    command: list[str | Path] = [
        script,
        "package",
        "--stage",
        "dev",
        "--template-format",
        "yaml",
        "--merge-template",
        merge,
        out.resolve(),
    ]
    environment = {**os.environ, "AWS_DEFAULT_REGION": REGION, "FUNCTION_GROUP": ""}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own tool and paths
    if done.returncode:
        raise PackagingFailed("\n".join((done.stdout + done.stderr).strip().splitlines()[-12:]))


def _compile_layer(out: Path) -> None:
    """Compile the layer, or take the one compiled before: it changes only with requirements.txt, and takes seconds."""
    layer, raw, compiled = out / LAYER, out / "layer.raw", out / "layer.compiled"
    if not (raw.exists() and compiled.exists() and raw.read_bytes() == layer.read_bytes()):
        compiled.unlink(missing_ok=True)
        shutil.copyfile(layer, raw)
        rebuild(layer, compile_folder)
        shutil.copyfile(layer, compiled)
    shutil.copyfile(compiled, layer)
