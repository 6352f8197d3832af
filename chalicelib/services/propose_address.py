"""An agent enters the address of an organisation; it counts once somebody else has confirmed it."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.facts import is_email
from chalicelib.domain.hours import BRUSSELS
from chalicelib.domain.organisation import Organisation, Proposal
from chalicelib.errors import NotPossibleNow, Rejected

if TYPE_CHECKING:
    from chalicelib.stores.organisations import OrganisationStore


def propose_address(
    organisation: Organisation, typed: str, agent: Agent, store: "OrganisationStore", own_domain: str, at: datetime
) -> None:
    """Keep the address until it is confirmed; the same again changes nothing, and the agent's own earlier one is replaced.

    `own_domain`: that of our own mail, where a referral would come back to us as a question. Raises Rejected,
    NotPossibleNow for an organisation that is no more, ChangedMeanwhile where the address of a colleague waits.
    """
    email = typed.strip()
    if organisation.over(at.astimezone(BRUSSELS).date()):
        raise NotPossibleNow(organisation.code)
    if not is_email(email):
        raise Rejected({"email": "desk_org.error.email"})
    if email.rpartition("@")[2].lower() == own_domain.lower():
        raise Rejected({"email": "desk_org.error.own_address"})
    if email.lower() == organisation.email.lower():
        raise Rejected({"email": "desk_org.error.same_address"})
    store.propose(Proposal(organisation.code, email, agent.id, agent.name))
