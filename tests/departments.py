"""Departments in a deployment: a question is referred to one, which opens the link of its mail, or replies to it."""

import re
from datetime import UTC, datetime
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from chalicelib.domain.article import Level
from chalicelib.domain.case import CaseFile
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.referral_clocks import due_date
from chalicelib.services.refer_case import Asked, Plan, refer_case
from chalicelib.services.register_contact import Desk
from chalicelib.services.send_referral_again import Again, send_referral_again
from chalicelib.services.withdraw_referral import withdraw_referral
from chalicelib.stores.secret import read_secret
from infra.local.sent import SentMail
from tests.citizen import AGENT, cases
from tests.deployment import Deployment
from tests.mail_house import mail

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINK = re.compile(r"http://\S+/doorverwijzing/openen\?\S+")


def desk(deployment: Deployment) -> Desk:
    secret = read_secret(deployment.client("secretsmanager"), deployment.outputs["SecretName"])
    return Desk(secret, default_calendar(), datetime.now(UTC))


def organisation(email: str, **more: Any) -> Organisation:
    """One that is in no register of the deployment, with a mailbox of its own."""
    told: dict[str, Any] = {"code": f"OVO-{email}", "name": "Agentschap Wegen", "level": Level.VLAAMS, "email": email}
    return Organisation(**{**told, **more})


def refer(deployment: Deployment, case: str, *asked: Organisation, **more: Any) -> None:
    """An agent refers a question to these."""
    file, at = cases(deployment).open(case), desk(deployment)
    plan = {
        "reason": "De boom staat langs een weg van het Vlaams Gewest.",
        "action": "Laat ons weten of de boom weg mag.",
        "shared": tuple(one.id for one in file.contacts),
        **more,
    }
    dues = tuple(Asked(one, due_date(at.at, one.due_days, one.closing_days)) for one in asked)
    refer_case(file, Plan(file.case.version, dues, **plan), AGENT, cases(deployment), at)


def again(deployment: Deployment, case: str, email: str) -> None:
    """An agent sends the first referral once more."""
    at = desk(deployment)
    to = Again(email, due_date(at.at, 5, ()))
    send_referral_again(cases(deployment).open(case), "01", to, AGENT, cases(deployment), at)


def withdraw(deployment: Deployment, case: str) -> None:
    """An agent withdraws the first referral."""
    withdraw_referral(
        cases(deployment).open(case), "01", "De burger vond het zelf.", AGENT, cases(deployment), desk(deployment)
    )


def file_of(deployment: Deployment, case: str) -> CaseFile:
    return cases(deployment).open(case)


def link_of(letter: SentMail) -> str:
    found = LINK.search(letter.text)
    assert found, letter.text
    return found[0]


def open_link(page: "Page", site: Deployment, email: str, at_least: int = 1) -> None:
    """The page of a referral, by the link of the newest mail to a department."""
    page.goto(link_of(site.mails(email, at_least)[-1]))
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/doorverwijzing\?vraag="))


def reply_raw(letter: SentMail, text: str, sender: str, message_id: str, **headers: str) -> bytes:
    """The bytes of a reply, as a mail program sends it."""
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    body = f"{text}\n\nOp ma 23 nov. 2026 om 10:00 schreef 1700 <vraag@1700.test>:\n{quoted}\n"
    told = {"From": sender, "To": letter.reply_to[0], "Subject": f"Re: {letter.subject}", "Message_ID": message_id}
    return mail(body, **{**told, "In_Reply_To": letter.message_id, **headers}).as_bytes(policy=SMTP)
