"""`make bench-search`: how well and how fast articles are found, in both indexes, beside plain BM25 of the same run.

CORPUS=, QUERIES= and EVERYDAY= name other files of the same form, IPDC= another folder of sheets. Quality: the documents
of the corpus with the questions of each group, and everyday questions over the sheets. Speed: LARGE documents made of
both, each under a name of its own, asked all of these questions one after the other.
"""

import gc
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import cycle, islice
from math import log2
from pathlib import Path
from time import perf_counter
from typing import Any

from chalicelib.domain.article import Article, Block, BlockKind, Section, Source, Span, product_name
from chalicelib.domain.search_rules import Rules, read_rules
from chalicelib.stores.knowledge import KnowledgeIndex
from chalicelib.stores.knowledge_documents import Prepared, prepare
from chalicelib.stores.knowledge_stems import stem
from infra.local.aws import ROOT, CannotRun
from knowledge_loader.__main__ import EVERYDAY_WORDS
from knowledge_loader.feed import read_pages
from tests.bench.plain import PlainIndex
from tests.bench.report import median, progress, show

DATA = ROOT.parent / "shared/data"
LARGE = 20_000
TOP = 10
Make = Callable[[Prepared], KnowledgeIndex]


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and the ids or names of what answers it."""

    group: str
    text: str
    relevant: frozenset[str]


def main() -> int:
    corpus, queries, everyday, sheets = (
        _file("CORPUS", "retrieval/corpus.jsonl"),
        _file("QUERIES", "retrieval/queries.jsonl"),
        _file("EVERYDAY", "retrieval/everyday.jsonl"),
        _file("IPDC", "ipdc"),
    )
    missing = [str(path) for path in (corpus, queries, everyday, sheets) if not path.exists()]
    if missing:
        progress(f"there is no {', no '.join(missing)}: name them with CORPUS=, QUERIES=, EVERYDAY= and IPDC=")
        return 1
    rules = read_rules(EVERYDAY_WORDS.read_text(encoding="utf-8").splitlines(), stem)
    work = Work(list(_documents(corpus)), read_pages(sheets, lambda _: None).articles, rules)
    work.read(queries, everyday)
    with ExitStack() as stack:
        results = {name: work.measure(name, make) for name, make in _indexes(stack)}
    reference = results.pop("plain")
    show(bench="search", **results, reference=reference)
    return 0


class Work:
    """What is searched, and what is asked."""

    def __init__(self, corpus: list[Article], sheets: list[Article], rules: Rules) -> None:
        progress(f"preparing {len(corpus)} documents, {len(sheets)} sheets, and {LARGE} for speed")
        self._corpus, self._sheets = prepare(corpus, rules), prepare(sheets, rules)
        self._large = prepare(list(_many([*corpus, *sheets])), rules)
        self._queries: list[Query] = []
        self._everyday: list[Query] = []

    def read(self, queries: Path, everyday: Path) -> None:
        for line in _lines(queries):
            self._queries.append(Query(line["id"].split(":")[0], line["query"], frozenset(line["relevant"])))
        for line in _lines(everyday):
            names = frozenset(product_name(name).casefold() for name in line["relevant_names"])
            self._everyday.append(Query("everyday", line["query"], names))

    def measure(self, name: str, make: Make) -> dict[str, float]:
        """The figures of one index; shows each as it comes."""
        progress(f"{name}: quality")
        index = make(self._corpus)
        found: dict[str, list[list[bool]]] = defaultdict(list)
        for query in self._queries:
            hits = index.search(query.text, limit=TOP).hits
            found[query.group].append([hit.id in query.relevant for hit in hits])
        summary: dict[str, float] = {}
        for group, ranks in sorted(found.items()):
            sizes = [len(query.relevant) for query in self._queries if query.group == group]
            figures = _quality(ranks, sizes)
            show(index=name, group=group, queries=len(ranks), **figures)
            summary[group] = round(figures["mrr10"], 3)
        index = make(self._sheets)
        ranks = [
            [product_name(hit.name).casefold() in query.relevant for hit in index.search(query.text, limit=TOP).hits]
            for query in self._everyday
        ]
        for place in (1, 3):
            summary[f"everyday{place}"] = round(sum(any(one[:place]) for one in ranks) / max(len(ranks), 1), 3)
        show(
            index=name,
            group="everyday",
            queries=len(ranks),
            success1=summary["everyday1"],
            success3=summary["everyday3"],
        )
        return summary | {"p95_ms": self._speed(name, make)}

    def _speed(self, name: str, make: Make) -> float:
        progress(f"{name}: speed")
        index, asked = make(self._large), [query.text for query in (*self._everyday, *self._queries)]
        gc.collect()
        gc.freeze()  # what was prepared is not in a function's memory, and must not be looked through in its time
        for text in asked * 3:  # for nothing: caches, and a virtual machine that compiles what runs often
            index.search(text, limit=TOP)
        spent = sorted(_timed(index, text) for text in asked)
        p95 = spent[int(len(spent) * 0.95)]
        show(index=name, documents=len(self._large.documents), p50_ms=median(spent), p95_ms=p95)
        return round(p95, 2)


def _indexes(stack: ExitStack) -> Iterator[tuple[str, Make]]:
    yield "plain", PlainIndex
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-")))
    yield "tantivy", lambda prepared: _tantivy(prepared, scratch)
    try:
        from infra.local.opensearch import running

        url = stack.enter_context(running(ROOT / ".local/opensearch"))
    except CannotRun as error:
        progress(f"opensearch is left out: {error}")
        return
    yield "opensearch", lambda prepared: _opensearch(prepared, url)


def _tantivy(prepared: Prepared, scratch: Path) -> KnowledgeIndex:
    from chalicelib.stores.knowledge_tantivy import TantivyIndex, write_index

    folder = Path(tempfile.mkdtemp(dir=scratch))
    write_index(prepared, folder)
    return TantivyIndex.from_folder(folder)


def _opensearch(prepared: Prepared, url: str) -> KnowledgeIndex:
    from chalicelib.stores.knowledge_opensearch import OpenSearchIndex, connect
    from chalicelib.stores.knowledge_opensearch_writer import OpenSearchWriter

    OpenSearchWriter(connect(url)).replace(prepared, datetime.now(UTC))
    return OpenSearchIndex(connect(url))


def _quality(ranks: Sequence[Sequence[bool]], sizes: Sequence[int]) -> dict[str, float]:
    reciprocal = [next((1 / (place + 1) for place, hit in enumerate(one) if hit), 0.0) for one in ranks]
    gained = [sum(hit / log2(place + 2) for place, hit in enumerate(one)) for one in ranks]
    ideal = [sum(1 / log2(place + 2) for place in range(min(size, TOP))) for size in sizes]
    recall = [sum(one) / size for one, size in zip(ranks, sizes, strict=True)]
    ndcg = [gain / best for gain, best in zip(gained, ideal, strict=True)]
    return {
        name: sum(values) / len(values)
        for name, values in (("mrr10", reciprocal), ("ndcg10", ndcg), ("recall10", recall))
    }


def _timed(index: KnowledgeIndex, text: str) -> float:
    begun = perf_counter()
    index.search(text, limit=TOP)
    return (perf_counter() - begun) * 1000


def _file(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or DATA / usual)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _documents(corpus: Path) -> Iterator[Article]:
    """A document as an article; one without a title gets one without words, so that its text alone counts."""
    for number, line in enumerate(_lines(corpus)):
        block = Block(BlockKind.PARAGRAPH, (Span(line["text"]),))
        yield Article(
            id=line["id"],
            title=line["title"] or f"{number:b}".translate({48: "·", 49: "•"}),
            summary="",
            sections=(Section("", (block,)),),
            levels=(),
            themes=(),
            audiences=(),
            source=Source("", ""),
            updated=date(2026, 1, 1),
        )


def _many(articles: list[Article]) -> Iterator[Article]:
    for number, article in enumerate(islice(cycle(articles), LARGE)):
        yield replace(article, id=f"{number}", title=f"{article.title} {number}")


if __name__ == "__main__":
    sys.exit(main())
