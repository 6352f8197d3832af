"""The levels of government as articles and organisations name them, and as cases do. Standard library only."""

from typing import Final

from chalicelib.domain import article, case

OF_CASE: Final[dict[article.Level, case.Level]] = {
    article.Level.VLAAMS: case.Level.FLEMISH,
    article.Level.FEDERAAL: case.Level.FEDERAL,
    article.Level.EUROPEES: case.Level.EUROPEAN,
    article.Level.PROVINCIAAL: case.Level.PROVINCIAL,
    article.Level.LOKAAL: case.Level.MUNICIPAL,
    article.Level.GEMEENSCHAP: case.Level.COMMUNITY,
}
OF_ARTICLE: Final[dict[case.Level, article.Level]] = {of_case: of_article for of_article, of_case in OF_CASE.items()}
