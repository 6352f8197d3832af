"""`make bench-intake`: what a contact costs, and whether it costs more in a large table.

CASES= is the size of the large table (50,000). Each part runs in a process of its own, so that none warms up another.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from typing import Any

from tests.bench import cpu, growth, throughput
from tests.bench.report import hush, show

SMALL, LARGE = 1_000, int(os.environ.get("CASES") or 50_000)


def main() -> int:
    contact = _alone(cpu.measure)
    ratios = _alone(growth.measure, SMALL, LARGE)
    _alone(throughput.measure)
    show(bench="intake", cpu_ms_per_contact=contact, **ratios)
    return 0


def _alone(part: Callable[..., Any], *arguments: Any) -> Any:
    with multiprocessing.get_context("spawn").Pool(1, initializer=hush) as pool:
        return pool.apply(part, arguments)


if __name__ == "__main__":
    sys.exit(main())
