"""Building the index in OpenSearch: beside the old one, then both aliases are switched in one step."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, OpenSearchException
from opensearchpy.helpers import BulkIndexError, bulk

from chalicelib.errors import Busy
from chalicelib.stores.knowledge_codec import analysis_to_json, article_to_json
from chalicelib.stores.knowledge_documents import Prepared
from chalicelib.stores.knowledge_opensearch import ANALYSIS, ARTICLES, PRODUCTS

RETRIES: Final = 5  # of what a busy node refuses; seconds between them double from 2 on
MERGING: Final = 300  # seconds that it may take
_TOKENS: Final = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
_ONE_SHARD: Final = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
_PRODUCTS: Final = {
    "settings": {**_ONE_SHARD, "sort.field": "place", "sort.order": "asc"},  # equals come in order of the alphabet
    "mappings": {
        "dynamic": "strict",
        "_source": {"includes": ["shown"]},
        "properties": {
            **dict.fromkeys(("words", "parts", "grams", "prefixes"), _TOKENS),
            **{name: {"type": "keyword"} for name in ("levels", "themes")},
            "place": {"type": "integer"},
            "shown": {"type": "keyword", "index": False, "doc_values": False},
        },
    },
}
_ARTICLES: Final = {"settings": _ONE_SHARD, "mappings": {"dynamic": False}}  # only ever read by id


class OpenSearchWriter:
    """Implements stores.knowledge.KnowledgeWriter."""

    def __init__(self, client: OpenSearch) -> None:
        self._client = client

    def replace(self, prepared: Prepared, built: datetime) -> None:
        stamp = built.astimezone(UTC).strftime("%Y%m%dt%H%M%S%f")
        names = {alias: f"{alias}-{stamp}" for alias in (PRODUCTS, ARTICLES)}
        try:
            try:
                self._fill(names[PRODUCTS], _PRODUCTS, _products(prepared))
                self._fill(names[ARTICLES], _ARTICLES, _articles(prepared))
                self._switch(names)
            except BaseException:
                for name in names.values():
                    with suppress(OpenSearchException):  # what went wrong first is what is told
                        self._client.indices.delete(index=name, ignore_unavailable=True)
                raise
        except OpenSearchException as error:
            raise Busy(f"OpenSearch cannot be used: {_kind(error)}") from error

    def _fill(self, name: str, body: dict[str, Any], documents: Iterator[dict[str, Any]]) -> None:
        self._client.indices.create(index=name, body=body)
        bulk(
            self._client, ({"_index": name, **document} for document in documents), chunk_size=200, max_retries=RETRIES
        )
        # It is only read from now on: one segment is searched in half the time.
        self._client.indices.forcemerge(index=name, params={"max_num_segments": 1, "request_timeout": MERGING})
        self._client.indices.refresh(index=name)

    def _switch(self, names: dict[str, str]) -> None:
        """In one step: the new ones take the aliases, the old ones go."""
        actions: list[dict[str, Any]] = []
        for alias, name in names.items():
            actions += [{"remove_index": {"index": old}} for old in self._behind(alias)]
            actions.append({"add": {"index": name, "alias": alias}})
        self._client.indices.update_aliases(body={"actions": actions})

    def _behind(self, alias: str) -> list[str]:
        try:
            return list(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []


def _kind(error: OpenSearchException) -> str:
    """What went wrong, without the document that it went wrong with."""
    if isinstance(error, BulkIndexError) and error.errors:
        (said,) = error.errors[0].values()
        if isinstance(said.get("error"), dict):
            return str(said["error"].get("type"))
    return type(error).__name__


def _products(prepared: Prepared) -> Iterator[dict[str, Any]]:
    for document in prepared.documents:
        tokens = {name: getattr(document, name) for name in ("words", "parts", "grams", "prefixes", "place", "shown")}
        yield {"_id": document.id, **tokens, "levels": document.levels, "themes": document.themes}


def _articles(prepared: Prepared) -> Iterator[dict[str, Any]]:
    yield {"_id": ANALYSIS, "body": json.dumps(analysis_to_json(prepared.analysis), ensure_ascii=False)}
    for article in prepared.articles:
        yield {"_id": article.id, "body": json.dumps(article_to_json(article), ensure_ascii=False)}
