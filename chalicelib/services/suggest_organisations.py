"""Suggest the organisations that a question may belong to, each with the reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.domain.article import Article, Level, Theme
from chalicelib.domain.case import CaseFile
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.levels import OF_ARTICLE
from chalicelib.domain.likely import OTHER_LEVEL, Reason, Signs, Why, without_ending
from chalicelib.domain.municipalities import municipality_in, municipality_of_postal_code
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.search_words import words_of
from chalicelib.domain.words import words_of as question_words
from chalicelib.services.find_organisations import last_successor

if TYPE_CHECKING:
    from chalicelib.stores.organisations import OrganisationStore

MOST: Final = 6
MOST_WORDS: Final = 15  # each is one query
LOOKED_AT: Final = 4 * MOST  # of those with signs: some are no more, or bear the same name
PER_SIGN: Final = 5


def suggest_organisations(
    file: CaseFile, articles: Iterable[Article], store: "OrganisationStore", at: datetime
) -> tuple[tuple[Organisation, Reason], ...]:
    """The likely ones first, MOST at most, each with its strongest reason; none that is no more, but who follows it.

    `articles`: those that were consulted for the answer. Raises Busy.
    """
    consulted = tuple(articles)
    signs = Signs()
    for article in consulted:
        _behind_article(article, signs, store)
    _where_the_sender_lives(file, signs, store)
    for word in question_words(*(f"{one.subject} {one.text}" for one in file.contacts))[:MOST_WORDS]:
        signs.add_word(word, store.with_word(without_ending(word)))
    _of_subject(file, consulted, signs, store)
    return _living(file, consulted, signs, store, at)


def _behind_article(article: Article, signs: Signs, store: "OrganisationStore") -> None:
    """Who published it, under its own name or another that people know it by."""
    for name in {article.source.name, article.administration} - {""}:
        plain = words_of(name)
        found = (one for one in store.find(name, limit=PER_SIGN) if plain in _names(one))
        signs.add((one.code for one in found), Why.ARTICLE, article.title)


def _where_the_sender_lives(file: CaseFile, signs: Signs, store: "OrganisationStore") -> None:
    """The local governments there, the municipality itself first; they count less where the case is of another level."""
    sender = file.case.sender
    where = municipality_of_postal_code(sender.postal_code) or municipality_in(sender.address)
    if where is None:
        return
    found = store.find(level=Level.LOKAAL, municipality=where.nis, limit=PER_SIGN)
    itself = [one.code for one in found if words_of(where.name) in _names(one)]
    signs.add(itself, Why.MUNICIPALITY, where.name)
    signs.add((one.code for one in found if one.code not in itself), Why.MUNICIPALITY, where.name, 0.5)


def _of_subject(file: CaseFile, articles: tuple[Article, ...], signs: Signs, store: "OrganisationStore") -> None:
    for theme, level in _subjects(file, articles):
        found = store.find(level=level, subject=theme, limit=PER_SIGN)
        signs.add((one.code for one in found), Why.SUBJECT, theme)


def _subjects(file: CaseFile, articles: tuple[Article, ...]) -> tuple[tuple[str, Level], ...]:
    """Theme and level of the case; of what was not chosen yet, the first theme of each article with its own levels."""
    theme = file.case.theme if file.case.theme in set(Theme) else ""
    if theme:
        return tuple((theme, level) for level in _levels(file, articles))
    levels = _levels(file, ()) if file.case.level else None
    pairs = ((one.themes[0].value, level) for one in articles if one.themes for level in levels or one.levels)
    return tuple(dict.fromkeys(pairs))


def _levels(file: CaseFile, articles: tuple[Article, ...]) -> tuple[Level, ...]:
    if file.case.level:
        return (OF_ARTICLE[file.case.level],)
    return tuple(dict.fromkeys(level for one in articles for level in one.levels))


def _living(
    file: CaseFile, articles: tuple[Article, ...], signs: Signs, store: "OrganisationStore", at: datetime
) -> tuple[tuple[Organisation, Reason], ...]:
    levels = set(_levels(file, articles))
    found: dict[str, tuple[float, Organisation, Reason]] = {}
    for code, weight, reason in signs.ranked()[:LOOKED_AT]:
        one = store.get(code)
        if one and one.over(at.astimezone(BRUSSELS).date()):
            one = last_successor(one, store)
        if one and one.code not in found:
            fits = not levels or one.level in levels
            found[one.code] = (weight if fits else weight * OTHER_LEVEL, one, reason)
    ranked = sorted(found.values(), key=lambda one: (-one[0], not one[1].email, one[1].code))
    # A municipality and its welfare centre may bear one name: the first, or the one that can be asked, stands for both.
    by_name = {(one.name, one.level): (one, reason) for _, one, reason in reversed(ranked)}
    return tuple(by_name.values())[::-1][:MOST]


def _names(organisation: Organisation) -> list[list[str]]:
    return [words_of(name) for name in (organisation.name, *organisation.also)]
