"""The identity provider's token endpoint (RFC 6749 4.1.3), called with the standard library: one call per login."""

import json
import urllib.error
import urllib.request
from typing import Final
from urllib.parse import urlencode

from chalicelib.errors import Busy, NotLoggedIn

PATIENCE: Final = 8
LONGEST: Final = 100_000


class TokenEndpoint:
    """`url`: https; `client`: our id there, a public client that PKCE protects."""

    def __init__(self, url: str, client: str) -> None:
        self._url, self._client = url, client

    def id_token(self, code: str, verifier: str, back: str) -> str:
        """The ID token for an authorization code. Raises NotLoggedIn where the code is refused, Busy."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._client,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        request = urllib.request.Request(  # noqa: S310  # the address is a checked setting
            self._url,
            urlencode(fields).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return str(json.loads(answer.read(LONGEST))["id_token"])
        except urllib.error.HTTPError as error:
            error.close()
            raise (NotLoggedIn() if error.code < 500 else Busy("token endpoint")) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Busy("token endpoint") from error
