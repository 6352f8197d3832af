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
    """Erase the cases whose day has passed, and prove that none is left; end those on which nothing happened for long, and
    delete the files of forms that were never sent.

    What does not fit in the function's time goes the next night; the metric PastRetention then says how much there is.
    """
    at = wiring.now()
    shelves = Shelves(wiring.cases(), wiring.scans(), wiring.files(), wiring.raw_mail())

    def go_on() -> bool:
        return int(event.context.get_remaining_time_in_millis()) > TO_FINISH

    erased = retain_cases(shelves, wiring.erasures(), at, go_on)
    left = past_retention(wiring.cases(), wiring.erasures(), at)
    count("CasesErased", erased)
    count("PastRetention", left)
    logger.info("retention", erased=erased, left=left)
    logger.info("quiet cases", ended=end_quiet_cases(wiring.cases(), at, go_on))
    logger.info("loose files", dropped=drop_loose_files(shelves, wiring.loose_files(), at, go_on))
