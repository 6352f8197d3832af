"""Builds the stores of the confidential house. Only its own rooms import this module (a guard test says so)."""

from functools import cache
from typing import TYPE_CHECKING

from chalicelib.domain.integrity.clocks import Deadlines, read_deadlines
from chalicelib.integrity_settings import integrity_settings
from chalicelib.services.integrity.step_dossier import House
from chalicelib.stores.clients import client
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.integrity.dossiers import DossierStore
from chalicelib.stores.integrity.errands import Errands
from chalicelib.stores.integrity.sealing import Keys
from chalicelib.stores.limits import Limits
from chalicelib.stores.secret import read_secret
from chalicelib.wiring import now as now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.integrity.change import Errand
    from chalicelib.domain.integrity.entry import Evidence
    from chalicelib.services.forget_case import Outside
    from chalicelib.services.integrity.seal_file import Cellar
    from chalicelib.stores.identity import TokenEndpoint
    from chalicelib.stores.integrity.earlier_links import EarlierLinks
    from chalicelib.stores.integrity.executions import Executions
    from chalicelib.stores.integrity.guesses import Guesses
    from chalicelib.stores.integrity.house_files import HouseFiles
    from chalicelib.stores.integrity.investigators import Investigators
    from chalicelib.stores.integrity.signing import Signer
    from chalicelib.stores.logins import Logins
    from chalicelib.stores.mailer import Mailer
    from chalicelib.stores.queues import Queue
    from chalicelib.stores.sessions import Sessions
    from chalicelib.stores.sms_gateway import SmsGateway


@cache
def table() -> DynamoTable:
    return DynamoTable(client("dynamodb"), integrity_settings().dossiers_table)


@cache
def keys() -> Keys:
    wrapped = DynamoTable(client("dynamodb"), integrity_settings().dossier_keys_table)
    return Keys(client("kms"), wrapped, integrity_settings().dossier_key)


@cache
def dossiers() -> DossierStore:
    return DossierStore(table(), keys(), hand_over)


def hand_over(errands: "Sequence[Errand]") -> None:
    """Put errands on the queue; what it does not take, and what is for later, the sweeper finds."""
    from chalicelib.domain.message import Message

    due = [one for one in errands if one.not_before <= now()]
    errands_queue().send([Message({"dossier": one.dossier, "errand": one.id}) for one in due])


@cache
def errands() -> Errands:
    return Errands(table())


@cache
def limits() -> Limits:
    """Counters of the house: they stand in its own table."""
    return Limits(table())


@cache
def guesses() -> "Guesses":
    """Tries at receipt codes."""
    from chalicelib.stores.integrity.guesses import Guesses

    return Guesses(table())


@cache
def investigators() -> "Investigators":
    from chalicelib.stores.integrity.investigators import Investigators

    return Investigators(table(), client("kms"), integrity_settings().dossier_key)


@cache
def sessions() -> "Sessions":
    """Who is in the investigators' rooms."""
    from chalicelib.domain.integrity.access import IDLE
    from chalicelib.stores.sessions import Sessions

    return Sessions(table(), IDLE)


@cache
def logins() -> "Logins":
    """Logins of investigators under way."""
    from chalicelib.stores.logins import Logins

    return Logins(table())


@cache
def identity() -> "TokenEndpoint":
    """The identity provider of investigators."""
    from chalicelib.stores.identity import TokenEndpoint

    return TokenEndpoint(integrity_settings().investigators_token_url, integrity_settings().investigators_client_id)


@cache
def secret() -> bytes:
    """The house's own secret; no other function can read it."""
    return read_secret(client("secretsmanager"), integrity_settings().integrity_secret_name)


@cache
def deadlines() -> Deadlines:
    return read_deadlines(integrity_settings().integrity_deadlines)


@cache
def files() -> "HouseFiles":
    """What was sent to the house: as it came, until it is sealed; and sealed."""
    from chalicelib.stores.integrity.house_files import HouseFiles

    return HouseFiles(client("s3"), integrity_settings().integrity_bucket, integrity_settings().integrity_files_url)


def cellar() -> "Cellar":
    """Where files are sealed."""
    from chalicelib.services.integrity.seal_file import Cellar
    from chalicelib.stores.integrity.house_scans import HouseScans

    return Cellar(dossiers(), keys(), files(), HouseScans(table()))


@cache
def signer() -> "Signer":
    """Signs exports."""
    from chalicelib.stores.integrity.signing import Signer

    return Signer(client("kms"), integrity_settings().signing_key)


def contents(dossier: str, file: "Evidence") -> bytes:
    """A file as it was before it was sealed. Raises NotPossibleNow where it is not clean, NotFound where the dossier's key is
    gone, Busy."""
    from chalicelib.services.integrity.open_file import open_file

    return open_file(dossier, file, keys(), files())


def opened(dossier: str, file: "Evidence") -> str:
    """An address that downloads a file for a minute; the copy behind it goes by itself. Raises as contents does."""
    from secrets import token_hex

    from chalicelib.services.integrity.open_file import lend_file

    return lend_file(dossier, file, token_hex(32), keys(), files())


@cache
def errands_queue() -> "Queue":
    from chalicelib.stores.queues import Queue

    return Queue(client("sqs"), integrity_settings().errands_queue_url)


@cache
def executions() -> "Executions":
    """What follows dossiers."""
    from chalicelib.stores.integrity.executions import Executions

    return Executions(client("stepfunctions"), integrity_settings().dossier_machine)


@cache
def mailer() -> "Mailer":
    """Mail of the house. Without a configuration set no event says outside the house to whom it went; and what comes back goes
    where nothing is taken in, not to the public address, where it would be a case with the reporter's address."""
    from chalicelib.domain.letter import NOBODY_READS
    from chalicelib.settings import settings
    from chalicelib.stores.mailer import Mailer

    told = settings()
    return Mailer(client("sesv2"), told.public_address, "", returns=f"{NOBODY_READS}@{told.mail_domain}")


@cache
def sms_gateway() -> "SmsGateway":
    """SMS of the house, of which no event is told either."""
    from chalicelib.settings import settings
    from chalicelib.stores.sms_gateway import EndUserMessaging

    return EndUserMessaging(client("pinpoint-sms-voice-v2"), settings().sms_number, "")


@cache
def earlier_links() -> "EarlierLinks":
    """Links to cases that moved into the house."""
    from chalicelib.stores.integrity.earlier_links import EarlierLinks

    return EarlierLinks(table())


def outside() -> "Outside":
    """Where parts of a case lie that moves into the house, which reads and erases them by its own rights."""
    from chalicelib import wiring as ordinary
    from chalicelib.services.forget_case import Outside

    return Outside(
        cases=ordinary.cases(),
        scans=ordinary.scans(),
        files=ordinary.files(),
        mails=ordinary.raw_mail(),
        idempotency=ordinary.idempotency(),
        limits=ordinary.limits(),
        talks=ordinary.conversations(),
        parts=ordinary.sms_parts(),
        presence=ordinary.presence(),
        erasures=ordinary.erasures(),
        loose=ordinary.loose_files(),
        secret=ordinary.secret(),
    )


def house() -> House:
    """What deciding needs, at this moment."""
    return House(secret(), deadlines(), now())
