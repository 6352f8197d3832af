"""Count whether an article helped a reader, so that editors know what to write better."""

from datetime import date
from typing import TYPE_CHECKING, Final

from chalicelib.errors import NotFound, Rejected

if TYPE_CHECKING:
    from chalicelib.stores.feedback import FeedbackStore
    from chalicelib.stores.knowledge import KnowledgeIndex

YES: Final = "yes"
NO: Final = "no"
REASONS: Final = ("not_about_this", "hard_to_read", "incomplete", "wrong")


def rate_article(article_id: str, said: str, day: date, knowledge: "KnowledgeIndex", feedback: "FeedbackStore") -> None:
    """Count `said` (yes, no, or one of REASONS) for an article.

    Only articles that exist are counted, so that nobody fills the table with names of his own. Raises NotFound,
    Rejected where nothing known was said, Busy.
    """
    if said not in (YES, NO, *REASONS):
        raise Rejected({"said": "portal.useful.choose"})
    if knowledge.get(article_id) is None:
        raise NotFound
    feedback.count(article_id, said, day)
