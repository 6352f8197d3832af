"""Settings of the functions: typed, read once from the environment, all wrong ones told together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from chalicelib.errors import Misconfigured


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
        values = {field.name: environment.get(field.name.upper()) for field in fields(Settings)}
        wrong = [f"{name.upper()}: is not set" for name, value in values.items() if value is None]
        if values["knowledge_index"] not in (None, "tantivy", "opensearch"):
            wrong.append("KNOWLEDGE_INDEX: tantivy or opensearch was expected")
        for name in ("public_url", "token_url", "login_url", "files_url", "opensearch_url"):
            if values[name] and not str(values[name]).startswith(("https://", "http://")):
                wrong.append(f"{name.upper()}: an address beginning with https:// was expected")
        if wrong:
            raise Misconfigured("; ".join(wrong))
        return Settings(**{name: str(value) for name, value in values.items()})

    @property
    def origin(self) -> str:
        """Scheme and host of the front door, as a browser sends it in Origin."""
        return "/".join(self.public_url.split("/")[:3])


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.read(os.environ)
