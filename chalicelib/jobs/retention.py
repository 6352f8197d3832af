"""Every night: what was kept long enough ends, and goes."""

from typing import Any, Final

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.observe import count, logger
from chalicelib.services.drop_loose_files import drop_loose_files
from chalicelib.services.end_quiet_cases import end_quiet_cases
from chalicelib.services.erase_case import Shelves
from chalicelib.services.retain_cases import past_retention, retain_cases

blueprint = Blueprint("app")

TO_FINISH: Final = 20_000  # milliseconds that are left for the proof


@blueprint.schedule("cron(15 3 * * ? *)")
def retain(event: Any) -> None:
    """End cases on which nothing happened for long, erase those whose day has passed, and prove that none is left; delete
    the files of forms that were never sent.

    What does not fit in the function's time goes the next night; the metric PastRetention then says how much there is.
    """
    at = wiring.now()
    ended = end_quiet_cases(wiring.cases(), at)
    shelves = Shelves(wiring.cases(), wiring.scans(), wiring.files(), wiring.raw_mail())
    erased = retain_cases(shelves, wiring.erasures(), at, go_on=lambda: _time_left(event) > TO_FINISH)
    left = past_retention(wiring.cases(), wiring.erasures(), at)
    count("CasesErased", erased)
    count("PastRetention", left)
    logger.info("retention", ended=ended, erased=erased, left=left)
    dropped = drop_loose_files(shelves, wiring.loose_files(), at, go_on=lambda: _time_left(event) > TO_FINISH)
    logger.info("loose files", dropped=dropped)


def _time_left(event: Any) -> int:
    return int(event.context.get_remaining_time_in_millis())
