"""Settings of the confidential house, which only its own functions have."""

import os
from dataclasses import dataclass
from functools import cache

from chalicelib.settings import read_into


@dataclass(frozen=True, slots=True)
class IntegritySettings:
    """One field per environment variable, of the same name in capitals. docs/operators/settings.md explains each."""

    dossiers_table: str
    dossier_keys_table: str
    dossier_key: str  # the key of KMS that wraps each dossier's own
    signing_key: str  # the key of KMS that signs exports
    integrity_bucket: str
    integrity_files_url: str  # where a browser posts its files to; empty: the bucket's own address
    integrity_secret_name: str
    errands_queue_url: str
    dossier_machine: str  # ARN of the state machine
    integrity_deadlines: str  # terms that differ from the default ones; empty: none
    investigators_client_id: str
    investigators_issuer: str
    investigators_login_url: str
    investigators_token_url: str


@cache
def integrity_settings() -> IntegritySettings:
    """The settings of this process. Raises Misconfigured with all missing ones."""
    return read_into(IntegritySettings, os.environ)
