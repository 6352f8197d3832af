"""aiohttp applications on sockets that were bound before, in one thread with one event loop."""

import asyncio
import contextlib
import errno
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import Final

from aiohttp import web

from infra.local.aws import CannotRun

MOST_LINE: Final = 65_536
Served = tuple[web.Application, Sequence[socket.socket]]


def bound(port: int, what: str) -> list[socket.socket]:
    """Sockets of 127.0.0.1, and of ::1 where this machine has it, on a port (0: a free one), not yet listening.

    Raises CannotRun where the port is taken.
    """
    first = _bind(socket.AF_INET, "127.0.0.1", port, what)
    try:
        return [first, _bind(socket.AF_INET6, "::1", port_of(first), what)] if port else [first]
    except OSError:
        return [first]  # no IPv6 here
    except CannotRun:
        first.close()
        raise


def port_of(one: socket.socket) -> int:
    return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(*served: Served) -> Iterator[None]:
    """Serve the applications until the block ends."""
    started, ending = threading.Event(), asyncio.Event()
    runners: list[asyncio.Runner] = []

    def run() -> None:
        # The loop lives and ends in its thread alone: whoever serves may have a loop of his own.
        with asyncio.Runner() as runner:
            runners.append(runner)
            runner.run(_serve(served, started, ending))

    thread = threading.Thread(target=run, name="doors", daemon=True)
    thread.start()
    started.wait(30)
    try:
        yield
    finally:
        runners[0].get_loop().call_soon_threadsafe(ending.set)
        thread.join(30)


async def _serve(served: Sequence[Served], started: threading.Event, ending: asyncio.Event) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for app, sockets in served:
            # Longer lines than the applications take: they say themselves what is too long, and how.
            runner = web.AppRunner(
                app, access_log=None, shutdown_timeout=2, max_line_size=MOST_LINE, max_field_size=MOST_LINE
            )
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            for one in sockets:
                await web.SockSite(runner, one).start()
        started.set()
        await ending.wait()


def _bind(family: socket.AddressFamily, host: str, port: int, what: str) -> socket.socket:
    one = socket.socket(family)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as error:
        one.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise CannotRun(
            f"Port {port} is taken: {what} cannot open. End what listens there, or choose another."
        ) from error
    return one
