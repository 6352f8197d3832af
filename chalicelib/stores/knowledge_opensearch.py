"""The knowledge index in OpenSearch: the same prepared tokens, split at spaces, and the same questions."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from opensearchpy import OpenSearch, Urllib3AWSV4SignerAuth
from opensearchpy.exceptions import NotFoundError, OpenSearchException

from chalicelib.domain.article import NOTHING_FOUND, Article, Level, SearchResult, Suggestion, Theme
from chalicelib.domain.search_words import MOST_LETTERS, words_of
from chalicelib.errors import Busy
from chalicelib.stores.clients import session
from chalicelib.stores.knowledge_codec import analysis_from_json, article_from_json
from chalicelib.stores.knowledge_documents import LONGEST_PREFIX, Analysis
from chalicelib.stores.knowledge_questions import Question, Term, question_of
from chalicelib.stores.knowledge_results import hit_of, suggestions_of

PRODUCTS: Final = "knowledge-products"  # aliases; the indexes behind them end with when they were built
ARTICLES: Final = "knowledge-articles"
ANALYSIS: Final = "~analysis"  # a document among the articles; no article has such an id
CANDIDATES: Final = 50  # for suggestions
FACETS: Final = {name: {"terms": {"field": name, "size": 20}} for name in ("levels", "themes")}
ALIKE: Final = 2.2  # Lucene leaves the constant (k1 + 1) out of BM25; with it scores are those of the other index
Code = TypeVar("Code", Level, Theme)


def connect(url: str, seconds: int = 8) -> OpenSearch:
    """A client that waits so long for an answer. Requests to a domain of AWS are signed (SigV4) as this process."""
    host = urlsplit(url).hostname or ""
    if not host.endswith(".amazonaws.com"):
        return OpenSearch(url, timeout=seconds, max_retries=1)
    region, service = host.split(".")[-4:-2]
    signer = Urllib3AWSV4SignerAuth(session().get_credentials(), region, service)
    return OpenSearch(url, http_auth=signer, timeout=seconds, max_retries=1)


class OpenSearchIndex:
    """Implements stores.knowledge.KnowledgeIndex."""

    def __init__(self, client: OpenSearch) -> None:
        self._client = client
        self._read: tuple[str, Analysis] | None = None  # when the index was built, and what to read questions with

    def search(
        self,
        query: str,
        *,
        level: Level | None = None,
        theme: Theme | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResult:
        chosen = [{"term": {name: value}} for name, value in (("levels", level), ("themes", theme)) if value]
        analysis = self._analysis()
        question = question_of(query, analysis) if analysis else None
        if analysis is None or (question is None and (query.strip() or not chosen)):
            return NOTHING_FOUND
        found = self._ask(PRODUCTS, {**_body(question, chosen), "size": limit, "from": offset, "aggs": FACETS})
        if found and self._is_outdated(found):
            return self.search(query, level=level, theme=theme, limit=limit, offset=offset)
        return _result(found, question, analysis) if found else NOTHING_FOUND

    def suggest(self, prefix: str, limit: int = 6) -> tuple[Suggestion, ...]:
        words = words_of(prefix[:MOST_LETTERS])
        if not words:
            return ()
        terms = [{"term": {"prefixes": word[:LONGEST_PREFIX]}} for word in words]
        body = {"query": {"bool": {"must": terms}}, "size": CANDIDATES, "_source": ["shown"]}
        found = self._ask(PRODUCTS, body)
        return (
            suggestions_of((hit["_source"]["shown"] for hit in found["hits"]["hits"]), prefix, limit) if found else ()
        )

    def get(self, article_id: str) -> Article | None:
        if not article_id or article_id == ANALYSIS:
            return None
        found = self._document(article_id)
        return article_from_json(json.loads(found["_source"]["body"])) if found else None

    def _analysis(self) -> Analysis | None:
        if self._read is None and (found := self._document(ANALYSIS)):
            self._read = _built(found), analysis_from_json(json.loads(found["_source"]["body"]))
        return self._read[1] if self._read else None

    def _is_outdated(self, found: dict[str, Any]) -> bool:
        """Whether another index answered than the question was read for; what to read questions with is then renewed."""
        answered = found["hits"]["hits"] or [{"_index": name} for name in self._behind(PRODUCTS)]
        before = self._read
        if not answered or not before or _built(answered[0]) == before[0]:
            return False
        self._read = None
        self._analysis()
        return self._read is not None and self._read[0] != before[0]

    def _ask(self, alias: str, body: dict[str, Any]) -> dict[str, Any] | None:
        return _told(lambda: self._client.search(index=alias, body=body))

    def _document(self, name: str) -> dict[str, Any] | None:
        return _told(lambda: self._client.get(index=ARTICLES, id=name))

    def _behind(self, alias: str) -> list[str]:
        return list(_told(lambda: self._client.indices.get_alias(name=alias)) or ())


def _told(call: Callable[[], Any]) -> dict[str, Any] | None:
    """What a call gives; None where there is no such index or document. Raises Busy where OpenSearch cannot answer."""
    try:
        answer: dict[str, Any] = call()
    except NotFoundError:
        return None
    except OpenSearchException as error:
        raise Busy(f"OpenSearch cannot be used: {type(error).__name__}") from error
    return answer


def _built(found: dict[str, Any]) -> str:
    """When the index of a document was built: the end of its name."""
    return str(found["_index"]).rsplit("-", 1)[-1]


def _body(question: Question | None, chosen: list[dict[str, Any]]) -> dict[str, Any]:
    """Levels and themes filter after counting, so that a reader sees what another choice would give."""
    body: dict[str, Any] = {"_source": ["shown"], "track_total_hits": True}
    if chosen:
        body["post_filter"] = {"bool": {"filter": chosen}}
    if question is None:
        return body | {"query": {"match_all": {}}, "sort": [{"place": "asc"}]}
    best = [{"dis_max": {"queries": [{"bool": {"should": _terms(t)}} for t in some]}} for some in question.choices]
    scoring = [*_terms(question.terms), *best]
    query = {"bool": {"filter": [_fitting(question)], "should": scoring, "minimum_should_match": 0}}
    return body | {"query": query}


def _fitting(question: Question) -> dict[str, Any]:
    by_field: dict[str, list[str]] = {}
    for field, token in sorted(question.fitting):
        by_field.setdefault(field, []).append(token)
    exact = [{"terms": {field: tokens}} for field, tokens in by_field.items()]
    return {"bool": {"should": exact, "minimum_should_match": 1}}


def _terms(terms: Iterable[Term]) -> list[dict[str, Any]]:
    return [{"term": {term.field: {"value": term.token, "boost": term.weight}}} for term in terms]


def _result(found: dict[str, Any], question: Question | None, analysis: Analysis) -> SearchResult:
    asked: frozenset[str] = question.asked if question else frozenset()
    hits = found["hits"]["hits"]
    return SearchResult(
        total=found["hits"]["total"]["value"],
        hits=tuple(
            hit_of(hit["_source"]["shown"], asked, analysis.forms, (hit["_score"] or 0.0) * ALIKE) for hit in hits
        ),
        levels=_counts(found["aggregations"]["levels"], Level),
        themes=_counts(found["aggregations"]["themes"], Theme),
    )


def _counts(facet: dict[str, Any], kind: type[Code]) -> tuple[tuple[Code, int], ...]:
    counted = {bucket["key"]: bucket["doc_count"] for bucket in facet["buckets"]}
    return tuple((code, counted[code.value]) for code in kind if code.value in counted)
