"""A member of an IPDC feed (InstantieSnapshot or ConceptSnapshot) as an article, with its flaws.

Shapes: the JSON-LD context ipdc-lpdc-im of Informatievlaanderen/ipdc-lpdc. Every part may be missing or of another
type; what cannot be used is left out, and told where a reader would miss it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from chalicelib.domain.article import Article, Audience, Block, BlockKind, Level, Section, Source, Span, Theme
from chalicelib.domain.article import product_name as without_copy
from knowledge_loader.html_blocks import blocks_of, safe_address
from knowledge_loader.reading import Refused

# Formal Dutch first: the service says "u".
LANGUAGES: Final = (
    "nl-BE-x-formal",
    "nl",
    "nl-BE-x-generated-formal",
    "nl-BE-x-informal",
    "nl-BE-x-generated-informal",
)
LONGEST_SUMMARY: Final = 300
# Part of a sheet -> heading over it, and whether it is a detail for the search.
PARTS: Final = (
    ("verdereBeschrijving", "Meer uitleg", False),
    ("voorwaarden", "Voorwaarden", True),
    ("procedures", "Hoe vraagt u het aan?", True),
    ("kosten", "Wat kost het?", True),
    ("financieleVoordelen", "Wat krijgt u?", True),
    ("uitzonderingen", "Uitzonderingen", True),
    ("regelgevingTekst", "Regels", True),
    ("regelgeving", "Regels", True),
    ("websites", "Meer weten", True),
    ("contactgegevens", "Contact", True),
)
Code = TypeVar("Code", bound=StrEnum)
Names = Mapping[str, str]


def article_of(member: Mapping[str, Any], administrations: Names) -> tuple[Article, list[str]]:
    """The article of a member, and its flaws. `administrations`: address of an administration -> its name.

    Raises Refused where there is nothing to show: no identity, no title in Dutch.
    """
    version_of = identity_of(member)
    title = without_copy(_plain(text_of(member.get("naam"))) + " ")
    if not title:
        raise Refused("no title in Dutch")
    description = blocks_of(text_of(member.get("beschrijving")))
    administration = administrations.get(str(member.get("aangemaaktDoor", "")), "")
    sections = tuple(_sections(member, description))
    article = Article(
        id=short_id(version_of),
        title=title,
        summary=_summary(description),
        sections=sections,
        levels=_codes(member.get("bevoegdBestuursniveaus"), Level),
        themes=_codes(member.get("themas"), Theme),
        audiences=_codes(member.get("doelgroepen"), Audience),
        source=_source(member, administrations, administration),
        updated=_day(member),
        search_terms=_terms(member.get("zoektermen")),
        administration=administration,
        version_of=version_of,
    )
    return article, list(_flaws(member, article))


def short_id(version_of: str) -> str:
    """Ten hexadecimal digits made of the source's own name: the same for every version of a sheet."""
    return hashlib.sha256(version_of.encode()).hexdigest()[:10]


def text_of(languages: Any) -> str:
    """The Dutch text of a language map, formal before informal; a bare string is taken as Dutch."""
    if isinstance(languages, str):
        return languages
    if not isinstance(languages, Mapping):
        return ""
    for language in LANGUAGES:
        text = languages.get(language)
        if isinstance(text, str) and text.strip():
            return text
    return ""


def identity_of(member: Mapping[str, Any]) -> str:
    """The name of the sheet that a member is a version of. Raises Refused."""
    version_of = member.get("isVersionOf") or member.get("@id")
    if not isinstance(version_of, str) or not version_of.strip():
        raise Refused("no identity (isVersionOf)")
    return version_of


def _plain(html: str) -> str:
    return " ".join(block.text for block in blocks_of(html))


def _summary(description: tuple[Block, ...]) -> str:
    """The first paragraph that says something, cut after a sentence or a word."""
    said = next((b.text for b in description if b.kind is BlockKind.PARAGRAPH and not safe_address(b.text)), "")
    if len(said) <= LONGEST_SUMMARY:
        return said
    cut = said[:LONGEST_SUMMARY]
    end = cut.rfind(". ")
    return cut[: end + 1] if end > LONGEST_SUMMARY // 3 else cut[: cut.rfind(" ")] + " …"


