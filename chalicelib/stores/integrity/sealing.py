"""Envelope encryption: every dossier has a data key of its own, wrapped by the one key of KMS and kept in a table without
backups. Erasing a dossier destroys its wrapped key: whatever is left of it anywhere, also in a backup, opens for nobody.

AES-256-GCM (NIST SP 800-38D) with 96 random bits as nonce; what a thing is and where it belongs is authenticated with it,
so that nothing sealed can be put in another's place. KMS is asked with the dossier's number as encryption context.
"""

import os
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.errors import Busy, NotFound
from chalicelib.stores.table import ABSENT, ConditionFailed, Delete, Put, Table

NONCE: Final = 12  # bytes


class Box:
    """What one dossier's key seals and opens. Lives as long as one request."""

    def __init__(self, dossier: str, key: bytes) -> None:
        self._dossier, self._cipher = dossier, AESGCM(key)

    def seal(self, place: str, plain: bytes) -> bytes:
        """Encrypt for one place: an item's key, an object's key."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._belongs(place))

    def open(self, place: str, sealed: bytes) -> bytes:
        """The inverse; raises NotFound where it was not sealed by this key for this place."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._belongs(place))
        except InvalidTag as error:
            raise NotFound(self._dossier) from error

    def _belongs(self, place: str) -> bytes:
        return f"{self._dossier}\x00{place}".encode()


class Keys:
    """The wrapped keys of dossiers."""

    def __init__(self, kms: Any, table: Table, wrapping_key: str) -> None:
        self._kms, self._table, self._wrapping_key = kms, table, wrapping_key

    def new(self, dossier: str) -> Box:
        """Draw a key for a dossier; where it has one (the same report again), that one. Raises Busy."""
        made = self._ask("generate_data_key", dossier, KeyId=self._wrapping_key, KeySpec="AES_256")
        try:
            self._table.write(Put({"pk": _pk(dossier), "sk": "#", "wrapped": made["CiphertextBlob"]}, {"pk": ABSENT}))
        except ConditionFailed:
            return self.box(dossier)
        return Box(dossier, made["Plaintext"])

    def box(self, dossier: str) -> Box:
        """The dossier's box. Raises NotFound where its key was destroyed, Busy."""
        item = self._table.get(_pk(dossier), "#")
        if item is None:
            raise NotFound(dossier)
        opened = self._ask("decrypt", dossier, KeyId=self._wrapping_key, CiphertextBlob=item["wrapped"])
        return Box(dossier, opened["Plaintext"])

    def destroy(self, dossier: str) -> None:
        """From here on nobody can open anything of it. Twice is once."""
        self._table.write(Delete(_pk(dossier), "#"))

    def _ask(self, operation: str, dossier: str, **arguments: Any) -> Any:
        try:
            return getattr(self._kms, operation)(EncryptionContext={"dossier": dossier}, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise Busy("key") from error


def _pk(dossier: str) -> str:
    return f"KEY#{dossier}"
