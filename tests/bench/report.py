"""What a benchmark says: JSON lines on standard output for programs, progress on standard error for people."""

import json
import os
import sys
from statistics import median
from typing import Any

__all__ = ["median", "progress", "show"]


_FIGURES = os.fdopen(os.dup(1), "w")


def hush() -> None:
    """What the functions log goes nowhere, as cheaply as into Lambda's own pipe; figures still go to standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def show(**figures: Any) -> None:
    """One JSON object, one line."""
    rounded = {name: _rounded(value) if isinstance(value, float) else value for name, value in figures.items()}
    print(json.dumps(rounded), file=_FIGURES, flush=True)


def _rounded(value: float) -> float:
    """To three decimals; what is smaller keeps three figures."""
    return round(value, 3) if abs(value) >= 0.1 else float(f"{value:.3g}")


def progress(text: str) -> None:
    """What is being done now."""
    print(text, file=sys.stderr, flush=True)
