"""Articles as an index takes them: copies of one product together, their words prepared, what a result shows beside.

Both indexes get these same documents and are asked the same questions (knowledge_questions.py): they only count.
A word that weighs more stands in its field more often, which is BM25F in its simple form and the same in every index.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from chalicelib.domain.article import Article, Level, Theme, product_name
from chalicelib.domain.search_rules import Rules
from chalicelib.domain.search_words import MOST_REMEMBERED, Vocabulary, fold, grams, one_error, telling, words_of
from chalicelib.stores.knowledge_results import shown_of
from chalicelib.stores.knowledge_stems import stem

IN_TITLE: Final = 4
IN_TERMS: Final = 3
IN_LEAD: Final = 2  # the first letters of the description: there it says what it is
IN_TEXT: Final = 1
LEAD: Final = 400
SHORTEST_MISTYPED: Final = 6
COMMON_GRAM: Final = 0.4  # share of the documents
LONGEST_PREFIX: Final = 20


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a question must be read with: the words that articles are made of, and what people say for them.

    `known`: stems that are surely words. `names`: words of titles and search terms; a word that is not known, and one
    typing error from one of these, is read as that one.
    """

    vocabulary: Vocabulary
    known: frozenset[str]
    names: frozenset[str]
    rules: Rules
    _forms: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _by_letter: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)

    def meant(self, word: str) -> str:
        """The word without its typing error, where it has one (not in its first letter), else the word."""
        forms = self.forms(word)
        if len(word) < SHORTEST_MISTYPED or not self.known.isdisjoint(forms) or not self.rules.stems.isdisjoint(forms):
            return word
        if not self._by_letter:
            for name in sorted(self.names):
                self._by_letter.setdefault(name[0], []).append(name)
        near = [name for name in self._by_letter.get(word[0], ()) if one_error(word, name)]
        return max(near, key=lambda name: self.vocabulary.counts.get(name, 0), default=word)

    def parts(self, word: str) -> list[str]:
        """Stems of the parts of a compound, or the stem of a word that is none."""
        return [stem(part) for part in self.vocabulary.parts(word)] or [stem(word)]

    def forms(self, word: str) -> tuple[str, ...]:
        """The stem of a word, and those of its parts."""
        if word not in self._forms:
            if len(self._forms) > MOST_REMEMBERED:
                self._forms.clear()
            self._forms[word] = stem(word), *(stem(part) for part in self.vocabulary.parts(word))
        return self._forms[word]


@dataclass(frozen=True, slots=True)
class Document:
    """One product. Fields of tokens are words with spaces between, as the index counts them.

    `place`: among all titles in order of the alphabet; `shown`: JSON of what a result shows (knowledge_results.py).
    """

    id: str
    place: int
    levels: tuple[str, ...]
    themes: tuple[str, ...]
    words: str
    parts: str
    grams: str
    prefixes: str
    shown: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A complete index, before it is put anywhere."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Product:
    """Articles of one name. `shown` is the one that results show: the general one, else the fullest."""

    shown: Article
    others: tuple[Article, ...]

    @property
    def all(self) -> tuple[Article, ...]:
        return (self.shown, *self.others)

    def levels(self) -> tuple[Level, ...]:
        return tuple(level for level in Level if any(level in article.levels for article in self.all))

    def themes(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in Theme if any(theme in article.themes for article in self.all))

    def terms(self) -> list[str]:
        return list(dict.fromkeys(term for article in self.all for term in article.search_terms))


def prepare(articles: Sequence[Article], rules: Rules) -> Prepared:
    """The documents of an index of these articles, whose ids differ."""
    products = sorted(products_of(articles), key=lambda product: (fold(product.shown.title), product.shown.id))
    texts = [_texts(product) for product in products]
    vocabulary = Vocabulary.of(" ".join((title, terms, text, detail)) for title, terms, text, detail in texts)
    analysis = Analysis(vocabulary, frozenset(), frozenset(), rules)
    documents = tuple(
        _document(place, product, text, analysis)
        for place, (product, text) in enumerate(zip(products, texts, strict=True))
    )
    named = [name for product in products for name in (product.shown.title, *product.terms())]
    names = frozenset(word for name in named for word in telling(words_of(name)))
    known = _known(documents) | {stem(word) for word in names}
    return Prepared(_without_common_grams(documents), tuple(articles), Analysis(vocabulary, known, names, rules))


def _without_common_grams(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Pieces that stand in many documents tell little and cost most of the time of a search."""
    counts = Counter(gram for document in documents for gram in set(document.grams.split()))
    rare = {gram for gram, count in counts.items() if count <= COMMON_GRAM * len(documents)}
    return tuple(replace(d, grams=" ".join(gram for gram in d.grams.split() if gram in rare)) for d in documents)


def _known(documents: Sequence[Document]) -> frozenset[str]:
    """Stems of two documents or more: what stands in one alone may be an error itself."""
    counts = Counter(token for document in documents for token in set(document.words.split()))
    return frozenset(token for token, count in counts.items() if count > 1)


def products_of(articles: Iterable[Article]) -> list[Product]:
    """Articles whose titles are the same but for "Kopie van", capitals and spaces, together."""
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(product_name(article.title).casefold(), []).append(article)
    products = []
    for group in groups.values():
        shown = min(group, key=lambda article: (bool(article.administration), -_fullness(article), article.id))
        others = sorted((a for a in group if a.id != shown.id), key=lambda a: (fold(a.administration), a.id))
        products.append(Product(shown, tuple(others)))
    return products


def _fullness(article: Article) -> int:
    return len(article.summary) + sum(len(section.text) for section in article.sections)


def _texts(product: Product) -> tuple[str, str, str, str]:
    """Title, search terms, description, details."""
    article = product.shown
    plain = [f"{section.heading}\n{section.text}" for section in article.sections if not section.detail]
    details = [section.text for section in article.sections if section.detail]
    said = "\n".join(plain)
    if article.summary and article.summary not in said:
        said = f"{article.summary}\n{said}"
    return article.title, "\n".join(product.terms()), said, "\n".join(details)


def _document(place: int, product: Product, texts: tuple[str, str, str, str], analysis: Analysis) -> Document:
    title, terms, text, detail = texts
    named, called = telling(words_of(title)), telling(words_of(terms))
    lead, rest = telling(words_of(text[:LEAD])), telling(words_of(text[LEAD:]))
    weighed = named * IN_TITLE + called * IN_TERMS + lead * IN_LEAD + rest * IN_TEXT
    once = [*dict.fromkeys(telling(words_of(detail)))]  # a detail counts once, however often it is said
    return Document(
        id=product.shown.id,
        place=place,
        levels=tuple(product.levels()),
        themes=tuple(product.themes()),
        words=" ".join(stem(word) for word in weighed + once),
        parts=" ".join(part for word in weighed + once for part in analysis.parts(word)),
        grams=" ".join(gram for word in weighed for gram in grams(word)),
        prefixes=" ".join(_prefixes([*words_of(title), *words_of(terms)])),
        shown=shown_of(product.shown, product.others, product.levels(), product.themes(), analysis.forms),
    )


def _prefixes(words: Iterable[str]) -> Iterator[str]:
    """Every beginning of every word, once: what somebody may have typed so far."""
    yield from dict.fromkeys(word[:end] for word in words for end in range(1, min(len(word), LONGEST_PREFIX) + 1))
