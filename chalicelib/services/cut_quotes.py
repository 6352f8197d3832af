"""Of a reply only what is new is shown; what it repeats stays one click away."""

from dataclasses import dataclass
from typing import Final

MOST_TEXT: Final = 100_000  # bytes of each text: an item of the table takes 400 KB
READ_LINES: Final = 800  # where a quotation is looked for: the time that it takes grows with the square of the lines
READ: Final = 60_000  # characters of those lines; longer ones no person wrote
FORWARDED: Final = ("fwd:", "fw:", "doorst:", "doorgestuurd:", "tr:", "wg:", "i:")


@dataclass(frozen=True, slots=True)
class Reply:
    """`new`: what the sender wrote; `quoted`: what follows it and repeats earlier mails, or ""."""

    new: str
    quoted: str = ""


def cut_quotes(text: str, subject: str) -> Reply:
    """Part a reply to a mail of ours (never a first mail: "Op de site schreef u:" begins no quotation there).

    Whoever wrote below or between what he quotes is shown whole, as is a forwarded mail and one that only quotes:
    rather too much than too little.
    """
    whole, text = Reply(text), text.strip()
    lines = text.split("\n")
    read, rest = lines[:READ_LINES], lines[READ_LINES:]
    if sum(map(len, read)) > READ or subject.lower().startswith(FORWARDED):
        return whole
    from quotequail import unwrap

    found = unwrap("\n".join(read))
    if not found or not found.get("text_top"):
        return whole
    marked = read[-1].startswith(">")  # so is then what follows, unless somebody wrote below it
    if _says_more(found.get("text_bottom", "").split("\n")) or (marked and _says_more(rest)):
        return whole
    new = found["text_top"].strip()
    return Reply(_without_rule(new), text[len(new) :].strip()) if text.startswith(new) else whole


def _says_more(below: list[str]) -> bool:
    return any(line.strip() and not line.startswith(">") for line in below)


def _without_rule(text: str) -> str:
    """Without the line that Outlook draws above what it repeats."""
    lines = text.splitlines()
    while lines and set(lines[-1].strip()) <= {"_", "-"} and len(lines[-1].strip()) != 2:  # "--" begins a signature
        lines.pop()
    return "\n".join(lines).strip() or text


def cut_long(text: str) -> tuple[str, bool]:
    """As much of a text as is kept beside its original, and whether that is less than all."""
    kept = text.encode("utf-8", "replace")[:MOST_TEXT].decode("utf-8", "ignore")
    return kept, len(kept) < len(text)
