"""Every quarter of an hour: the clocks of referrals ring, so that nobody waits for a department for ever."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.referral import Referral, Step
from chalicelib.errors import Busy
from chalicelib.observe import count, logger, where
from chalicelib.services.ring_clock import ring_clock, ringing

blueprint = Blueprint("app")
BROKEN: Final = "broken"


@blueprint.schedule("rate(15 minutes)")
def remind(_event: Any) -> None:
    """Ring what is due. What breaks fails the whole at its end, and rings again."""
    desk, cases = wiring.desk(), wiring.cases()
    done = ring_each(ringing(cases, desk), lambda referral: ring_clock(referral, cases, desk))
    logger.info("clocks", reminded=done[Step.REMIND], signs=done[Step.SIGN], broken=done[BROKEN])
    if done[Step.SIGN]:
        count("ReferralsSilent", done[Step.SIGN])
    if done[BROKEN]:
        raise Busy("some clocks did not ring")


def ring_each(listed: Iterable[Referral], ring: Callable[[Referral], Step | None]) -> Counter[str]:
    """How often what was done; BROKEN counts those that failed, which keep none of the others waiting."""
    done: Counter[str] = Counter()
    for referral in listed:
        try:
            step = ring(referral)
        except Exception as error:  # noqa: BLE001  # whatever it is, the others must be heard
            logger.error("clock failed", case=referral.case, referral=referral.id, where=where(error))
            done[BROKEN] += 1
            continue
        done.update([step] if step else [])
    return done
