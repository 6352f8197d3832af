"""Take changes of the source tree over into the running system, in seconds."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.aws import CannotRun
from infra.local.deploy import deploy, swap_code, upload_static
from infra.local.edge import read_edge
from infra.local.front_door import Origins
from infra.local.packaging import packaged
from infra.local.running import Running
from infra.local.tell import say, step
from infra.local.watch import Change, Tree

EVERY: Final = 0.5  # seconds


def follow(root: Path, out: Path, it: Running, load_knowledge: Callable[[], None]) -> None:
    """Look for changes until the process is told to end (KeyboardInterrupt)."""
    tree = Tree(root)
    while True:
        time.sleep(EVERY)
        for change in sorted(tree.changes(), key=lambda one: one.name):
            try:
                _take_over(change, out, it, load_knowledge)
            except (CannotRun, ClientError, BotoCoreError) as error:
                say(f"  What ran before still runs. {error}")


def _take_over(change: Change, out: Path, it: Running, load_knowledge: Callable[[], None]) -> None:
    if change is Change.LOCAL:
        say("  infra/local changed: end the run and start it again to use it.")
    elif change is Change.EDGE:
        it.door.edge = read_edge()
        say("  The routing table was read again.")
    elif change is Change.KNOWLEDGE:
        load_knowledge()
    elif change is Change.CODE:
        with step("the code changed: swapping it"):
            packaged(out, "--code-only")
            swap_code(it.engine, out)
            upload_static(it.engine, out)
    else:
        with step("routes, infra or requirements changed: deploying"):
            packaged(out)
            # Unlike AWS, the engine gives a REST API another id when its routes change.
            it.door.origins = Origins.of(it.engine, deploy(it.engine, out, it.parameters))
