"""Every test stands alone: no network outside tests/integration, tests/browser and tests/bench, no settings from outside."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

pytest_plugins = ["tests.available", "tests.deployment", "tests.spread"]

# A test that fails because the machine is busy proves nothing.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "contact1700",
    "POWERTOOLS_METRICS_NAMESPACE": "Contact1700",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "TABLE": "contacts",
    "MAIL_BUCKET": "mail",
    "FILES_BUCKET": "files",
    "FILES_URL": "",
    "STATIC_BUCKET": "static",
    "KNOWLEDGE_BUCKET": "knowledge",
    "KNOWLEDGE_INDEX": "tantivy",
    "OPENSEARCH_URL": "",
    "OUTBOX_QUEUE_URL": "https://sqs.test/outbox",
    "WORDS_QUEUE_URL": "https://sqs.test/words",
    "SMS_QUEUE_URL": "https://sqs.test/sms",
    "SMS_NUMBER": "+32460001700",
    "SECRET_NAME": "keys",
    "PUBLIC_URL": "https://1700.test",
    "MAIL_DOMAIN": "1700.test",
    "PUBLIC_ADDRESS": "vraag@1700.test",
    "CONFIGURATION_SET": "contact1700",
    "LOGIN_URL": "https://login.test/oauth2/authorize",
    "TOKEN_URL": "https://login.test/oauth2/token",
    "OIDC_CLIENT_ID": "desk",
    "OIDC_ISSUER": "https://login.test/pool",
    "CONNECT_ORIGINS": "",
    "INTEGRITY_GATE": "take-in-integrity",
    "DOSSIERS_TABLE": "dossiers",
    "DOSSIER_KEYS_TABLE": "dossier-keys",
    "DOSSIER_KEY": "dossiers",
    "SIGNING_KEY": "exports",
    "INTEGRITY_BUCKET": "integrity",
    "INTEGRITY_FILES_URL": "",
    "INTEGRITY_SECRET_NAME": "integrity-keys",
    "ERRANDS_QUEUE_URL": "https://sqs.test/errands",
    "DOSSIER_MACHINE": "arn:aws:states:eu-central-1:123456789012:stateMachine:dossier",
    "INTEGRITY_DEADLINES": "",
    "INVESTIGATORS_CLIENT_ID": "investigators",
    "INVESTIGATORS_ISSUER": "https://login.test/investigators",
    "INVESTIGATORS_LOGIN_URL": "https://login.test/investigators/oauth2/authorize",
    "INVESTIGATORS_TOKEN_URL": "https://login.test/investigators/oauth2/token",
}


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a function, the same for every test."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
