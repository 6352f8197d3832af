"""Contacts for other programs: register one, follow it with its token, say more."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.channels.api.bodies import Author, ContactState, KeptContact, Message, NewContact, NewMessage, State
from chalicelib.channels.api.operations import KEY_HEADER, operation
from chalicelib.channels.api.schema import plain, read
from chalicelib.domain import ids
from chalicelib.domain.case import Case
from chalicelib.domain.case_states import Status
from chalicelib.domain.contact import Channel
from chalicelib.domain.facts import LONGEST
from chalicelib.domain.form_input import typed, typed_line
from chalicelib.domain.form_key import FormKey
from chalicelib.domain.links import Holder
from chalicelib.domain.own_view import Said, said_in
from chalicelib.errors import NotFound, NotLoggedIn, Rejected
from chalicelib.services.add_to_case import Addition, keep_addition
from chalicelib.services.open_case import open_case
from chalicelib.services.open_question import open_question, trade_token
from chalicelib.services.send_message import Message as Sent
from chalicelib.services.send_message import keep_message, refuse_faults

blueprint = Blueprint("app")

KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,100}")
MANY_LINES: Final = frozenset({"text", "document", "address"})


@dataclass(frozen=True, slots=True)
class Bearer:
    """The token of a contact, in the Authorization header."""

    name: str = "contact's token"

    def admit(self, request: web.Request) -> Holder:
        """Raises NotLoggedIn without a token, LinkNotValid with a wrong one."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotLoggedIn
        return trade_token(token.strip(), wiring.cases(), wiring.now())


BEARER: Final = Bearer()


@operation(
    blueprint,
    "/contacts",
    method="POST",
    summary="Register a contact",
    takes=NewContact,
    gives=KeptContact,
    status=201,
    keyed=True,
    errors=(429,),
)
def register_contact(request: web.Request) -> Response:
    """Register it; its sender gets a copy by mail. Raises Rejected, KeyReused, TooMany, Busy."""
    new = read(NewContact, request.json)
    facts = {name: (typed if name in MANY_LINES else typed_line)(getattr(new, name) or "") for name in LONGEST}
    message = Sent(
        key=None,
        kind=new.kind,
        requester=new.requester,
        facts={name: told for name, told in facts.items() if told},
        network=request.address,
        correlation=request.id,
        channel=Channel.API,
    )
    refuse_faults(message)  # first: a body that is mended may come with the same key
    receipt = keep_message(message, _key(request), wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())
    case = wiring.cases().head(receipt.case)
    kept = KeptContact(receipt.reference, receipt.link, case.opened_at, case.due_at)
    return web.data(plain(kept), status=201)


@operation(
    blueprint,
    "/contacts/{reference}",
    summary="Follow a contact",
    gives=ContactState,
    access=BEARER,
    bearer=True,
)
def read_contact(request: web.Request, reference: str) -> Response:
    """Its state and messages. Raises NotFound, LinkNotValid, Busy."""
    return web.data(plain(_state(_own(request, reference))))


@operation(
    blueprint,
    "/contacts/{reference}/messages",
    method="POST",
    summary="Say more about a contact",
    takes=NewMessage,
    gives=ContactState,
    status=201,
    access=BEARER,
    bearer=True,
    keyed=True,
    errors=(409, 429),
)
def add_message(request: web.Request, reference: str) -> Response:
    """Add a message. Raises Rejected, KeyReused, NotFound, TooMany, Busy."""
    new, case = read(NewMessage, request.json), _own(request, reference)
    addition = Addition(None, typed(new.text), case.subject, correlation=request.id, channel=Channel.API)
    keep_addition(case, addition, _key(request), wiring.cases(), wiring.scans(), wiring.limits(), wiring.desk())
    return web.data(plain(_state(wiring.cases().head(case.id))), status=201)


def _own(request: web.Request, reference: str) -> Case:
    """The case of the token, if the address names it too."""
    case = open_question(request.who, wiring.cases(), wiring.now())
    if ids.read_reference(reference) not in (case.id, request.who.case):
        raise NotFound
    return case


def _state(case: Case) -> ContactState:
    at = wiring.now()
    opened = open_case(case.id, wiring.cases())
    said = said_in(opened.whole, at, opened.entries)
    states = {Status.ANSWERED: State.ANSWERED, Status.CLOSED: State.CLOSED}
    return ContactState(
        reference=ids.shown_reference(case.id),
        state=states.get(case.status, State.WAITING),
        kind=case.kind,
        opened_at=case.opened_at,
        answer_by=case.due_at,
        messages=tuple(
            Message(
                one.at,
                _author(one),
                one.text,
                tuple(source.url or source.title for source in one.sources),
            )
            for one in said
        ),
    )


def _author(said: Said) -> Author:
    if said.by:
        return Author.DEPARTMENT
    return Author.SERVICE if said.ours else Author.SENDER


def _key(request: web.Request) -> FormKey:
    """What our ids are derived from: the sender's key, and when it first came. The same call again is then the same
    contact, and nothing of it needs to be kept beside the contact itself. Raises Rejected without a key, KeyReused.
    """
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.fullmatch(key):
        raise Rejected({"Idempotency-Key": "api.key_missing"})
    whose = request.who.case if request.who else ""
    drawn = hashlib.sha256(f"{whose}\x00{key}".encode()).hexdigest()[:32]
    store, name = wiring.idempotency(), f"api:{drawn}"
    first = store.earlier(name, request.body)
    if first is None:
        store.keep(name, request.body, wiring.now().isoformat(), wiring.now())
        first = store.earlier(name, request.body)
    return FormKey(drawn, datetime.fromisoformat(str(first)))
