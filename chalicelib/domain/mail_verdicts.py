"""What SES wrote above a mail when it came in (Developer Guide, "Receiving email"). Standard library only.

SES puts its headers before all others, so the first of each is SES's own: what a sender wrote himself stands further down.
"""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.mail import Verdicts

AUTHORITY: Final = "amazonses.com"
_COMMENT: Final = re.compile(r"\([^()]*\)|\"[^\"]*\"")  # whoever sends chooses what stands in these
_METHOD: Final = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_SIGNER: Final = re.compile(r"header\.[id]\s*=\s*(?:[^\s;@]*@)?([^\s;]+)", re.IGNORECASE)


def verdicts_of(headers: Mapping[str, str], sender_domain: str) -> Verdicts:
    """The verdicts in the first of each header (lower-case names). A domain vouches for itself and its subdomains."""
    results = _results(headers.get("authentication-results", ""))
    envelope = headers.get("return-path", "").strip().strip("<>").rpartition("@")[2]
    spf, dmarc = _first(results, "spf"), _first(results, "dmarc")
    signers = [_SIGNER.search(rest) for method, said, rest in results if method == "dkim" and said == "pass"]
    vouching = [found[1] for found in signers if found] + ([envelope] if spf == "pass" else [])
    return Verdicts(
        spam=headers.get("x-ses-spam-verdict", "").strip().lower(),
        virus=headers.get("x-ses-virus-verdict", "").strip().lower(),
        spf=spf,
        dmarc=dmarc,
        proven=dmarc == "pass" or (dmarc != "fail" and any(_same(one, sender_domain) for one in vouching)),
    )


def _results(value: str) -> list[tuple[str, str, str]]:
    """(method, what it found, the rest) of each result in an Authentication-Results header of SES (RFC 8601)."""
    text = value[:10_000]
    for _ in range(5):  # comments within comments
        text, found = _COMMENT.subn(" ", text)
        if not found:
            break
    authority, *parts = text.split(";")
    if authority.strip().lower() != AUTHORITY:
        return []
    found_in = [(part, _METHOD.match(part)) for part in parts]
    return [(found[1].lower(), found[2].lower(), part[found.end() :]) for part, found in found_in if found]


def _first(results: list[tuple[str, str, str]], method: str) -> str:
    return next((said for name, said, _ in results if name == method), "")


def _same(vouching: str, sender: str) -> bool:
    """Whether two domains belong together, as DMARC's relaxed alignment asks (RFC 7489, 3.1)."""
    one, other = vouching.lower().strip("."), sender.lower().strip(".")
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return bool(short) and "." in short and (long == short or long.endswith("." + short))
