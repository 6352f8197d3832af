"""A house for tests of departments: a question that came by mail and was referred, doings of its page, and replies."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from chalicelib.domain.article import Level
from chalicelib.domain.case import Case, CaseFile
from chalicelib.domain.contact import FileRef
from chalicelib.domain.form_key import FormKey, read_key, write_key
from chalicelib.domain.hours import default_calendar
from chalicelib.domain.letter import Letter
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.outbox import Notice, State, Template
from chalicelib.domain.referral import Entry, Referral, Step
from chalicelib.domain.referral_clocks import due_date
from chalicelib.domain.referral_links import Holder, new_token, turn_of
from chalicelib.pages.letters import Letters
from chalicelib.services.collect_files import collect_files
from chalicelib.services.open_referral import trade_token
from chalicelib.services.refer_case import Asked, Plan, refer_case
from chalicelib.services.register_contact import Desk, Receipt
from chalicelib.services.send_referral_again import Again, send_referral_again
from chalicelib.services.take_delivery_event import DeliveryEvent, Taken, take_delivery_event
from chalicelib.services.take_department_step import Doing, take_department_step
from chalicelib.services.withdraw_referral import withdraw_referral
from chalicelib.stores.limits import Limits
from chalicelib.stores.scans import ScanStore
from tests.form_house import Bucket
from tests.mail_house import DOMAIN, PUBLIC, SECRET, MailHouse, mail
from tests.mail_out_house import AN

ROADS = Organisation("OVO1", "Agentschap Wegen", Level.VLAAMS, email="wegen@diensten.1700.test")
CITY = Organisation("OVO2", "Stad Gent", Level.LOKAAL, email="gent@diensten.1700.test")
COLLEAGUE = "Jan Claes <jan.claes@wegen.test>"


class DepartmentHouse(MailHouse):
    """One case, and what happens to its referrals."""

    number: str = ""

    def ask(self, *organisations: Organisation, **more: Any) -> Referral:
        """A question comes in by mail and is referred; gives the first referral."""
        self.number = self.number or self.receive(mail()).case
        self.letters = Letters("https://1700.test", PUBLIC, DOMAIN, SECRET)
        self.uploads: Any = Bucket()
        return self.refer(*(organisations or (ROADS,)), **more)

    def refer(self, *organisations: Organisation, **more: Any) -> Referral:
        asked = tuple(Asked(one, due_date(self.now, one.due_days, one.closing_days)) for one in organisations)
        told = {"reason": "De weg is van u.", "action": "Laat weten of het mag."}
        shared = tuple(one.id for one in self.whole.contacts)
        plan = Plan(self.head.version, asked, **{**told, "shared": shared, **more})
        return refer_case(self.whole, plan, AN, self.cases, self.desk)[0]

    @property
    def desk(self) -> Desk:
        return Desk(SECRET, default_calendar(), self.now)

    @property
    def whole(self) -> CaseFile:
        return self.cases.open(self.number)

    @property
    def head(self) -> Case:
        return self.cases.head(self.number)

    def referral(self, number: str = "01") -> Referral:
        return next(one for one in self.whole.referrals if one.id == number)

    def said(self, number: str = "01") -> list[Entry]:
        """What was said in a referral after it was sent."""
        return [one for one in self.whole.entries if one.referral == number and one.step is not Step.REFER]

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    # --- by link ---

    def notice(self, template: Template = Template.REFERRAL, number: str = "01") -> Notice:
        """The last notice of a template that is about a referral."""
        return [one for one in self.whole.notices if one.template is template and one.entry.startswith(number)][-1]

    def holder(self, number: str = "01") -> Holder:
        return trade_token(self.token(number), self.cases, self.now)

    def token(self, number: str = "01") -> str:
        """Of the link in the last mail."""
        return new_token(SECRET, self.number, number, turn_of(self.whole.entries, number))

    def key(self, drawn: str) -> FormKey:
        found = read_key(SECRET, write_key(SECRET, self.now, drawn))
        assert found
        return found

    def upload(self, drawn: str, *names: str) -> tuple[FileRef, ...]:
        """Files of a form, as they are after a browser put them into the bucket."""
        for place in range(len(names)):
            self.uploads.objects[f"{self.key(drawn).prefix(SECRET)}{place}"] = 10 + place
        return collect_files(self.key(drawn), dict(enumerate(names)), SECRET, self.uploads)

    def do(self, step: Step | None, text: str = "Dat mag.", drawn: str = "ab" * 16, **more: Any) -> None:
        """What the page does with its form."""
        holder = more.pop("holder", None) or self.holder(more.pop("number", "01"))
        doing = Doing(step, self.key(drawn), text, **more)
        take_department_step(holder, doing, self.cases, ScanStore(self.table), Limits(self.table), self.desk)

    def withdraw(self, number: str = "01") -> None:
        withdraw_referral(self.whole, number, "Niet meer nodig.", AN, self.cases, self.desk)

    def again(self, email: str, number: str = "01") -> None:
        due = due_date(self.now, 5, ())
        send_referral_again(self.whole, number, Again(email, due), AN, self.cases, self.desk)

    # --- by mail ---

    def post(self, template: Template = Template.REFERRAL, number: str = "01") -> Letter:
        """The sender sends a mail to the department; SES knows it by an id of its own."""
        notice = self.notice(template, number)
        letter = self.letters.write(notice, self.whole)
        claimed = self.outbox.claim(self.number, notice.id, self.now + timedelta(minutes=1))
        assert claimed
        self.outbox.sent(claimed, ses_id(notice), self.now)
        return letter

    def told(self, state: State, template: Template = Template.REFERRAL, number: str = "01", **more: Any) -> Taken:
        """SES tells what became of a mail."""
        event = DeliveryEvent(ses_id(self.notice(template, number)), state, self.now, **more)
        return take_delivery_event(event, self.outbox, self.cases, default_calendar(), self.now).taken

    def reply(self, letter: Letter, text: str = "Dat mag.", /, **headers: str) -> EmailMessage:
        """A reply to a letter, as a mail program makes it: by address and by thread."""
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        body = f"{text}\n\nOp ma 23 nov. 2026 om 10:00 schreef 1700 <{PUBLIC}>:\n{quoted}\n"
        told = {
            "From": COLLEAGUE,
            "To": letter.reply_to,
            "Subject": f"Re: {letter.subject}",
            "Message_ID": f"<{len(text)}.{headers.get('From', 'jan')[:3]}@wegen.test>",
            "References": letter.headers["References"],
        }
        return mail(body, **{**told, **headers})

    def answer(self, message: EmailMessage, **marks: str) -> Receipt:
        """It comes in through the mail door."""
        return self.receive(message, **{"domain": "wegen.test", "path": "jan.claes@wegen.test", **marks})


def ses_id(notice: Notice) -> str:
    """By which SES knows a notice's mail."""
    return f"0107019a2b3c4d5e-{notice.entry.replace('-', '')}-000000".lower()
