"""The mails and the SMS of the confidential house: that something waits and where, never what. No reply to them is read."""

from dataclasses import dataclass

from chalicelib.domain.integrity.change import ErrandKind
from chalicelib.domain.letter import NOBODY_READS, Letter, one_line
from chalicelib.pages.catalogue import t


@dataclass(frozen=True, slots=True)
class HouseLetters:
    """Writes them. `domain`: of our mail; an answer to these goes to an address there that takes none (edge.yaml)."""

    public_url: str
    domain: str

    def write(self, kind: ErrandKind, to: str) -> Letter:
        """The mail of a kind (tell_reporter, tell_service, tell_leads)."""
        room = "/postvak" if kind is ErrandKind.TELL_REPORTER else "/onderzoek"
        said = t(f"mail_integrity.{kind}.text", address=f"{self.public_url}{room}")
        return Letter(
            to=to,
            subject=one_line(t(f"mail_integrity.{kind}.subject")),
            text="\n\n".join([t("mail.greeting"), said, t("mail_integrity.no_reply"), t("mail.leave")]) + "\n",
            reply_to=f"{NOBODY_READS}@{self.domain}",
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            sender=t("mail.sender"),
        )

    def short(self) -> str:
        """The SMS to a reporter: one part."""
        return t("mail_integrity.sms", address=f"{self.public_url}/postvak")
