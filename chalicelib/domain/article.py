"""What an article is, and what a search in the articles gives. Standard library only; no HTML anywhere."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Level of government, with the codes of IPDC's list "bevoegd bestuursniveau" and the communities beside them."""

    VLAAMS = "Vlaams"
    FEDERAAL = "Federaal"
    EUROPEES = "Europees"
    PROVINCIAAL = "Provinciaal"
    LOKAAL = "Lokaal"
    GEMEENSCHAP = "Gemeenschap"


class Theme(StrEnum):
    """Subject, with the codes of IPDC's list "thema"."""

    BURGER_OVERHEID = "BurgerOverheid"
    CULTUUR_SPORT_VRIJE_TIJD = "CultuurSportVrijeTijd"
    ECONOMIE_WERK = "EconomieWerk"
    MILIEU_ENERGIE = "MilieuEnergie"
    MOBILITEIT_OPENBARE_WERKEN = "MobiliteitOpenbareWerken"
    ONDERWIJS_WETENSCHAP = "OnderwijsWetenschap"
    WELZIJN_GEZONDHEID = "WelzijnGezondheid"
    BOUWEN_WONEN = "BouwenWonen"


class Audience(StrEnum):
    """For whom, with the codes of IPDC's list "doelgroep"."""

    BURGER = "Burger"
    ONDERNEMING = "Onderneming"
    VERENIGING = "Vereniging"
    ORGANISATIE = "Organisatie"
    LOKAAL_BESTUUR = "LokaalBestuur"
    VLAAMSE_OVERHEID = "VlaamseOverheid"


# The names that the code lists themselves give (skos:prefLabel, nl).
LEVEL_NAMES: Final[dict[Level, str]] = {
    Level.VLAAMS: "Vlaamse overheid",
    Level.FEDERAAL: "Federale overheid",
    Level.EUROPEES: "Europese overheid",
    Level.PROVINCIAAL: "Provinciale overheid",
    Level.LOKAAL: "Lokale overheid",
    Level.GEMEENSCHAP: "Gemeenschap",
}
THEME_NAMES: Final[dict[Theme, str]] = {
    Theme.BURGER_OVERHEID: "Burger en Overheid",
    Theme.CULTUUR_SPORT_VRIJE_TIJD: "Cultuur, Sport en Vrije Tijd",
    Theme.ECONOMIE_WERK: "Economie en Werk",
    Theme.MILIEU_ENERGIE: "Milieu en Energie",
    Theme.MOBILITEIT_OPENBARE_WERKEN: "Mobiliteit en Openbare Werken",
    Theme.ONDERWIJS_WETENSCHAP: "Onderwijs en Wetenschap",
    Theme.WELZIJN_GEZONDHEID: "Welzijn en Gezondheid",
    Theme.BOUWEN_WONEN: "Bouwen en Wonen",
}

_COPY_OF: Final = re.compile(r"^(?:\s*kopie van\s+)+", re.IGNORECASE)


class BlockKind(StrEnum):
    """How a piece of text stands on the page."""

    PARAGRAPH = "p"
    ITEM = "li"
    HEADING = "h"


@dataclass(frozen=True, slots=True)
class Span:
    """Words, with the address that they lead to when they are a link (http, https, mailto or tel)."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, one item of a list or one heading."""

    kind: BlockKind
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article. `detail`: conditions, procedure, costs and the like, which weigh less in a search."""

    heading: str
    blocks: tuple[Block, ...]
    detail: bool = False

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Source:
    """Who published it, and where it can be read; `url` may be empty."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """One sheet, as it is shown on its page.

    `id` is short and fit for an address; `version_of` is the name that the source gives it (IPDC: isVersionOf).
    `administration` is the municipality or other body whose own version this is, empty for a general one.
    """

    id: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    audiences: tuple[Audience, ...]
    source: Source
    updated: date
    search_terms: tuple[str, ...] = ()
    administration: str = ""
    version_of: str = ""


def product_name(title: str) -> str:
    """The title without "Kopie van " before it and with single spaces: what copies of one product have in common."""
    return " ".join(_COPY_OF.sub("", title).split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words in a result; `marked` when it is what was asked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """The version of one administration."""

    id: str
    administration: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One product found. `variants`: the same product as other administrations describe it, by name."""

    id: str
    title: tuple[Piece, ...]
    fragment: tuple[Piece, ...]
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    source: Source
    updated: date
    administration: str
    variants: tuple[Variant, ...]
    score: float

    @property
    def name(self) -> str:
        """The title in plain words."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, best first, and of all that fitted: how many, and how many per level and theme.

    The numbers per level and theme are those of the words alone, whichever filter is set, so that a reader sees what
    another choice would give.
    """

    total: int
    hits: tuple[Hit, ...]
    levels: tuple[tuple[Level, int], ...] = ()
    themes: tuple[tuple[Theme, int], ...] = ()


NOTHING_FOUND: Final = SearchResult(0, ())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offered while somebody types: the title of an article, and its id."""

    id: str
    title: str
