"""Articles, and what questions are read with, as JSON and back."""

from datetime import date
from typing import Any

from chalicelib.domain.article import Article, Audience, Block, BlockKind, Level, Section, Source, Span, Theme
from chalicelib.domain.search_rules import read_rules
from chalicelib.domain.search_words import Vocabulary
from chalicelib.stores.knowledge_documents import Analysis
from chalicelib.stores.knowledge_stems import stem


def article_to_json(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "sections": [[s.heading, s.detail, [_block_to_json(block) for block in s.blocks]] for s in article.sections],
        "levels": [level.value for level in article.levels],
        "themes": [theme.value for theme in article.themes],
        "audiences": [audience.value for audience in article.audiences],
        "source": [article.source.name, article.source.url],
        "updated": article.updated.isoformat(),
        "search_terms": list(article.search_terms),
        "administration": article.administration,
        "version_of": article.version_of,
    }


def article_from_json(kept: dict[str, Any]) -> Article:
    return Article(
        id=kept["id"],
        title=kept["title"],
        summary=kept["summary"],
        sections=tuple(
            Section(heading, tuple(_block_from_json(block) for block in blocks), detail)
            for heading, detail, blocks in kept["sections"]
        ),
        levels=tuple(Level(level) for level in kept["levels"]),
        themes=tuple(Theme(theme) for theme in kept["themes"]),
        audiences=tuple(Audience(audience) for audience in kept["audiences"]),
        source=Source(*kept["source"]),
        updated=date.fromisoformat(kept["updated"]),
        search_terms=tuple(kept["search_terms"]),
        administration=kept["administration"],
        version_of=kept["version_of"],
    )


def analysis_to_json(analysis: Analysis) -> dict[str, Any]:
    return {
        "counts": dict(analysis.vocabulary.counts),
        "known": " ".join(sorted(analysis.known)),
        "names": " ".join(sorted(analysis.names)),
        "rules": list(analysis.rules.lines),
    }


def analysis_from_json(kept: dict[str, Any]) -> Analysis:
    return Analysis(
        vocabulary=Vocabulary(kept["counts"]),
        known=frozenset(kept["known"].split()),
        names=frozenset(kept["names"].split()),
        rules=read_rules(kept["rules"], stem),
    )


def _block_to_json(block: Block) -> list[Any]:
    return [block.kind.value, [[span.text, span.url] if span.url else [span.text] for span in block.spans]]


def _block_from_json(kept: list[Any]) -> Block:
    kind, spans = kept
    return Block(BlockKind(kind), tuple(Span(*span) for span in spans))
