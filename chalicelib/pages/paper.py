"""An answer as a letter on paper."""

from chalicelib.domain import ids
from chalicelib.domain.case import Answer, Case
from chalicelib.domain.letter import Letter, greets, one_line, takes_leave
from chalicelib.pages.catalogue import t
from chalicelib.pages.letter_parts import LONGEST_NAME, sources


def paper_of(case: Case, answer: Answer) -> Letter:
    """The letter; `to` is who it goes to, a line a fact."""
    sender = case.sender
    to = (sender.organisation, sender.name, *sender.address.splitlines(), sender.postal_code)
    parts = [
        t("desk_case.paper.reference", reference=ids.shown_reference(case.id)),
        "" if greets(answer.text) else _greeting(sender.name),
        answer.text,
        sources(answer),
        t("desk_case.paper.more"),
        "" if takes_leave(answer.text) else t("mail.answer.leave", author=answer.author_name).strip(),
    ]
    return Letter(
        to="\n".join(line.strip() for line in to if line.strip()),
        subject=t("desk_case.paper.subject", subject=one_line(case.subject)),
        text="\n\n".join(part for part in parts if part),
        reply_to="",
    )


def _greeting(name: str) -> str:
    """The first line; on paper nothing of a name can be clicked."""
    named = one_line(name, LONGEST_NAME)
    return t("mail.greeting_name", name=named) if named else t("mail.greeting")
