"""Pages of the telephone: handsets, what each shows, sending an SMS as a citizen, and what becomes of ours."""

import asyncio
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from chalicelib.domain.sms import size_of
from infra.local.handsets import Message
from infra.local.local_pages import page, see
from infra.local.sms_network import NUMBER, SmsNetwork

DONE: Final = {
    "sms": "The SMS went to the contact point.",
    "opnieuw": "The same SMS went to the contact point once more.",
    "gebeurtenis": "The event was told to the contact point.",
}
EVENTS: Final = ("TEXT_DELIVERED", "TEXT_UNREACHABLE", "TEXT_INVALID", "TEXT_TTL_EXPIRED")
USUAL: Final = "+32470123456"
# The ways that the form offers, by what they mean to the network.
WAYS: Final = {
    "parts": ("delen", "achterstevoren", "onvolledig"),
    "backwards": ("achterstevoren",),
    "lost": ("onvolledig",),
}


class Telephone:
    """All handsets of this machine."""

    def __init__(self, network: SmsNetwork) -> None:
        self._network, self._handsets = network, network.handsets

    def add_to(self, app: web.Application) -> None:
        """Let a server answer for /telephone."""
        app.router.add_get("/telephone", self._list)
        app.router.add_get("/telephone/toestel", self._show)
        app.router.add_post("/telephone/sms", self._send)
        app.router.add_post("/telephone/opnieuw", self._again)
        app.router.add_post("/telephone/gebeurtenis", self._tell)

    async def _list(self, _request: web.Request) -> web.Response:
        rows = [(one, self._handsets.of(one)[-1]) for one in self._handsets.numbers()]
        return page("telephone.html", rows=rows, usual=USUAL, number=NUMBER)

    async def _show(self, request: web.Request) -> web.Response:
        handset = request.query.get("nummer", "").strip()
        messages = [(one, size_of(one.text)) for one in self._handsets.of(handset)]
        done = DONE.get(request.query.get("gedaan", ""), "")
        return page("handset.html", handset=handset, messages=messages, events=EVENTS, number=NUMBER, done=done)

    async def _send(self, request: web.Request) -> web.Response:
        form = await request.post()
        handset, text = str(form.get("nummer", "")), str(form.get("tekst", "")).replace("\r\n", "\n")
        how = {name: str(form.get("hoe", "")) in ways for name, ways in WAYS.items()}
        await asyncio.to_thread(self._network.bring, handset, text, **how)
        return _back(handset, "sms")

    async def _again(self, request: web.Request) -> web.Response:
        message = await self._message(request)
        await asyncio.to_thread(self._network.bring_again, message)
        return _back(message.handset, "opnieuw")

    async def _tell(self, request: web.Request) -> web.Response:
        message, kind = await self._message(request), str((await request.post()).get("soort"))
        if kind not in EVENTS:
            raise web.HTTPBadRequest(text="No such event.\n")
        await asyncio.to_thread(self._network.tell, message, kind)
        return _back(message.handset, "gebeurtenis")

    async def _message(self, request: web.Request) -> Message:
        message = self._handsets.get(str((await request.post()).get("bericht")))
        if message is None:
            raise web.HTTPNotFound(text="No such SMS.\n")
        return message


def _back(handset: str, done: str) -> web.Response:
    return see(f"/telephone/toestel?{urlencode({'nummer': handset, 'gedaan': done})}")
