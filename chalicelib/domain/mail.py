"""A mail as somebody sent it: who, what, which files, and what SES found when it came in. Standard library only.

Whether a program sent it follows RFC 3834 and what mail programs really write.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.domain.apart import Apart
from chalicelib.domain.flags import Flag

_NO_REPLY: Final = re.compile(
    r"(?i)^(no[-_.]?reply|do[-_.]?not[-_.]?reply|noreply|geen[-_.]?antwoord)\b|[-_.]no-?reply$"
)
_ROBOTS: Final = re.compile(
    r"(?i)^(mailer-daemon|postmaster|bounces?|listserv|majordomo)(?=$|[+=-])|-(bounces?|request|owner)$"
)
_ABSENT: Final = re.compile(
    r"(?i)^\W*(automatisch (antwoord|bericht)|automatic reply|auto(matic)?[- ]?reply|out of (the )?office|afwezig|"
    r"réponse automatique|absence du bureau|automatische antwort|abwesenheit)"
)
_MASS: Final = frozenset({"bulk", "junk", "auto_reply", "auto-reply"})
_LIST_HEADERS: Final = ("list-id", "list-post", "list-unsubscribe", "list-help")


@dataclass(frozen=True, slots=True)
class Address:
    """An address and the name beside it, which proves nothing."""

    email: str
    name: str = ""


NOBODY: Final = Address("")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail. `name`: as the sender wrote it, not to be trusted; may be empty. `inline`: a picture in the text."""

    name: str
    type: str
    body: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What SES found (Developer Guide, "Contents of notifications"): pass, fail, gray, none ... or "".

    `proven`: SPF, DKIM or DMARC vouches for the very domain of the sender's address.
    """

    spam: str = ""
    virus: str = ""
    spf: str = ""
    dmarc: str = ""
    proven: bool = False

    @property
    def apart(self) -> Apart | None:
        """Why the mail is kept out of the worklist, the gravest reason first."""
        if self.virus == "fail":
            return Apart.VIRUS
        if self.dmarc == "fail":
            return Apart.DMARC
        return Apart.SPAM if self.spam == "fail" else None

    @property
    def disproven(self) -> bool:
        """The sender's domain says that this server may not send for it, and nothing else vouches for the sender."""
        return self.spf == "fail" and not self.proven


@dataclass(frozen=True, slots=True)
class Report:
    """What another mail server says of a mail of ours (RFC 3464, RFC 5965). `ids`: headers of the mail that came back."""

    complaint: bool
    failed: bool  # for good
    status: str  # such as 5.1.1
    ids: str


@dataclass(frozen=True, slots=True)
class Mail:
    """`headers`: the first of each, by lower-case name; ids are decoded, the others as sent.

    `to`: every address that it may have come by; `text`: what a person reads; `html`: its HTML form, as sent, or "";
    `flags`: how it came.
    """

    headers: Mapping[str, str]
    senders: tuple[Address, ...]
    reply_to: Address = NOBODY
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    report: Report | None = None
    flags: frozenset[Flag] = frozenset()

    @property
    def message_id(self) -> str:
        """The sender's own id of the mail, or ""."""
        return self.headers.get("message-id", "").strip()

    @property
    def answers(self) -> str:
        """Ids of the mails that this one answers."""
        return f"{self.headers.get('in-reply-to', '')} {self.headers.get('references', '')}"

    @property
    def sender(self) -> Address:
        """Whom to answer: From; where that takes no answers, the one that Reply-To names."""
        first = self.senders[0] if self.senders else Address("")
        return self.reply_to if no_reply(first.email) and self.reply_to.email else first

    @property
    def automatic(self) -> bool:
        """Whether a program wrote it: nothing in it waits for an answer."""
        submitted = self.headers.get("auto-submitted", "no").split(";")[0].strip().lower()
        return (
            submitted not in ("", "no")
            or self.report is not None
            or "x-contact-notice" in self.headers  # a mail of ours that came back
            or self.headers.get("return-path", "").strip() == "<>"
            or self.headers.get("precedence", "").strip().lower() in _MASS
            or any(name in self.headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder"))
            or bool(_ROBOTS.search(self.sender.email.partition("@")[0]))
        )

    def answerable(self, own_domain: str) -> bool:
        """Whether an automatic answer may go out: to people only, never to programs, lists, bounces or ourselves."""
        domain = self.sender.email.rpartition("@")[2]
        return not (
            self.automatic
            or not domain
            or domain.lower() == own_domain.lower()
            or no_reply(self.sender.email)
            or self.headers.get("precedence", "").strip().lower() == "list"
            or any(name in self.headers for name in _LIST_HEADERS)
            or self.headers.get("x-auto-response-suppress", "none").strip().lower() not in ("", "none")
            or self.verdicts.apart
            or self.verdicts.disproven
        )


def announces_absence(subject: str) -> bool:
    """Whether a subject is one that programs write when nobody is there; some say so in no header."""
    return bool(_ABSENT.match(subject))


def no_reply(email: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    return bool(_NO_REPLY.search(email.partition("@")[0]))
