"""The house's outbox: each message of the queue names an errand, which is done once."""

from typing import Any

from chalice.app import Blueprint

from chalicelib import integrity_wiring as wiring
from chalicelib.batches import Failures, each_message
from chalicelib.domain.integrity.change import Errand, ErrandKind
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.observe import count, logger
from chalicelib.services.integrity.run_errand import Means, run_errand
from chalicelib.wiring import now

blueprint = Blueprint("app")


@blueprint.on_sqs_message(queue_arn="set-in-infra")
def run_errands(event: Any) -> Failures:
    """Do what the messages name; what cannot be done now comes again."""
    return each_message(event, _run)


def _run(body: Any) -> None:
    means = Means(wiring.errands(), wiring.dossiers(), wiring.executions(), _tell, _take_over, _seal)
    done = run_errand(body["dossier"], body["errand"], means, now())
    if done is None:
        logger.info("nothing to do", dossier=body["dossier"])
        return
    logger.info("errand", dossier=done.dossier, kind=done.kind, attempts=done.attempts)
    count("ErrandsDone")


def _tell(errand: Errand, head: Dossier) -> str:
    from chalicelib.pages.house_letters import HouseLetters
    from chalicelib.services.integrity.find_service import address_of
    from chalicelib.services.integrity.keep_out_named import keep_out_named
    from chalicelib.services.integrity.tell_about_dossier import Voice, tell_about_dossier
    from chalicelib.settings import settings

    if errand.kind is ErrandKind.TELL_SERVICE:
        keep_out_named(head.id, wiring.dossiers(), wiring.investigators().of_service)
    letters = HouseLetters(settings().public_url, settings().mail_domain)
    voice = Voice(wiring.mailer(), wiring.sms_gateway(), letters.write, letters.short, address_of)
    return tell_about_dossier(errand, head, wiring.dossiers(), voice, now())


def _seal(dossier: str) -> None:
    from chalicelib.services.integrity.seal_file import seal_files

    seal_files(dossier, wiring.cellar())


def _take_over(dossier: str, case: str) -> None:
    from chalicelib.services.integrity.take_over_case import Inside, take_over_case

    inside = Inside(wiring.dossiers(), wiring.earlier_links(), wiring.files())
    take_over_case(dossier, case, inside, wiring.outside(), wiring.house())
    logger.info("case taken over", dossier=dossier, case=case)
