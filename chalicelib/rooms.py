"""Which room serves what, in which function: the one table that app.py, packaging and the guard tests read.

A function wakes up with FUNCTION_GROUP set to a name of this table and imports only that group's modules. A REST group
serves the paths that begin with one of its prefixes (the longest prefix wins); an event group serves its handlers.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """The modules that one function imports, and the REST paths or event handlers that it serves."""

    modules: tuple[str, ...]
    paths: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()


GROUPS: Final[dict[str, Group]] = {
    "public": Group(
        (
            "channels.portal",
            "channels.information",
            "channels.mail_form",
            "channels.own_question.question",
            "channels.own_question.files",
            "channels.own_question.data",
        ),
        paths=("/",),
    ),
    "api": Group(("channels.api.about", "channels.api.knowledge", "channels.api.contacts"), paths=("/api",)),
    "desk": Group(
        (
            "backoffice.desk.login",
            "backoffice.desk.work",
            "backoffice.desk.many",
            "backoffice.desk.cases.page",
            "backoffice.desk.cases.answer",
            "backoffice.desk.cases.roads",
            "backoffice.desk.cases.act",
            "backoffice.desk.cases.join",
            "backoffice.desk.cases.refer",
            "backoffice.desk.cases.refer_acts",
            "backoffice.desk.cases.files",
            "backoffice.desk.cases.live",
            "backoffice.desk.cases.original",
            "backoffice.desk.cases.integrity_move",
            "backoffice.desk.register",
            "backoffice.desk.integrity_report",
            "backoffice.desk.organisations",
        ),
        paths=("/desk",),
    ),
    "department": Group(("backoffice.department.page", "backoffice.department.files"), paths=("/doorverwijzing",)),
    "receive_mail": Group(("channels.mail",), handlers=("receive_mail",)),
    "receive_sms": Group(("channels.sms",), handlers=("receive_sms",)),
    "take_sms_event": Group(("jobs.sms_events",), handlers=("take_sms_event",)),
    "hand_over_outbox": Group(("jobs.hand_over",), handlers=("hand_over_outbox",)),
    "send_outbox": Group(("jobs.outbox",), handlers=("send_outbox",)),
    "sweep_outbox": Group(("jobs.sweep",), handlers=("sweep_outbox",)),
    "index_words": Group(("jobs.words",), handlers=("index_words",)),
    "take_mail_event": Group(("jobs.mail_events",), handlers=("take_mail_event",)),
    "take_scan_result": Group(("jobs.scans",), handlers=("take_scan_result",)),
    "remind": Group(("jobs.remind",), handlers=("remind",)),
    "retain": Group(("jobs.retention",), handlers=("retain",)),
    # The confidential house. Only these import its rooms, have its settings, and may touch what it keeps.
    "integrity": Group(
        (
            "channels.integrity.about",
            "channels.integrity.report",
            "channels.integrity.files",
            "channels.integrity.mailbox.page",
            "channels.integrity.mailbox.data",
            "channels.integrity.mailbox.files",
            "channels.integrity.mailbox.earlier",
        ),
        paths=("/integriteit", "/postvak"),
    ),
    "investigation": Group(
        (
            "backoffice.investigation.login",
            "backoffice.investigation.work",
            "backoffice.investigation.dossier",
            "backoffice.investigation.dossier_acts",
            "backoffice.investigation.dossier_identity",
            "backoffice.investigation.dossier_evidence",
            "backoffice.investigation.dossier_export",
            "backoffice.investigation.dossier_code",
            "backoffice.investigation.figures",
        ),
        paths=("/onderzoek",),
    ),
    "take_in_integrity": Group(("channels.integrity.intake",), handlers=("take_in_integrity",)),
    "run_dossier": Group(("jobs.integrity.flow",), handlers=("run_dossier",)),
    "run_errands": Group(("jobs.integrity.errands",), handlers=("run_errands",)),
    "watch_dossiers": Group(("jobs.integrity.watch",), handlers=("watch_dossiers",)),
    "take_dossier_scan": Group(("jobs.integrity.scans",), handlers=("take_dossier_scan",)),
}


def modules_of(group: str) -> tuple[str, ...]:
    """Full names of the modules to import for a group; for "" (packaging, tests) those of all groups."""
    groups = [GROUPS[group]] if group else list(GROUPS.values())
    return tuple(f"chalicelib.{module}" for one in groups for module in one.modules)


def group_of_path(path: str) -> str:
    """The REST group that serves a path: the one with the longest prefix of whole segments."""
    fitting = [
        (len(prefix), name)
        for name, group in GROUPS.items()
        for prefix in group.paths
        if prefix == "/" or path == prefix or path.startswith(prefix + "/")
    ]
    return max(fitting)[1]
