"""The knowledge index inside the function: tantivy over a file that comes from S3 when it is first asked."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeVar

import tantivy

from chalicelib.domain.article import NOTHING_FOUND, Article, Level, SearchResult, Suggestion, Theme
from chalicelib.domain.search_words import MOST_LETTERS, words_of
from chalicelib.stores.knowledge_bucket import KnowledgeBucket, put_file
from chalicelib.stores.knowledge_documents import LONGEST_PREFIX, Document, Prepared
from chalicelib.stores.knowledge_file import INDEX, Articles, pack, read_analysis, write_analysis, write_articles
from chalicelib.stores.knowledge_questions import Question, Term, question_of
from chalicelib.stores.knowledge_results import hit_of, suggestions_of

TOKENS: Final = ("words", "parts", "grams", "prefixes")
FACETS: Final = ("levels", "themes")
CANDIDATES: Final = 50  # for suggestions
WRITER_MEMORY: Final = 64_000_000
BY_ALPHABET: Final = {"order_by_field": "place", "order": tantivy.Order.Asc}
Query = tantivy.Query
MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


def schema() -> tantivy.Schema:
    """The fields of a document. Tokens come prepared: the index splits them at spaces and nothing else."""
    builder = tantivy.SchemaBuilder()
    for name in TOKENS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("place", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


@dataclass(frozen=True)
class Opened:
    """One index file, unpacked and open."""

    folder: Path

    @cached_property
    def searcher(self) -> Any:
        return tantivy.Index.open(str(self.folder / INDEX)).searcher()

    @cached_property
    def analysis(self) -> Any:
        return read_analysis(self.folder)

    @property
    def articles(self) -> Articles:
        return Articles(self.folder)

    def shown(self, hits: Iterable[Any]) -> list[tuple[float, str]]:
        """Score and `shown` of what was found."""
        return [(score or 0.0, self.searcher.doc(address).get_first("shown").decode()) for score, address in hits]


class TantivyIndex:
    """Implements stores.knowledge.KnowledgeIndex."""

    def __init__(self, opened: Callable[[], Opened | None]) -> None:
        self._opened = opened
        self._schema = schema()

    @staticmethod
    def from_bucket(client: Any, bucket: str, clock: Callable[[], float] = monotonic) -> "TantivyIndex":
        """The index whose file stands in a bucket. `clock` gives seconds: a newer file is looked for now and then."""
        file = KnowledgeBucket(client, bucket, clock, Opened)
        return TantivyIndex(file.newest)

    @staticmethod
    def from_folder(folder: Path) -> "TantivyIndex":
        """The index that write_index put into a folder."""
        opened = Opened(folder)
        return TantivyIndex(lambda: opened)

    def search(
        self,
        query: str,
        *,
        level: Level | None = None,
        theme: Theme | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResult:
        opened = self._opened()
        if opened is None:
            return NOTHING_FOUND
        question = question_of(query, opened.analysis)
        if question is None and (query.strip() or not (level or theme)):
            return NOTHING_FOUND
        fitting = self._fitting(question) if question else Query.all_query()
        chosen = [self._term(name, value) for name, value in (("levels", level), ("themes", theme)) if value]
        must = [(MUST, Query.const_score_query(one, 0.0)) for one in (fitting, *chosen)]
        wanted = Query.boolean_query([*must, *(self._scoring(question) if question else ())])
        found = opened.searcher.search(wanted, limit, offset=offset, **({} if question else BY_ALPHABET))
        facets = opened.searcher.aggregate(fitting, {name: {"terms": {"field": name, "size": 20}} for name in FACETS})
        asked, forms = question.asked if question else frozenset(), opened.analysis.forms
        return SearchResult(
            total=found.count,
            hits=tuple(hit_of(shown, asked, forms, score) for score, shown in opened.shown(found.hits)),
            levels=_counts(facets["levels"], Level),
            themes=_counts(facets["themes"], Theme),
        )

    def suggest(self, prefix: str, limit: int = 6) -> tuple[Suggestion, ...]:
        opened, words = self._opened(), words_of(prefix[:MOST_LETTERS])
        if opened is None or not words:
            return ()
        query = Query.boolean_query([(MUST, self._term("prefixes", word[:LONGEST_PREFIX])) for word in words])
        found = opened.searcher.search(query, CANDIDATES, count=False)
        return suggestions_of((shown for _, shown in opened.shown(found.hits)), prefix, limit)

    def get(self, article_id: str) -> Article | None:
        opened = self._opened()
        return opened.articles.get(article_id) if opened else None

    def _fitting(self, question: Question) -> Any:
        terms = (self._term(field, token) for field, token in sorted(question.fitting))
        return Query.boolean_query([(SHOULD, term) for term in terms])

    def _scoring(self, question: Question) -> Iterator[tuple[Any, Any]]:
        yield from ((SHOULD, self._weighed(term)) for term in question.terms)
        for alternatives in question.choices:
            sums = [Query.boolean_query([(SHOULD, self._weighed(t)) for t in terms]) for terms in alternatives]
            yield SHOULD, Query.disjunction_max_query(sums)

    def _weighed(self, term: Term) -> Any:
        return Query.boost_query(self._term(term.field, term.token), term.weight)

    def _term(self, field: str, token: str) -> Any:
        return Query.term_query(self._schema, field, token, "freq")


def write_index(prepared: Prepared, folder: Path) -> None:
    """Make a complete index in an empty folder."""
    (folder / INDEX).mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder / INDEX))
    writer = index.writer(WRITER_MEMORY, 1)
    try:
        for document in prepared.documents:
            writer.add_document(_document(document))
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()  # else its thread goes on writing into a folder that is removed
    write_analysis(folder, prepared.analysis)
    write_articles(folder, prepared.articles)


def _document(document: Document) -> Any:
    fields = {name: getattr(document, name) for name in (*TOKENS, "place")}
    made = tantivy.Document(**fields, levels=list(document.levels), themes=list(document.themes))
    made.add_bytes("shown", document.shown.encode())
    return made


class TantivyWriter:
    """Implements stores.knowledge.KnowledgeWriter: one object of the bucket, which S3 replaces all at once."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def replace(self, prepared: Prepared, built: datetime) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            write_index(prepared, Path(scratch) / "new")
            put_file(self._client, self._bucket, pack(Path(scratch) / "new"), built)


Code = TypeVar("Code", Level, Theme)


def _counts(facet: dict[str, Any], kind: type[Code]) -> tuple[tuple[Code, int], ...]:
    """How many of each code, in the order of our own list."""
    found = {bucket["key"]: int(bucket["doc_count"]) for bucket in facet["buckets"]}
    return tuple((code, found[code.value]) for code in kind if found.get(code.value))
