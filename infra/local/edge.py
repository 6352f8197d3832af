"""What infra/edge.yaml says of the front door: which path goes to which origin, by which methods, with which headers."""

import fnmatch
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from infra.local.aws import ROOT

EDGE: Final = ROOT / "infra/edge.yaml"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One row of the routing table: paths that match `pattern` go to `origin`, below the path that the origin begins with."""

    pattern: str
    origin: str
    origin_path: str
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class Header:
    """A header of every answer; without `override` the answer's own stays where it has one."""

    name: str
    value: str
    override: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """The routing table, the first fitting row wins (the last one fits all), and the headers."""

    behaviours: tuple[Behaviour, ...]
    headers: tuple[Header, ...]

    def behaviour(self, path: str) -> Behaviour:
        """The row for a path; CloudFront compares with regard to capitals."""
        return next(one for one in self.behaviours if fnmatch.fnmatchcase(path, one.pattern))


def read_edge(file: Path = EDGE) -> Edge:
    """Read the table and the headers. Raises KeyError where the file has another form."""
    resources = yaml.load(file.read_text(encoding="utf-8"), _Loader)["Resources"]  # noqa: S506  # a safe loader
    config = resources["FrontDoor"]["Properties"]["DistributionConfig"]
    origins = {one["Id"]: one.get("OriginPath", "") for one in config["Origins"]}
    rows = [*config["CacheBehaviors"], {**config["DefaultCacheBehavior"], "PathPattern": "*"}]
    behaviours = tuple(
        Behaviour(
            one["PathPattern"], one["TargetOriginId"], origins[one["TargetOriginId"]], frozenset(one["AllowedMethods"])
        )
        for one in rows
    )
    return Edge(behaviours, _headers(resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]))


def _headers(policy: dict[str, Any]) -> tuple[Header, ...]:
    security = policy["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    lasting = f"max-age={transport['AccessControlMaxAgeSec']}"
    if transport.get("IncludeSubdomains"):
        lasting += "; includeSubDomains"
    content = security["ContentSecurityPolicy"]
    referrer = security["ReferrerPolicy"]
    own = [Header(one["Header"], one["Value"], one["Override"]) for one in policy["CustomHeadersConfig"]["Items"]]
    return (
        Header("Strict-Transport-Security", lasting, transport["Override"]),
        Header("X-Content-Type-Options", "nosniff", security["ContentTypeOptions"]["Override"]),
        Header("Referrer-Policy", referrer["ReferrerPolicy"], referrer["Override"]),
        Header("Content-Security-Policy", content["ContentSecurityPolicy"], content["Override"]),
        *own,
    )


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags (!Sub, !Ref, ...) as what they are put before."""


def _plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _plain)
