"""Which investigators a report is about, as far as it names them: they never see it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.change import DossierFile
from chalicelib.domain.integrity.entry import Facts
from chalicelib.domain.integrity.phases import Actor
from chalicelib.domain.integrity.services import is_named
from chalicelib.services.integrity.find_service import find_service

People = Callable[[str], Iterable[Investigator]]


def find_concerned(file: DossierFile, service: str, people: People) -> tuple[str, ...]:
    """Ids of the investigators of a service whose whole name stands in what was told, which is not what investigators wrote
    themselves. `people`: all of a service."""
    from_outside = (entry for entry in file.entries if entry.actor is not Actor.SERVICE)
    told = [text for entry in from_outside for text in (*_words(entry.facts), entry.text) if text]
    return tuple(one.id for one in people(service) if any(is_named({one.name}, text) for text in told))


def find_free_service(file: DossierFile, people: People) -> str:
    """The competent service (find_service), but none in which everybody is concerned, as long as there is another."""
    asked, service = file, find_service(file)
    while service not in asked.dossier.tried:
        colleagues = tuple(people(service))
        if not colleagues or len(find_concerned(file, service, people)) < len(colleagues):
            return service
        asked = replace(asked, dossier=replace(asked.dossier, tried=(*asked.dossier.tried, service)))
        service = find_service(asked)
    return find_service(file)


def _words(facts: Facts | None) -> tuple[str, ...]:
    return (facts.who, facts.text, facts.what, facts.where, facts.known) if facts else ()
