"""What botocore knows of the AWS services that the functions use, without the rest: a function then starts sooner.

botocore looks through the folders of some 400 services, reads where all of them are to be found in all regions, and reads
models that are mostly documentation. The package holds the same files of a handful of services, without their texts.
"""

import json
from pathlib import Path
from typing import Any, Final

from botocore.loaders import Loader

from chalicelib.stores.clients import MODELS, SERVICES

WHOLE: Final = ("_retry", "partitions", "sdk-default-configuration")
OF_A_SERVICE: Final = ("service-2", "service-2.sdk-extras", "endpoint-rule-set-1")
TEXTS: Final = frozenset({"documentation", "documentationUrl"})


def write_models(root: Path) -> None:
    """Write the files into a packaged copy of the code whose folder is `root`."""
    loader, target = Loader(), root / "chalicelib/stores" / MODELS.name
    for name in WHOLE:
        _write(target / f"{name}.json", loader.load_data(name))
    _write(target / "endpoints.json", _endpoints(loader.load_data("endpoints")))
    for service in SERVICES:
        version = loader.determine_latest_version(service, "service-2")
        for name in OF_A_SERVICE:
            path = f"{service}/{version}/{name}"
            if any(
                Path(folder, f"{path}{end}").exists() for folder in loader.search_paths for end in (".json", ".json.gz")
            ):
                _write(target / f"{path}.json", _without_texts(loader.load_data(path)))


def _endpoints(whole: Any) -> Any:
    """The partitions and regions, and of the services only ours."""
    partitions = []
    for partition in whole["partitions"]:
        services = {name: one for name, one in partition["services"].items() if name in _PREFIXES}
        partitions.append({**partition, "services": services})
    return {**whole, "partitions": partitions}


# The names that services have in endpoints.json (their endpointPrefix), where these are not those of SERVICES.
_PREFIXES: Final = frozenset({*SERVICES, "email", "sms-voice", "states"})


def _without_texts(node: Any) -> Any:
    """A model whose documentation is empty. A member that is called "documentation" is no text, and stays."""
    if isinstance(node, dict):
        return {
            name: "" if name in TEXTS and isinstance(one, str) else _without_texts(one) for name, one in node.items()
        }
    return [_without_texts(one) for one in node] if isinstance(node, list) else node


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")
