"""The page of what was set aside."""

import asyncio

from aiohttp import web

from infra.local.local_pages import page, see
from infra.local.set_aside import SetAside


class SetAsidePages:
    def __init__(self, aside: SetAside) -> None:
        self._aside = aside

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/_lokaal/apart", self._show)
        app.router.add_post("/_lokaal/apart/{queue}", self._again)

    async def _show(self, request: web.Request) -> web.Response:
        queues = await asyncio.to_thread(self._aside.queues)
        sent = request.query.get("opnieuw", "")
        return page("set_aside.html", queues=queues, done=f"Sent again: {sent}." if sent.isdigit() else "")

    async def _again(self, request: web.Request) -> web.Response:
        only = str((await request.post()).get("bericht", ""))
        try:
            sent = await asyncio.to_thread(self._aside.send_again, request.match_info["queue"], only)
        except KeyError as error:
            raise web.HTTPNotFound(text="No such queue.\n") from error
        return see(f"/_lokaal/apart?opnieuw={sent}")
