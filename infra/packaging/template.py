"""What a merge cannot do to Chalice's template, because a merge can only add: split, point elsewhere, take away."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.rooms import GROUPS, Group, group_of_path
from infra.packaging.gateway import gateway_responses

Resources = dict[str, dict[str, Any]]

PLACEHOLDER: Final = "set-in-infra"  # in the code where the value is an intrinsic of infra/resources.yaml
CHALICE_FUNCTION: Final = "APIHandler"  # the one function that Chalice makes for all REST routes


class UnfinishedTemplate(Exception):
    """The template that came out cannot be deployed; the message says which resource lacks what."""


def camel(name: str) -> str:
    """The logical name that Chalice gives a handler: receive_mail becomes ReceiveMail."""
    return "".join(part.capitalize() for part in name.split("_"))


def rest_function(group: str) -> str:
    """Logical name of the function that serves a REST group: desk becomes DeskHandler."""
    return f"{camel(group)}Handler"


def refine(template: dict[str, Any]) -> dict[str, Any]:
    """Split the REST function by group, give every function its group's name and a role of its own.

    Raises UnfinishedTemplate where a function has no policies or a placeholder is left.
    """
    resources: Resources = template["Resources"]
    _split_rest(resources)
    resources["RestAPI"]["Properties"]["DefinitionBody"]["x-amazon-apigateway-gateway-responses"] = gateway_responses()
    _name_groups(resources, GROUPS)
    for logical, function in functions_of(resources).items():
        function["Properties"].pop("Role", None)  # SAM then makes one per function from Policies
        if "Policies" not in function["Properties"]:
            raise UnfinishedTemplate(f"{logical}: infra/resources.yaml states no Policies for it")
    for output in ("APIHandlerName", "APIHandlerArn"):
        template.get("Outputs", {}).pop(output, None)
    _refuse_placeholders(template)
    return template


def functions_of(resources: Resources) -> Resources:
    """The functions of a template by their logical names."""
    return {name: one for name, one in resources.items() if one.get("Type") == "AWS::Serverless::Function"}


def _split_rest(resources: Resources) -> None:
    whole = resources.pop(CHALICE_FUNCTION)
    permission = resources.pop(f"{CHALICE_FUNCTION}InvokePermission")
    for group in (name for name, one in GROUPS.items() if one.paths):
        name = rest_function(group)
        own = resources.get(name, {}).get("Properties", {})
        resources[name] = {**copy.deepcopy(whole), "Properties": {**copy.deepcopy(whole["Properties"]), **own}}
        resources[f"{name}InvokePermission"] = copy.deepcopy(permission)
        resources[f"{name}InvokePermission"]["Properties"]["FunctionName"] = {"Ref": name}
    for path, methods in resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
        for method in methods.values():
            uri = method["x-amazon-apigateway-integration"].get("uri", {})
            if "Fn::Sub" in uri:
                uri["Fn::Sub"] = uri["Fn::Sub"].replace(CHALICE_FUNCTION, rest_function(group_of_path(path)))


def _name_groups(resources: Resources, groups: Mapping[str, Group]) -> None:
    for name, group in groups.items():
        served = [camel(handler) for handler in group.handlers] + ([rest_function(name)] if group.paths else [])
        for logical in served:
            if logical not in resources:
                raise UnfinishedTemplate(f"{logical}: rooms.py names it for group {name}, but no handler deploys it")
            properties = resources[logical]["Properties"]
            properties.setdefault("Environment", {}).setdefault("Variables", {})["FUNCTION_GROUP"] = name
    for logical, function in functions_of(resources).items():
        if "FUNCTION_GROUP" not in function["Properties"].get("Environment", {}).get("Variables", {}):
            raise UnfinishedTemplate(f"{logical}: no group of rooms.py names its handler")


def _refuse_placeholders(node: Any, path: str = "template") -> None:
    if node == PLACEHOLDER:
        raise UnfinishedTemplate(f"{path}: still {PLACEHOLDER!r}; infra/resources.yaml must put an intrinsic there")
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        _refuse_placeholders(child, f"{path}.{key}")
