"""The knowledge index: one interface over OpenSearch, the embedded tantivy and the one in memory.

Whoever searches sees only KnowledgeIndex; KnowledgeWriter is the side of the loader. What is said here of results
holds for every implementation (tests/contract/test_knowledge_index.py).
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.article import Article, Level, SearchResult, Suggestion, Theme
    from chalicelib.stores.knowledge_documents import Prepared


class KnowledgeIndex(Protocol):
    """Reading. Where no index was ever built, nothing is found; where it cannot be reached: errors.Busy."""

    def search(
        self,
        query: str,
        *,
        level: "Level | None" = None,
        theme: "Theme | None" = None,
        limit: int = 10,
        offset: int = 0,
    ) -> "SearchResult":
        """Find products by words, best first; copies of one product are one hit.

        Any text is allowed: it is cut at 300 characters and 40 words, and what carries no word (signs, emoji, stop
        words alone) finds nothing. Without any words but with a level or theme, all of those in order of the alphabet.
        """

    def suggest(self, prefix: str, limit: int = 6) -> "tuple[Suggestion, ...]":
        """Articles whose title or search terms hold all words typed, the last of them perhaps unfinished."""

    def get(self, article_id: str) -> "Article | None":
        """The whole article, also the version of one administration; None where there is none."""


class KnowledgeWriter(Protocol):
    """Building: the loader's side."""

    def replace(self, prepared: "Prepared", built: "datetime") -> None:
        """Put a complete new index in place of the old one, which serves until then and stays when this fails."""
