"""Pages of the mailbox: all that was sent, as its readers see it; what they can do with it; and writing in."""

import asyncio
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any, Final

from aiohttp import web

from infra.local.local_pages import page, see
from infra.local.mail_events import publish
from infra.local.sent import Sent, SentMail

MOST_SHOWN: Final = 200
DONE: Final = {
    "antwoord": "The reply went in through the mail door.",
    "gebeurtenis": "The event was told to the contact point.",
    "nieuw": "The mail went in through the mail door.",
}


class Mailbox:
    """`topic`: ARN of the SNS topic that mail events go to; `address`: the public one."""

    def __init__(self, sent: Sent, engine: str, topic: str, smtp_port: int, address: str) -> None:
        self._sent, self._engine, self._topic = sent, engine, topic
        self._port, self._address = smtp_port, address

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/_lokaal/post", self._list)
        app.router.add_get("/_lokaal/post/nieuw", self._write)
        app.router.add_post("/_lokaal/post/nieuw", self._write_in)
        app.router.add_get("/_lokaal/post/{id}", self._show)
        app.router.add_post("/_lokaal/post/{id}/antwoord", self._reply)
        app.router.add_post("/_lokaal/post/{id}/gebeurtenis", self._tell)

    async def _list(self, request: web.Request) -> web.Response:
        to = request.query.get("aan", "").strip()
        addresses = sorted({one for mail in self._sent.all() for one in mail.to})
        mails = self._sent.all(to)[::-1][:MOST_SHOWN]
        return page("mailbox.html", to=to, mails=mails, addresses=addresses, done=_done(request))

    async def _show(self, request: web.Request) -> web.Response:
        return page("mail.html", mail=self._mail(request), done=_done(request))

    async def _reply(self, request: web.Request) -> web.Response:
        mail, form = self._mail(request), await request.post()
        await self._post(reply_to(mail, str(form["van"]), str(form["tekst"])))
        return see(f"/_lokaal/post/{mail.id}?gedaan=antwoord")

    async def _tell(self, request: web.Request) -> web.Response:
        mail, kind = self._mail(request), str((await request.post()).get("soort"))
        if kind not in ("Bounce", "Complaint", "Delivery"):
            raise web.HTTPBadRequest(text="No such event.\n")
        await asyncio.to_thread(publish, self._engine, self._topic, kind, mail)
        return see(f"/_lokaal/post/{mail.id}?gedaan=gebeurtenis")

    async def _write(self, request: web.Request) -> web.Response:
        return page("write.html", port=self._port, to=self._address, done=_done(request))

    async def _write_in(self, request: web.Request) -> web.Response:
        await self._post(new_mail(await request.post()))
        return see("/_lokaal/post/nieuw?gedaan=nieuw")

    async def _post(self, mail: EmailMessage) -> None:
        try:
            await asyncio.to_thread(_deliver, mail, self._port)
        except smtplib.SMTPException as error:
            raise web.HTTPBadRequest(text=f"The mail door refused it: {error}\n") from error

    def _mail(self, request: web.Request) -> SentMail:
        mail = self._sent.get(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="No such mail.\n")
        return mail


def reply_to(mail: SentMail, sender: str, text: str) -> EmailMessage:
    """The reply that a reader's mail program makes: to the reply address, below the mail's id, with the mail quoted."""
    reply = _begun(sender, ", ".join(mail.reply_to) or mail.sender)
    reply["Subject"] = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    reply["In-Reply-To"] = mail.message_id
    reply["References"] = f"{mail.header('References')} {mail.message_id}".strip()
    quoted = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    reply.set_content(f"{text}\n\nOp {mail.at[:10]} om {mail.at[11:16]} schreef {mail.sender}:\n{quoted}\n")
    return reply


def new_mail(form: Mapping[str, Any]) -> EmailMessage:
    """A first mail, with a file where one was chosen."""
    mail = _begun(str(form["van"]), str(form["aan"]))
    mail["Subject"] = str(form.get("onderwerp", ""))
    if form.get("oordeel"):
        mail["X-Local-Verdict"] = str(form["oordeel"])
    mail.set_content(str(form.get("tekst", "")))
    file = form.get("bestand")
    if isinstance(file, web.FileField) and file.filename:
        main, _, sub = (file.content_type or "application/octet-stream").partition("/")
        mail.add_attachment(file.file.read(), maintype=main, subtype=sub, filename=file.filename)
    return mail


def _begun(sender: str, to: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain=sender.rpartition("@")[2])
    return mail


def _deliver(mail: EmailMessage, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as door:
        door.send_message(mail)


def _done(request: web.Request) -> str:
    return DONE.get(request.query.get("gedaan", ""), "")
