"""The reference: tantivy as it comes out of the box, with its own Dutch stemmer, over titles and texts."""

from typing import Any

import tantivy

from chalicelib.domain.article import Article, SearchResult
from chalicelib.stores.knowledge_documents import Prepared, products_of
from chalicelib.stores.knowledge_results import hit_of


class PlainIndex:
    """BM25 over one field."""

    def __init__(self, prepared: Prepared) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="dutch")
        builder.add_bytes_field("shown", stored=True)
        self._index = tantivy.Index(builder.build())
        filters = (tantivy.Filter.lowercase(), tantivy.Filter.stemmer("dutch"))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for one in filters:
            analyzer = analyzer.filter(one)
        self._index.register_tokenizer("dutch", analyzer.build())
        shown = {document.id: document.shown for document in prepared.documents}
        writer = self._index.writer(64_000_000, 1)
        for product in products_of(prepared.articles):
            document = tantivy.Document(text=_text(product.shown))
            document.add_bytes("shown", shown[product.shown.id].encode())
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, query: str, *, limit: int = 10, **_: Any) -> SearchResult:
        searcher = self._index.searcher()
        words = " ".join("".join(letter if letter.isalnum() else " " for letter in query).split())
        found = searcher.search(self._index.parse_query_lenient(words, ["text"])[0], limit)
        shown = (searcher.doc(address).get_first("shown").decode() for _, address in found.hits)
        return SearchResult(found.count, tuple(hit_of(one, frozenset(), lambda word: [word], 0.0) for one in shown))


def _text(article: Article) -> str:
    texts = [article.title, *article.search_terms, article.summary, *(section.text for section in article.sections)]
    return "\n".join(texts)
