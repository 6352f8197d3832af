"""An answer as an SMS: its text, and how much room it takes, in words."""

from dataclasses import dataclass

from chalicelib import wiring
from chalicelib.domain.case import CaseFile
from chalicelib.domain.outbox import Notice
from chalicelib.domain.sms import Alphabet, plain, size_of
from chalicelib.pages import t
from chalicelib.pages.short_texts import ShortTexts
from chalicelib.settings import settings


@dataclass(frozen=True, slots=True)
class Short:
    """`text`: as it is sent; `size`: what an agent must know of it."""

    text: str
    size: str


def texts_of() -> ShortTexts:
    """Who writes our SMS."""
    return ShortTexts(settings().public_url, wiring.calendar())


def short(notice: Notice, file: CaseFile) -> Short:
    """The SMS of an answer: the last one of the file."""
    texts = texts_of()
    text, given = texts.write(notice, file), texts.whole(file, file.answers[-1])
    size = size_of(text)
    said = [t("desk_case.sms.size", n=size.parts, units=size.units, room=size.room)]
    if file.answers[-1].files:
        said.append(t("desk_case.sms.files"))
    elif text != given:
        said.append(t("desk_case.sms.too_long", n=size_of(given).parts))
    elif size.alphabet is Alphabet.UCS2:
        said.append(t("desk_case.sms.signs"))
    elif given != plain(texts.said(file, file.answers[-1])):
        said.append(t("desk_case.sms.accents"))
    return Short(text, " ".join(said))
