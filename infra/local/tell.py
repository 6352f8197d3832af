"""What the local run says while it works: one line a step, with how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(line: str = "") -> None:
    """One line, at once."""
    print(line, flush=True)  # noqa: T201  # a command line tool speaks to its caller


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, and when it is done."""
    begun = time.monotonic()
    sys.stdout.write(f"  {what} ... ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say()
        raise
    say(f"{time.monotonic() - begun:.1f} s")
