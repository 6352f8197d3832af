"""The SMS that 1700 sends: what each template says, in as few parts as it can be."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.case import Answer, CaseFile
from chalicelib.domain.contact import Channel
from chalicelib.domain.hours import Calendar, next_opening
from chalicelib.domain.links import question_link
from chalicelib.domain.outbox import Notice, Template
from chalicelib.domain.referral_notices import asked_at_once
from chalicelib.domain.sms import size_of, written
from chalicelib.errors import NotFound
from chalicelib.pages.catalogue import t
from chalicelib.pages.words import day_words

MOST_PARTS: Final = 4  # of an answer; what is longer is read by its link, as it costs the reader patience and us money

SPOKEN: Final = frozenset({Template.DEPARTMENT_ANSWER, Template.DEPARTMENT_ASKS})


@dataclass(frozen=True, slots=True)
class ShortTexts:
    """Writes the text of an SMS."""

    public_url: str
    calendar: Calendar

    def write(self, notice: Notice, file: CaseFile) -> str:
        """The text of a notice, as it is given to the gateway. Raises NotFound where what it is about is gone."""
        if notice.template is Template.SMS_CLOSED:
            return written(self._closed(notice, file))
        if notice.template is Template.ANSWER:
            return self._answer(notice, file)
        if notice.template is Template.REFERRED:
            return self._referred(notice, file)
        if notice.template in SPOKEN:
            return self._spoken(notice, file)
        return written(t("sms.news", link=self._link(notice)) if notice.link else t("sms.news_call"))

    def _closed(self, notice: Notice, file: CaseFile) -> str:
        contact = next((one for one in file.contacts if one.id == notice.entry), None)
        if contact is None:
            raise NotFound(notice.entry)
        opens = next_opening(contact.received_at, self.calendar)
        return t("sms.closed", day=day_words(opens), hour=opens.hour)

    def _referred(self, notice: Notice, file: CaseFile) -> str:
        at_once = asked_at_once(notice, file)
        names, due = ", ".join(one.name for one in at_once), max(one.due_at for one in at_once)
        text = written(t("sms.referred", names=names, day=day_words(due), link=self._link(notice)))
        return text if size_of(text).parts <= MOST_PARTS else written(t("sms.news", link=self._link(notice)))

    def _answer(self, notice: Notice, file: CaseFile) -> str:
        answer = next((one for one in file.answers if one.id == notice.entry), None)
        if answer is None:
            raise NotFound(notice.entry)
        if answer.files:
            return written(t("sms.answer_files", link=self._link(notice)))
        whole = self.whole(file, answer)
        return whole if size_of(whole).parts <= MOST_PARTS else written(t("sms.answer_long", link=self._link(notice)))

    def _spoken(self, notice: Notice, file: CaseFile) -> str:
        """A department's own words where they fit, else where they can be read."""
        entry = next((one for one in file.entries if one.id == notice.entry), None)
        who = next((one.name for one in file.referrals if entry and one.id == entry.referral), "")
        if entry is None or not who:
            raise NotFound(notice.entry)
        whole = written(t(f"sms.{notice.template}", name=who, text=entry.text))
        if size_of(whole).parts <= MOST_PARTS and not entry.files:
            return whole
        return written(t(f"sms.{notice.template}_long", name=who, link=self._link(notice)))

    def whole(self, file: CaseFile, answer: Answer) -> str:
        """An answer as it is sent where it is not too long."""
        return written(self.said(file, answer))

    def said(self, file: CaseFile, answer: Answer) -> str:
        """An answer as it was typed; to who did not ask by SMS it says what it is about."""
        if file.case.channel is Channel.SMS:
            return answer.text
        return t("sms.answer_about", subject=file.case.subject, text=answer.text)

    def _link(self, notice: Notice) -> str:
        return question_link(self.public_url, notice.link)