def _sections(member: Mapping[str, Any], description: tuple[Block, ...]) -> Iterator[Section]:
    if description:
        yield Section("Wat is het?", description)
    for name, heading, detail in PARTS:
        blocks = tuple(_part(member.get(name)))
        if blocks:
            yield Section(heading, blocks, detail)


def _part(value: Any) -> Iterator[Block]:
    """The blocks of a part: a text, or a list of things with a name, a description, an address, and parts again."""
    if isinstance(value, list):
        for one in sorted((v for v in value if isinstance(v, Mapping)), key=_order):
            yield from _thing(one)
    else:
        yield from blocks_of(text_of(value))


def _order(thing: Mapping[str, Any]) -> float:
    try:
        return float(thing.get("order", 0))
    except (TypeError, ValueError):
        return 0.0


def _thing(thing: Mapping[str, Any]) -> Iterator[Block]:
    name = _plain(text_of(thing.get("naam")))
    url = safe_address(str(thing.get("url") or ""))
    if url:
        yield Block(BlockKind.PARAGRAPH, (Span(name or url, url),))
    elif name and name.casefold() not in ("procedure", "voorwaarde", "voorwaarden", "kost", "financieel voordeel"):
        yield Block(BlockKind.HEADING, (Span(name),))
    yield from blocks_of(text_of(thing.get("beschrijving")))
    yield from _contact(thing)
    for inner in ("bewijs", "websites"):
        nested = thing.get(inner)
        yield from _part(nested if isinstance(nested, list) else [nested])


def _contact(thing: Mapping[str, Any]) -> Iterator[Block]:
    mail, phone = str(thing.get("email") or "").strip(), str(thing.get("telefoonnummer") or "").strip()
    if mail:
        yield Block(BlockKind.PARAGRAPH, (Span(mail, safe_address(f"mailto:{mail}")),))
    if phone:
        yield Block(BlockKind.PARAGRAPH, (Span(phone, safe_address(f"tel:{phone}")),))
    address = thing.get("adres")
    if isinstance(address, Mapping):
        street = [text_of(address.get("straatnaam")), str(address.get("huisnummer") or "")]
        place = [str(address.get("postcode") or ""), text_of(address.get("gemeentenaam"))]
        lines = [" ".join(part for part in line if part) for line in (street, place)]
        yield from blocks_of(", ".join(line for line in lines if line))
    yield from blocks_of(str(thing.get("openingsuren") or ""))


def _codes(values: Any, kind: type[Code]) -> tuple[Code, ...]:
    """The codes of a list that we know, in the order of our own list; addresses end with their code."""
    found = {str(value).rsplit("/", 1)[-1] for value in values} if isinstance(values, list) else set()
    return tuple(code for code in kind if code.value in found)


def _terms(languages: Any) -> tuple[str, ...]:
    """Search terms: a language map of lists, of which Dutch counts."""
    found: list[str] = []
    for language in LANGUAGES if isinstance(languages, Mapping) else ():
        terms = languages.get(language)
        found += [str(term).strip() for term in terms] if isinstance(terms, list) else []
    return tuple(dict.fromkeys(term for term in found if term))


def _source(member: Mapping[str, Any], administrations: Names, administration: str) -> Source:
    competent = member.get("bevoegdeOverheden")
    listed = [str(one) for one in competent] if isinstance(competent, list) else []
    known = [administrations[one] for one in listed if one in administrations]
    sites = member.get("websites")
    urls = (
        [safe_address(str(s.get("url") or "")) for s in sites if isinstance(s, Mapping)]
        if isinstance(sites, list)
        else []
    )
    return Source(administration or next(iter(known), "") or "IPDC", next((url for url in urls if url), ""))


def _day(member: Mapping[str, Any]) -> date:
    for name in ("laatstGewijzigd", "generatedAtTime", "creatie"):
        try:
            return datetime.fromisoformat(str(member.get(name))[:10]).date()  # nine digits of a second are too many
        except ValueError:
            continue
    raise Refused("no date")


def _flaws(member: Mapping[str, Any], article: Article) -> Iterator[str]:
    title = _plain(text_of(member.get("naam")))
    if without_copy(title) != title:
        yield "title begins with Kopie van (left out)"
    if not article.summary:
        yield "no description, or a bare address or dash"
    if not article.themes:
        yield "no theme"
    if not article.levels:
        yield "no level of government"
    if member.get("aangemaaktDoor") and not article.administration:
        yield "administration without a name"
