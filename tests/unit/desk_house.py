"""A house for tests of the desk: stores over a table in memory, two agents, and contacts to fill it."""

from datetime import UTC, datetime, timedelta

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent, Role
from chalicelib.domain.case import Case
from chalicelib.domain.contact import Channel, Contact, Kind, Person
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.words import findable
from chalicelib.services.register_contact import Desk, register_contact
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.word_index import WordIndex
from chalicelib.stores.worklists import Worklists

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECRET = b"secret"
AN = Agent("an", "An Peeters")
SAM = Agent("sam", "Sam Claes", frozenset({Role.AGENT, Role.SUPERVISOR}))


class House:
    """All stores of one test, and the time."""

    def __init__(self) -> None:
        self.table = FakeTable()
        self.cases, self.worklists = CaseStore(self.table), Worklists(self.table)
        self.words = WordIndex(self.table, SECRET)

    def desk(self, at: datetime = AT) -> Desk:
        return Desk(SECRET, default_calendar(), at)

    def register(
        self,
        number: int = 0,
        *,
        at: datetime = AT,
        sender: Person | None = None,
        kind: Kind = Kind.QUESTION,
        channel: Channel = Channel.FORM,
        subject: str = "Studietoelage",
        text: str = "Waar vraag ik die aan?",
        flags: frozenset[str] = frozenset(),
    ) -> Case:
        """A case with one contact, whose words can be found."""
        key = f"key-{number}"
        sender = sender or Person(name="Jan Janssens", email=f"jan{number}@voorbeeld.be")
        contact = Contact(ids.ulid(SECRET, at, key), key, channel, kind, at, sender, subject, text, flags=flags)
        case = register_contact(contact, self.cases, self.desk(at)).case
        self.words.keep(case, contact.id, at, findable(contact))
        return self.cases.head(case)

    def soon(self, seconds: int = 1) -> datetime:
        return AT + timedelta(seconds=seconds)
