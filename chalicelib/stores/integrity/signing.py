"""Signatures under exports, by a key that never leaves KMS."""

import hashlib
from base64 import encodebytes
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Busy


class Signer:
    """One signing key of KMS: ECDSA on P-256 with SHA-256 (FIPS 186-5), which any expert can check."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key

    def sign(self, body: bytes) -> bytes:
        """The signature in DER. KMS is given the digest: it takes 4,096 bytes at most of the thing itself. Raises Busy."""
        answer = self._ask(
            "sign",
            Message=hashlib.sha256(body).digest(),
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        signature: bytes = answer["Signature"]
        return signature

    def public_key(self) -> bytes:
        """The public half as PEM (RFC 7468). Raises Busy."""
        der: bytes = self._ask("get_public_key")["PublicKey"]
        text = encodebytes(der).replace(b"\n", b"")
        lines = [text[first : first + 64] for first in range(0, len(text), 64)]
        return b"\n".join([b"-----BEGIN PUBLIC KEY-----", *lines, b"-----END PUBLIC KEY-----", b""])

    def _ask(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._kms, operation)(KeyId=self._key, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise Busy("signature") from error
