"""What programs send and get about contacts: each dataclass is a schema of the OpenAPI document."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from chalicelib.channels.api.operations import Text
from chalicelib.domain.contact import Kind, Requester, Way
from chalicelib.domain.facts import LONGEST


class State(StrEnum):
    """Where a contact stands."""

    WAITING = "waiting"  # an agent will answer it
    ANSWERED = "answered"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message."""

    SENDER = "sender"
    SERVICE = "1700"
    DEPARTMENT = "department"  # an organisation that 1700 asked: it answers, or needs to know something


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to register. A complaint needs `address`, a request for a document needs `document`.

    `prefers` sms or phone needs `phone`, letter needs `address`."""

    text: Annotated[str, Text("What is asked.", least=1, most=LONGEST["text"], example="Hoe vraag ik een premie aan?")]
    name: Annotated[str, Text("Who asks.", least=1, most=LONGEST["name"], example="An Peeters")]
    email: Annotated[
        str, Text("Where the answer goes.", format="email", least=3, most=LONGEST["email"], example="an@example.be")
    ]
    kind: Kind = Kind.QUESTION
    requester: Requester = Requester.CITIZEN
    organisation: Annotated[str, Text("Needed unless a citizen asks.", most=LONGEST["organisation"])] = ""
    on_behalf_of: Annotated[str, Text("For whom, if for somebody else.", most=LONGEST["on_behalf_of"])] = ""
    phone: Annotated[str, Text("Telephone number.", most=LONGEST["phone"])] = ""
    postal_code: Annotated[str, Text("Postal code.", most=LONGEST["postal_code"])] = ""
    address: Annotated[str, Text("Postal address.", most=LONGEST["address"])] = ""
    document: Annotated[str, Text("Which document is asked for.", most=LONGEST["document"])] = ""
    prefers: Way | None = None


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A registered contact. `token` gives access to it: keep it secret. `answer_by`: when it is answered at the latest."""

    reference: str
    token: str
    received_at: datetime
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a contact."""

    at: datetime
    author: Author
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactState:
    """A contact as its sender may see it."""

    reference: str
    state: State
    kind: Kind
    opened_at: datetime
    answer_by: datetime | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Something more about a contact; one that was answered waits for an answer again."""

    text: Annotated[str, Text("What is added.", least=1, most=LONGEST["text"])]
