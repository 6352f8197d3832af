"""KMS in memory, by its own interface: the same behaviour without AWS, for tests of all that is sealed."""

import json
import os
from typing import Any

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class FakeKms:
    """One wrapping key and one signing key, known by their names. `calls`: names of what was asked."""

    WRAPPING, SIGNING = "dossiers", "exports"

    def __init__(self) -> None:
        self._key, self._signing = AESGCM(os.urandom(32)), ec.generate_private_key(ec.SECP256R1())
        self.calls: list[str] = []

    def encrypt(
        self, *, KeyId: str, Plaintext: bytes, EncryptionContext: dict[str, str] | None = None
    ) -> dict[str, Any]:
        self._asked("encrypt", KeyId, self.WRAPPING)
        nonce = os.urandom(12)
        return {"CiphertextBlob": nonce + self._key.encrypt(nonce, Plaintext, _bound(EncryptionContext))}

    def generate_data_key(self, *, KeyId: str, KeySpec: str, EncryptionContext: dict[str, str]) -> dict[str, Any]:
        plain = os.urandom({"AES_256": 32}[KeySpec])
        return {**self.encrypt(KeyId=KeyId, Plaintext=plain, EncryptionContext=EncryptionContext), "Plaintext": plain}

    def decrypt(
        self, *, CiphertextBlob: bytes, KeyId: str = WRAPPING, EncryptionContext: dict[str, str] | None = None
    ) -> dict[str, Any]:
        self._asked("decrypt", KeyId, self.WRAPPING)
        try:
            plain = self._key.decrypt(CiphertextBlob[:12], CiphertextBlob[12:], _bound(EncryptionContext))
        except InvalidTag as error:
            raise ClientError({"Error": {"Code": "InvalidCiphertextException", "Message": ""}}, "Decrypt") from error
        return {"Plaintext": plain}

    def sign(self, *, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str) -> dict[str, Any]:
        assert SigningAlgorithm == "ECDSA_SHA_256"
        assert len(Message) == 32 if MessageType == "DIGEST" else len(Message) <= 4096
        self._asked("sign", KeyId, self.SIGNING)
        hashed = Prehashed(hashes.SHA256()) if MessageType == "DIGEST" else hashes.SHA256()
        return {"Signature": self._signing.sign(Message, ec.ECDSA(hashed))}

    def get_public_key(self, *, KeyId: str) -> dict[str, Any]:
        self._asked("get_public_key", KeyId, self.SIGNING)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return {"PublicKey": self._signing.public_key().public_bytes(serialization.Encoding.DER, form)}

    def _asked(self, operation: str, key: str, known: str) -> None:
        self.calls.append(operation)
        if key != known:
            raise ClientError({"Error": {"Code": "NotFoundException", "Message": ""}}, operation)


def _bound(context: dict[str, str] | None) -> bytes:
    return json.dumps(context or {}, sort_keys=True).encode()
