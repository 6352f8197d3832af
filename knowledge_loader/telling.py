"""What the loader says while it works, and the table at its end. English: it speaks to operators."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TextIO

from knowledge_loader.reading import Reading
from knowledge_loader.register_tables import Wrong

WIDTH: Final = 30
EXAMPLES: Final = 3


@dataclass(slots=True)
class Progress:
    """One line that grows on a terminal; a line per step elsewhere."""

    out: TextIO = field(default_factory=lambda: sys.stderr)

    def step(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of a step are done."""
        if self.out.isatty():
            filled = WIDTH * done // max(total, 1)
            self.out.write(f"\r{name:<10} [{'#' * filled:<{WIDTH}}] {done}/{total}")
            self.out.write("\n" if done >= total else "")
        elif done >= total:
            self.out.write(f"{name}: {done}\n")
        self.out.flush()

    def count(self, name: str, done: int) -> None:
        """Show how many there are so far, where nobody knows how many will come."""
        if self.out.isatty():
            self.out.write(f"\r{name:<10} {done}")
            self.out.flush()


def table(reading: Reading, products: int) -> str:
    """What was taken and refused, with the reasons; of each reason a few examples."""
    rows = [
        ("read", reading.read),
        ("taken", len(reading.articles)),
        ("refused", len(reading.refused)),
        ("products", products),
    ]
    lines = [f"{name:<10}{count:>8}" for name, count in rows]
    reasons = Counter(refusal.reason for refusal in reading.refused)
    lines += _part("refused, because", reasons)
    for reason in reasons:
        names = [refusal.name for refusal in reading.refused if refusal.reason == reason]
        more = f" and {len(names) - EXAMPLES} more" if len(names) > EXAMPLES else ""
        lines.append(f"          {reason}: {'; '.join(names[:EXAMPLES])}{more}")
    lines += _part("taken, though", reading.flaws)
    return "\n".join(lines)


def wrong_rows(wrong: Sequence[Wrong]) -> str:
    """All wrong rows of registers: file, row, and everything that was expected of it."""
    width = max(len(one.file) for one in wrong)
    lines = [f"{one.file:<{width}}{one.number:>8}  {'; '.join(one.reasons)}" for one in wrong]
    return "\n".join([f"{'file':<{width}}{'row':>8}  what is wrong", *lines])


def _part(heading: str, counts: Counter[str]) -> list[str]:
    return ["", heading, *(f"{count:>8}  {reason}" for reason, count in counts.most_common())] if counts else []
