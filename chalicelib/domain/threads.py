"""How a mail says to which case it belongs: our ids in Message-ID and References, and reply addresses with a token.

Both carry a code that only we can compute, so that nobody reaches a case by writing its number. Standard library only.
"""

import hmac
import re
from typing import Final

from chalicelib.domain.ids import case_of_reply_token, digest, reply_token

_OWN: Final = re.compile(r"<?([0-9]{11})\.([A-Za-z0-9_-]{1,80})\.([0-9a-f]{24})@")
NOTICE_HEADER: Final = "X-Contact-Notice"


def own_id(secret: bytes, case: str, notice: str, domain: str) -> str:
    """Our own id of a mail, for its References and X-Contact-Notice headers: SES replaces the Message-ID that we give.

    `notice`: the notice's id. Gives `<case.notice.code@domain>`.
    """
    return f"<{case}.{notice}.{_code(secret, case, notice)}@{domain}>"


def case_of_own_ids(secret: bytes, headers: str) -> str | None:
    """The case named by the first id of ours in a References or In-Reply-To header; None where none was made by us."""
    named = notices_of_own_ids(secret, headers)
    return named[0][0] if named else None


def notices_of_own_ids(secret: bytes, headers: str) -> tuple[tuple[str, str], ...]:
    """Case and notice of every id in these headers that was made by us, in their order."""
    return tuple(
        (case, notice)
        for case, notice, code in _OWN.findall(headers)
        if hmac.compare_digest(code.encode(), _code(secret, case, notice).encode())
    )


def reply_address(secret: bytes, case: str, public_address: str) -> str:
    """The address that answers to a case's mails go to: vraag+<token>@domain."""
    local, _, domain = public_address.rpartition("@")
    return f"{local}+{reply_token(secret, case)}@{domain}"


def case_of_address(secret: bytes, address: str) -> str | None:
    """The case of a reply address, or None where it is no reply address of ours."""
    local, _, _domain = address.strip().lower().rpartition("@")
    _, plus, token = local.partition("+")
    return case_of_reply_token(secret, token) if plus else None


def _code(secret: bytes, case: str, notice: str) -> str:
    return digest(secret, "mail-id", f"{case}\x00{notice}").hex()[:24]
