"""Of a reply only what is new is shown; what it repeats stays one click away."""

from dataclasses import dataclass
from typing import Final

READ: Final = 60_000  # characters: a longer reply is shown whole, as finding its quotes would take seconds
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
    whole = Reply(text)
    if len(text) > READ or subject.lower().startswith(FORWARDED):
        return whole
    from quotequail import unwrap

    found = unwrap(text.strip())
    if not found or not found.get("text_top") or _says_more(found.get("text_bottom", "")):
        return whole
    new = found["text_top"].strip()
    return Reply(_without_rule(new), text.strip()[len(new) :].strip()) if text.strip().startswith(new) else whole


def _says_more(below: str) -> bool:
    return any(line.strip() and not line.startswith(">") for line in below.splitlines())


def _without_rule(text: str) -> str:
    """Without the line that Outlook draws above what it repeats."""
    lines = text.splitlines()
    while lines and set(lines[-1].strip()) <= {"_", "-"} and len(lines[-1].strip()) != 2:  # "--" begins a signature
        lines.pop()
    return "\n".join(lines).strip() or text
