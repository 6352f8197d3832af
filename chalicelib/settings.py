"""Settings of the functions: typed, read once from the environment, all wrong ones told together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TypeVar

from chalicelib.errors import Misconfigured

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """One field per environment variable, of the same name in capitals. docs/operators/settings.md explains each."""

    table: str
    mail_bucket: str
    files_bucket: str
    files_url: str  # where a browser posts its files to; empty: the bucket's own address
    static_bucket: str
    knowledge_bucket: str
    knowledge_index: str
    opensearch_url: str
    outbox_queue_url: str
    words_queue_url: str
    sms_queue_url: str
    sms_number: str  # what SMS are sent from and to; empty: none are
    secret_name: str
    public_url: str
    mail_domain: str
    public_address: str
    configuration_set: str
    login_url: str
    token_url: str
    oidc_client_id: str
    oidc_issuer: str
    connect_origins: str

    @staticmethod
    def read(environment: Mapping[str, str]) -> "Settings":
        """Raises Misconfigured with every missing or wrong variable at once, each with what was expected."""
        values, wrong = _values(Settings, environment)
        if values.get("knowledge_index", "tantivy") not in ("tantivy", "opensearch"):
            wrong.append("KNOWLEDGE_INDEX: tantivy or opensearch was expected")
        for name in ("public_url", "token_url", "login_url", "files_url", "opensearch_url"):
            if values.get(name) and not values[name].startswith(("https://", "http://")):
                wrong.append(f"{name.upper()}: an address beginning with https:// was expected")
        if wrong:
            raise Misconfigured("; ".join(wrong))
        return Settings(**values)

    @property
    def origin(self) -> str:
        """Scheme and host of the front door, as a browser sends it in Origin."""
        return "/".join(self.public_url.split("/")[:3])


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Of the desk's function alone: it hands in to the confidential house."""

    integrity_gate: str  # the function that takes in


def read_into(kind: type[T], environment: Mapping[str, str]) -> T:
    """A dataclass of texts, each from the variable of its name in capitals. Raises Misconfigured with all missing ones."""
    values, wrong = _values(kind, environment)
    if wrong:
        raise Misconfigured("; ".join(wrong))
    return kind(**values)


def _values(kind: type, environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    names = [field.name for field in fields(kind)]
    values = {name: environment[name.upper()] for name in names if name.upper() in environment}
    return values, [f"{name.upper()}: is not set" for name in names if name not in values]


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.read(os.environ)


@cache
def gate_settings() -> GateSettings:
    """Where the desk hands in to the confidential house. Raises Misconfigured in any other function."""
    return read_into(GateSettings, os.environ)
