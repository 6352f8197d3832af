"""A confidential house for tests: its tables and KMS in memory, errands that are remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.change import Change, DossierFile, Errand
from chalicelib.domain.integrity.clocks import begun, read_deadlines
from chalicelib.domain.integrity.dossier import Dossier, Matter, Stay
from chalicelib.domain.integrity.entry import Entry, Facts, Identity, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.services.integrity.step_dossier import Deed, House, step_dossier
from chalicelib.stores.fake_table import FakeTable
from chalicelib.stores.integrity.dossiers import DossierStore
from chalicelib.stores.integrity.errands import Errands
from chalicelib.stores.integrity.fake_kms import FakeKms
from chalicelib.stores.integrity.sealing import Keys
from chalicelib.stores.limits import Limits

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
SECRET = b"the house's own secret"
WHO = Identity("Xanthippe Zonderling", email="xanthippe@burger.test", safely="na 18 uur")
FACTS = Facts("Mijn diensthoofd kocht een wagen bij haar broer.", organisation="OVO000069", who="het diensthoofd")


class ConfidentialHouse:
    """All stores of one test. `handed_over`: errands that were put on the queue."""

    def __init__(self) -> None:
        self.table, self.key_table, self.kms = FakeTable(), FakeTable(), FakeKms()
        self.handed_over: list[Errand] = []
        self.keys = Keys(self.kms, self.key_table, FakeKms.WRAPPING)
        self.dossiers = DossierStore(self.table, self.keys, self.handed_over.extend)
        self.errands, self.limits = Errands(self.table), Limits(self.table)

    @staticmethod
    def at(moment: datetime = AT) -> House:
        """What deciding needs at a moment."""
        return House(SECRET, read_deadlines(""), moment)

    def registered(self, number: str = "I26123456789", at: datetime = AT) -> DossierFile:
        """A dossier that just came in."""
        dossier = Dossier(
            id=number,
            version=1,
            phase=Phase.REGISTERED,
            matter=Matter.REPORT,
            channel=Channel.FORM,
            opened_at=at,
            locator=f"locator-{number}",
            code="",
            stays=(Stay(Phase.REGISTERED, at),),
        )
        dossier = replace(dossier, clocks=begun(dossier, read_deadlines(""), at))
        report = Entry("report", at, What.REPORT, Actor.REPORTER, facts=FACTS)
        self.dossiers.create(Change(dossier, (report,), identity=WHO))
        return self.dossiers.open(number)

    def did(
        self, number: str, act: Act, actor: Actor = Actor.SERVICE, at: datetime = AT, **deed: object
    ) -> DossierFile:
        """Do something to a dossier, as the services do it, and give what it is then."""
        told = {"key": f"{act}-{at.isoformat()}", "by": "ilse" if actor is Actor.SERVICE else "", **deed}
        change = step_dossier(self.dossiers.open(number), Deed(act, actor, **told), self.at(at))  # type: ignore[arg-type]
        self.dossiers.keep(change)
        return self.dossiers.open(number)

    def accepted(self, number: str = "I26123456789", at: datetime = AT) -> DossierFile:
        """A dossier that its service ("audit-vlaanderen") checks; "ilse" leads."""
        self.registered(number, at)
        self.did(number, Act.ACKNOWLEDGE, Actor.MACHINE, at + timedelta(seconds=1))
        self.did(number, Act.FORWARD, Actor.MACHINE, at + timedelta(seconds=2), service="audit-vlaanderen")
        return self.did(number, Act.ACCEPT, at=at + timedelta(seconds=3))
