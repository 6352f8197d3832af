"""What is merged into Chalice's template: infra/resources.yaml, the confidential house's own file, and its state machines."""

from pathlib import Path
from typing import Any, Final

import yaml

from infra.integrity.machine import definitions

MERGED: Final = ("infra/resources.yaml", "infra/integrity/resources.yaml")


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their long ones: !Ref x as {Ref: x}, !GetAtt a.b as {Fn::GetAtt: [a, b]}."""


def _long_form(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]  # the third kind of node
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _long_form)


class Ambiguous(Exception):
    """Two files say something different of one thing; the message says of which."""


def merged(root: Path) -> dict[str, Any]:
    """All that is merged into the template of `chalice package`, of the tree `root`. Raises Ambiguous."""
    whole: dict[str, Any] = {}
    for name in MERGED:
        if (root / name).exists():
            whole = _fused(whole, read(root / name), name)
    for machine, definition in definitions().items():
        if machine in whole.get("Resources", {}):
            whole["Resources"][machine]["Properties"]["Definition"] = definition
    return whole


def read(path: Path) -> dict[str, Any]:
    """A template's file with all intrinsics in their long form."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  # a SafeLoader
    return loaded


def _fused(one: dict[str, Any], other: dict[str, Any], place: str) -> dict[str, Any]:
    fused = dict(one)
    for name, value in other.items():
        there = fused.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            fused[name] = _fused(there, value, f"{place}: {name}")
        elif there is None or there == value:
            fused[name] = value
        else:
            raise Ambiguous(f"{place}: {name} is said already")
    return fused
