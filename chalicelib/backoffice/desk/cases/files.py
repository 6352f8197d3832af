"""Files of a case: downloaded only where they are safe, or where a supervisor released them with a reason."""

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import View, show
from chalicelib.backoffice.desk.cases.timeline import file_of
from chalicelib.domain.contact import OPENABLE
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.observe import logger
from chalicelib.services.open_case import open_case
from chalicelib.services.release_file import release_file

blueprint = Blueprint("app")

LINK_SECONDS: Final = 60
SAFE_TYPE: Final = "application/octet-stream"  # of what was released: no program of the agent's opens it by itself


@access.route(blueprint, "/desk/zaak/{case}/bestand/{file}")
def open_file(request: web.Request, case: str, file: str) -> Response:
    """Send the browser to an address that downloads the file for a minute. Raises NotFound, NotPossibleNow, Busy."""
    found = file_of(open_case(case, wiring.cases()), file)
    if found.scan not in OPENABLE:
        raise NotPossibleNow(file)
    logger.info("file opened", case=case, file=file, agent=request.who.agent.id)
    type_ = SAFE_TYPE if found.reason else found.type
    link = wiring.files().link(found.key, name=found.name, type_=type_, seconds=LINK_SECONDS, version=found.version)
    return web.redirect(link)


@access.route(blueprint, "/desk/zaak/{case}/bestand/{file}/vrijgeven", access=access.SUPERVISOR, methods=("POST",))
def release(request: web.Request, case: str, file: str) -> Response:
    """A supervisor releases a file that no scanner could judge."""
    holder = open_case(case, wiring.cases()).holder(file)
    reason = request.form.get("reason", "")
    try:
        release_file(holder, file, reason, request.who.agent, wiring.cases(), wiring.scans(), wiring.now())
    except Rejected as error:
        fields = {f"release-{file}": key for key in error.fields.values()}
        return show(request, case, View(status=422, errors=fields, typed={f"release-{file}": reason}))
    except (NotPossibleNow, ChangedMeanwhile):
        return show(request, case, View(status=409, refused=True))
    return web.redirect(f"/desk/zaak/{case}", klaar="file_released")
