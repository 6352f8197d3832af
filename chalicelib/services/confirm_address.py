"""Somebody who may confirms the address that an agent entered for an organisation, or refuses it.

A referral carries what a citizen wrote: to whom it may go is never decided by one person alone.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.agent import Agent
from chalicelib.domain.organisation import Proposal
from chalicelib.errors import ChangedMeanwhile, NotAllowed

if TYPE_CHECKING:
    from chalicelib.stores.organisations import OrganisationStore


def confirm_address(code: str, email: str, agent: Agent, store: "OrganisationStore", at: datetime) -> None:
    """From now on referrals to the organisation go to this address. `email`: the address as it was shown.

    Raises NotAllowed for who entered it, ChangedMeanwhile where it does not wait any more, NotFound.
    """
    proposal = _as_shown(code, email, store)
    if proposal.by == agent.id:
        raise NotAllowed("own address")
    store.confirm(proposal, agent.id, at)


def refuse_address(code: str, email: str, store: "OrganisationStore") -> None:
    """The address is not used. Raises ChangedMeanwhile where it does not wait any more."""
    store.refuse(_as_shown(code, email, store))


def take_back_address(code: str, email: str, agent: Agent, store: "OrganisationStore") -> None:
    """Who entered the address does not want it any more. Raises NotAllowed for a colleague's, ChangedMeanwhile."""
    proposal = _as_shown(code, email, store)
    if proposal.by != agent.id:
        raise NotAllowed("a colleague's address")
    store.refuse(proposal)


def _as_shown(code: str, email: str, store: "OrganisationStore") -> Proposal:
    proposal = store.proposal(code)
    if proposal is None or proposal.email != email:
        raise ChangedMeanwhile(code)
    return proposal
