"""The embedded index as one file: a tar of tantivy's folder, the articles (SQLite) and what questions are read with."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import compress, decompress

from chalicelib.domain.article import Article
from chalicelib.stores.knowledge_codec import analysis_from_json, analysis_to_json, article_from_json, article_to_json
from chalicelib.stores.knowledge_documents import Analysis

INDEX: Final = "index"
ARTICLES: Final = "articles.sqlite"
ANALYSIS: Final = "analysis.json"


def pack(folder: Path) -> bytes:
    """A folder as a tar, not compressed: loading is what must be quick."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"):
            archive.add(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def unpack(file: bytes, folder: Path) -> None:
    """The inverse of pack, into a folder that is made."""
    with tarfile.open(fileobj=io.BytesIO(file)) as archive:
        archive.extractall(folder, filter="data")


def write_analysis(folder: Path, analysis: Analysis) -> None:
    (folder / ANALYSIS).write_text(json.dumps(analysis_to_json(analysis), ensure_ascii=False), encoding="utf-8")


def read_analysis(folder: Path) -> Analysis:
    return analysis_from_json(json.loads((folder / ANALYSIS).read_text(encoding="utf-8")))


def write_articles(folder: Path, articles: Iterable[Article]) -> None:
    """All articles by id, each compressed by itself."""
    with sqlite3.connect(folder / ARTICLES) as table:
        table.execute("create table article (id text primary key, body blob) without rowid")
        rows = ((a.id, compress(json.dumps(article_to_json(a), ensure_ascii=False).encode())) for a in articles)
        table.executemany("insert into article values (?, ?)", rows)
    table.close()


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of one file, read when they are asked for."""

    folder: Path

    def get(self, article_id: str) -> Article | None:
        table = sqlite3.connect(f"file:{self.folder / ARTICLES}?mode=ro&immutable=1", uri=True)
        try:
            row = table.execute("select body from article where id = ?", (article_id,)).fetchone()
        finally:
            table.close()
        return article_from_json(json.loads(decompress(row[0]))) if row else None
