"""The knowledge index in memory: the same questions over the same documents, counted in plain Python. For tests."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from math import log
from typing import Any, Final, TypeVar

from chalicelib.domain.article import NOTHING_FOUND, Article, Level, SearchResult, Suggestion, Theme
from chalicelib.domain.search_rules import read_rules
from chalicelib.domain.search_words import MOST_LETTERS, words_of
from chalicelib.stores.knowledge_documents import LONGEST_PREFIX, Document, Prepared, prepare
from chalicelib.stores.knowledge_questions import Question, Term, question_of
from chalicelib.stores.knowledge_results import hit_of, suggestions_of
from chalicelib.stores.knowledge_stems import stem

SATURATION: Final = 1.2  # BM25's k1, as both other indexes have it
LENGTH: Final = 0.75  # its b
FIELDS: Final = ("words", "parts", "grams", "prefixes")
Code = TypeVar("Code", Level, Theme)


class MemoryIndex:
    """Implements KnowledgeIndex and KnowledgeWriter. Without anything put in, it finds nothing."""

    def __init__(self, articles: Iterable[Article] = (), rules: Iterable[str] = ()) -> None:
        self.replace(prepare(tuple(articles), read_rules(rules, stem)), datetime.min.replace(tzinfo=UTC))

    def replace(self, prepared: Prepared, built: datetime) -> None:
        counts = [{name: Counter(getattr(d, name).split()) for name in FIELDS} for d in prepared.documents]
        self._prepared, self._counts, self.built = prepared, counts, built
        self._lengths = {name: sum(counts[name].total() for counts in self._counts) for name in FIELDS}

    def search(
        self,
        query: str,
        *,
        level: Level | None = None,
        theme: Theme | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResult:
        analysis = self._prepared.analysis
        question = question_of(query, analysis)
        if question is None and (query.strip() or not (level or theme)):
            return NOTHING_FOUND
        fitting = [
            document for document in self._prepared.documents if question is None or self._fits(document, question)
        ]
        chosen = [d for d in fitting if (not level or level in d.levels) and (not theme or theme in d.themes)]
        scored = [(self._score(document, question) if question else 0.0, document) for document in chosen]
        scored.sort(key=lambda pair: (-pair[0], pair[1].place))
        asked: frozenset[str] = question.asked if question else frozenset()
        return SearchResult(
            total=len(scored),
            hits=tuple(hit_of(d.shown, asked, analysis.forms, score) for score, d in scored[offset : offset + limit]),
            levels=_tally(Level, (code for document in fitting for code in document.levels)),
            themes=_tally(Theme, (code for document in fitting for code in document.themes)),
        )

    def suggest(self, prefix: str, limit: int = 6) -> tuple[Suggestion, ...]:
        words = [word[:LONGEST_PREFIX] for word in words_of(prefix[:MOST_LETTERS])]
        pairs = zip(self._prepared.documents, self._counts, strict=True)
        found = [d.shown for d, counts in pairs if words and all(word in counts["prefixes"] for word in words)]
        return suggestions_of(found, prefix, limit)

    def get(self, article_id: str) -> Article | None:
        return next((article for article in self._prepared.articles if article.id == article_id), None)

    def _fits(self, document: Document, question: Question) -> bool:
        counts = self._counts[document.place]
        return any(token in counts[field] for field, token in question.fitting)

    def _score(self, document: Document, question: Question) -> float:
        best = (max(self._sum(document, terms) for terms in alternatives) for alternatives in question.choices)
        return self._sum(document, question.terms) + sum(best)

    def _sum(self, document: Document, terms: Iterable[Term]) -> float:
        return sum(term.weight * self._bm25(document, term.field, term.token) for term in terms)

    def _bm25(self, document: Document, field: str, token: str) -> float:
        count = self._counts[document.place][field][token]
        if not count:
            return 0.0
        everywhere = len(self._counts)
        holding = sum(1 for counts in self._counts if token in counts[field])
        rare = log(1 + (everywhere - holding + 0.5) / (holding + 0.5))
        length = self._counts[document.place][field].total() * everywhere / self._lengths[field]
        return rare * count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH + LENGTH * length))


def _tally(kind: type[Code], codes: Iterable[Any]) -> tuple[tuple[Code, int], ...]:
    counts = Counter(codes)
    return tuple((code, counts[code.value]) for code in kind if counts[code.value])
