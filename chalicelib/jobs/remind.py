"""Every quarter of an hour: the clocks of referrals ring, so that nobody waits for a department for ever."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.referral import Step
from chalicelib.errors import Busy
from chalicelib.observe import count, logger, where
from chalicelib.services.ring_clock import ring_clock, ringing

blueprint = Blueprint("app")


@blueprint.schedule("rate(15 minutes)")
def remind(_event: Any) -> None:
    """Ring what is due. One that breaks keeps none of the others waiting; it fails the whole at the end, and rings again."""
    desk, done, broken = wiring.desk(), [], 0
    for referral in ringing(wiring.cases(), desk):
        try:
            done.append(ring_clock(referral, wiring.cases(), desk))
        except Exception as error:  # noqa: BLE001  # whatever it is, the others must be heard
            logger.error("clock failed", case=referral.case, referral=referral.id, where=where(error))
            broken += 1
    signs = done.count(Step.SIGN)
    logger.info("clocks", reminded=done.count(Step.REMIND), signs=signs, broken=broken)
    if signs:
        count("ReferralsSilent", signs)
    if broken:
        raise Busy("some clocks did not ring")
