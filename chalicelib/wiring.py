"""Builds the stores from the settings, each when it is first used: the only module that knows both."""

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.domain.hours import Calendar, default_calendar
from chalicelib.services.register_contact import Desk
from chalicelib.settings import settings
from chalicelib.stores.cases import CaseStore
from chalicelib.stores.clients import client
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.limits import Limits
from chalicelib.stores.outbox import OutboxStore
from chalicelib.stores.secret import read_secret

if TYPE_CHECKING:
    from chalicelib.stores.conversations import Conversations
    from chalicelib.stores.erasures import Erasures
    from chalicelib.stores.feedback import FeedbackStore
    from chalicelib.stores.files import FileStore
    from chalicelib.stores.idempotency import Idempotency
    from chalicelib.stores.identity import TokenEndpoint
    from chalicelib.stores.integrity_gate import IntegrityGate
    from chalicelib.stores.knowledge import KnowledgeIndex
    from chalicelib.stores.logins import Logins
    from chalicelib.stores.loose_files import LooseFiles
    from chalicelib.stores.mailer import Mailer
    from chalicelib.stores.organisations import OrganisationStore
    from chalicelib.stores.presence import Presence
    from chalicelib.stores.queues import Queue
    from chalicelib.stores.scans import ScanStore
    from chalicelib.stores.sessions import Sessions
    from chalicelib.stores.sms_gateway import SmsGateway
    from chalicelib.stores.sms_parts import SmsParts
    from chalicelib.stores.word_index import WordIndex
    from chalicelib.stores.worklists import Worklists

GATE_PATIENCE = 20  # seconds: the house's function starts, draws a key and seals


def now() -> datetime:
    """The time, for handlers: nothing below them asks for it."""
    return datetime.now(UTC)


@cache
def table() -> DynamoTable:
    return DynamoTable(client("dynamodb"), settings().table)


@cache
def cases() -> CaseStore:
    return CaseStore(table())


@cache
def outbox() -> OutboxStore:
    return OutboxStore(table())


@cache
def limits() -> Limits:
    return Limits(table())


@cache
def feedback() -> "FeedbackStore":
    from chalicelib.stores.feedback import FeedbackTable

    return FeedbackTable(table())


@cache
def knowledge() -> "KnowledgeIndex":
    """The index that the deployment chose; the other one is never imported."""
    if settings().knowledge_index == "opensearch":
        from chalicelib.stores.knowledge_opensearch import OpenSearchIndex, connect

        return OpenSearchIndex(connect(settings().opensearch_url))
    from chalicelib.stores.knowledge_tantivy import TantivyIndex

    return TantivyIndex.from_bucket(client("s3"), settings().knowledge_bucket)


@cache
def idempotency() -> "Idempotency":
    from chalicelib.stores.idempotency import Idempotency

    return Idempotency(table())


@cache
def outbox_queue() -> "Queue":
    from chalicelib.stores.queues import Queue

    return Queue(client("sqs"), settings().outbox_queue_url)


@cache
def words_queue() -> "Queue":
    from chalicelib.stores.queues import Queue

    return Queue(client("sqs"), settings().words_queue_url)


@cache
def loose_files() -> "LooseFiles":
    """Where files may have been left that no message came for."""
    from chalicelib.stores.loose_files import LooseFiles

    return LooseFiles(table())


@cache
def erasures() -> "Erasures":
    """Which cases must be erased when."""
    from chalicelib.stores.erasures import Erasures

    return Erasures(table())


@cache
def sessions() -> "Sessions":
    """Who is logged in at the desk."""
    from chalicelib.stores.sessions import Sessions

    return Sessions(table())


@cache
def logins() -> "Logins":
    """Logins under way."""
    from chalicelib.stores.logins import Logins

    return Logins(table())


@cache
def identity() -> "TokenEndpoint":
    """The identity provider of those who work at the desk."""
    from chalicelib.stores.identity import TokenEndpoint

    return TokenEndpoint(settings().token_url, settings().oidc_client_id)


@cache
def presence() -> "Presence":
    """Who has which case open."""
    from chalicelib.stores.presence import Presence

    return Presence(table())


@cache
def organisations() -> "OrganisationStore":
    """Who is who in government."""
    from chalicelib.stores.organisations import OrganisationStore

    return OrganisationStore(table())


@cache
def worklists() -> "Worklists":
    """Cases as agents list them."""
    from chalicelib.stores.worklists import Worklists

    return Worklists(table())


@cache
def words() -> "WordIndex":
    from chalicelib.stores.word_index import WordIndex

    return WordIndex(table(), secret())


@cache
def secret() -> bytes:
    return read_secret(client("secretsmanager"), settings().secret_name)


@cache
def files() -> "FileStore":
    """Files that citizens and agents send."""
    from chalicelib.stores.files import FileStore

    return FileStore(client("s3"), settings().files_bucket, settings().files_url)


@cache
def scans() -> "ScanStore":
    """What scanners say of files, before and after a case has them."""
    from chalicelib.stores.scans import ScanStore

    return ScanStore(table())


@cache
def raw_mail() -> "FileStore":
    """Mails as they came in."""
    from chalicelib.stores.files import FileStore

    return FileStore(client("s3"), settings().mail_bucket)


@cache
def mailer() -> "Mailer":
    from chalicelib.stores.mailer import Mailer

    return Mailer(client("sesv2"), settings().public_address, settings().configuration_set)


@cache
def sms_gateway() -> "SmsGateway":
    from chalicelib.stores.sms_gateway import EndUserMessaging

    return EndUserMessaging(client("pinpoint-sms-voice-v2"), settings().sms_number, settings().configuration_set)


@cache
def conversations() -> "Conversations":
    """Which case is talked about by SMS, and who wants none."""
    from chalicelib.stores.conversations import Conversations

    return Conversations(table())


@cache
def sms_parts() -> "SmsParts":
    """Parts of long SMS that wait for each other."""
    from chalicelib.stores.sms_parts import SmsParts

    return SmsParts(table())


@cache
def sms_queue() -> "Queue":
    from chalicelib.stores.queues import Queue

    return Queue(client("sqs"), settings().sms_queue_url)


@cache
def integrity_gate() -> "IntegrityGate":
    """The one door of the confidential house, for the desk."""
    from chalicelib.settings import gate_settings
    from chalicelib.stores.integrity_gate import IntegrityGate

    return IntegrityGate(client("lambda", GATE_PATIENCE), gate_settings().integrity_gate)


def calendar() -> Calendar:
    return default_calendar()


def desk() -> Desk:
    """What deciding needs, at this moment."""
    return Desk(secret(), calendar(), now())
