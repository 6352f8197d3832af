"""The files of a mail are put into the files bucket, under keys of ids and with names that do no harm."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib.domain.contact import Contact, FileRef
from chalicelib.domain.file_names import ANY_TYPE, NAMELESS, TYPES, safe_name, type_of
from chalicelib.domain.flags import Flag

if TYPE_CHECKING:
    from chalicelib.domain.mail import Mail
    from chalicelib.stores.files import FileStore

MOST_FILES: Final = 40  # a transaction takes 100 items
_TYPE_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/")


def keep_mail_files(contact: Contact, mail: "Mail", files: "FileStore") -> Contact:
    """The contact with its files, put where scanners look; twice is once. Raises Busy."""
    refs = []
    for number, attachment in enumerate(mail.attachments[:MOST_FILES], 1):
        name = safe_name(attachment.name or _name_by_type(attachment.type))
        type_ = attachment.type if "/" in attachment.type and set(attachment.type) <= _TYPE_LETTERS else ANY_TYPE
        file = FileRef(
            id=f"{contact.id}-{number:02d}",
            key=f"mail/{contact.id}/{number:02d}",
            name=name,
            type=(type_of(name) or ANY_TYPE) if type_ == ANY_TYPE else type_[:100],
            size=len(attachment.body),
        )
        files.put(file.key, attachment.body, file.type)
        refs.append(file)
    more = {Flag.TRUNCATED} if len(mail.attachments) > MOST_FILES else set()
    return replace(contact, files=tuple(refs), flags=contact.flags | more)


def _name_by_type(type_: str) -> str:
    """A name for a file that came without one, so that a program can open it."""
    found = next((extension for extension, one in {**TYPES, "ics": "text/calendar"}.items() if one == type_), "")
    return f"{NAMELESS}.{found}" if found else NAMELESS
