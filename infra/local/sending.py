"""SES's outgoing side: takes what functions send, has the engine check it, keeps it whole, tells what became of it.

The engine alone forgets a mail's headers and reply address and never tells anything; functions find this door by
botocore's own variable AWS_ENDPOINT_URL_SESV2, which the engine hands on to them.
"""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import ClientSession, web
from multidict import CIMultiDict
from yarl import URL

from infra.local.mail_events import fate_of, publish
from infra.local.sent import Sent, SentMail

SEND: Final = "/v2/email/outbound-emails"
# Addresses that let a person see what happens when SES does not take a mail.
REFUSALS: Final = {"refuse": (400, "MessageRejected"), "throttle": (429, "TooManyRequestsException")}


class SendingSide:
    """One aiohttp application. `topic`: ARN of the SNS topic that mail events go to."""

    def __init__(self, engine: str, topic: str, sent: Sent) -> None:
        self._engine, self._topic, self._sent = engine, topic, sent
        self._telling: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=40 * 2**20)
        app.cleanup_ctx.append(self._session)
        app.router.add_post(SEND, self._send)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        return app

    async def _session(self, _app: web.Application) -> Any:
        async with ClientSession(auto_decompress=False) as self._http:
            yield
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _send(self, request: web.Request) -> web.Response:
        asked = json.loads(await request.read())
        to = next(iter(asked.get("Destination", {}).get("ToAddresses", ())), "")
        if refusal := REFUSALS.get(to.partition("@")[0].lower()):
            status, kind = refusal
            return web.json_response(
                {"message": "as the address asks"}, status=status, headers={"x-amzn-ErrorType": kind}
            )
        answer = await self._pass_on(request)
        if answer.status != 200 or not isinstance(answer.body, bytes):
            return answer
        # AWS gives the id alone; the engine adds the host that stands behind it in the Message-ID.
        message_id = json.loads(answer.body)["MessageId"].partition("@")[0]
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        mail = SentMail.of_request(message_id, at, asked)
        self._sent.add(mail)
        if asked.get("ConfigurationSetName"):  # SES tells the topics of a configuration set alone
            task = asyncio.create_task(self._tell(mail))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return web.json_response({"MessageId": message_id})

    async def _tell(self, mail: SentMail) -> None:
        for kind in fate_of(mail):
            await asyncio.to_thread(publish, self._engine, self._topic, kind, mail)

    async def _pass_on(self, request: web.Request) -> web.Response:
        """As it is, with the host that it was signed for."""
        headers = CIMultiDict(request.headers)
        url = URL(self._engine + request.raw_path, encoded=True)
        body = await request.read()
        async with self._http.request(request.method, url, headers=headers, data=body) as answer:
            kept = {"Content-Type": answer.headers.get("Content-Type", "application/json")}
            kind = answer.headers.get("x-amzn-ErrorType")
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                headers={**kept, **({"x-amzn-ErrorType": kind} if kind else {})},
            )
