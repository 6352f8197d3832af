"""What forms that write an answer have in common: standard texts, sources from the knowledge, theme, level and outcome."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib.backoffice.desk import articles
from chalicelib.domain import article
from chalicelib.domain.article import NOTHING_FOUND
from chalicelib.domain.case import Level, Outcome
from chalicelib.domain.standard_text import PLACEHOLDERS, standard_texts
from chalicelib.errors import Busy
from chalicelib.pages.catalogue import messages

LONGEST_QUERY: Final = 300


def texts() -> dict[str, str]:
    """The standard texts by their key."""
    return {one.key: one.text for one in standard_texts(messages("standard_texts"))}


def with_button(do: str, typed: Mapping[str, str], chosen: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The fields and sources after a button that changes only the form: `text`, `add:<article>`, `drop:<article>`."""
    verb, _, value = do.partition(":")
    fields, sources = dict(typed), list(chosen)
    if verb == "text" and typed.get("standard") in texts():
        fields["text"] = f"{typed.get('text', '').rstrip()}\n\n{texts()[typed['standard']]}".strip()
    if verb == "drop":
        sources = [one for one in sources if one != value]
    if verb == "add":
        sources = list(dict.fromkeys([*sources, value]))
        hints = articles.hints(articles.articles(sources))
        fields |= {name: typed.get(name) or hint for name, hint in hints.items()}
    return fields, sources


def compose(typed: Mapping[str, str], sources: Sequence[str], first_query: str = "") -> dict[str, Any]:
    """What such a page shows. An index that is away says so, and spoils nothing else."""
    query = (typed.get("q") or first_query)[:LONGEST_QUERY]
    context: dict[str, Any] = {
        "typed": typed,
        "query": query,
        "standard_texts": standard_texts(messages("standard_texts")),
        "themes": tuple(article.THEME_NAMES.items()),
        "levels": tuple(Level),
        "outcomes": tuple(Outcome),
        "places": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
    }
    try:
        return context | {"found": articles.search(query), "chosen": articles.articles(sources), "away": False}
    except Busy:
        return context | {"found": NOTHING_FOUND, "chosen": [], "away": True}
