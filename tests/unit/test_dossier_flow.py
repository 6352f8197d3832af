"""What follows a dossier: its execution looks, acts, waits and rings; its errands; and the watch over all of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.integrity.change import Change, Errand, ErrandKind
from chalicelib.domain.integrity.dossier import Dossier
from chalicelib.domain.integrity.entry import Identity, What
from chalicelib.domain.integrity.execution import OLDEST, PATIENCE, Fault, Running
from chalicelib.domain.integrity.phases import BY_MACHINE, Act, Actor, Phase
from chalicelib.domain.integrity.undelivered import Trouble, undelivered
from chalicelib.domain.letter import Letter
from chalicelib.errors import Busy, MailRefused
from chalicelib.services.integrity.find_service import find_service
from chalicelib.services.integrity.remake_execution import remake_execution
from chalicelib.services.integrity.ring_dossier import ring_dossier
from chalicelib.services.integrity.run_dossier import SUPERSEDED, Stop, act_at, look_at, wait_at
from chalicelib.services.integrity.run_errand import Means, run_errand
from chalicelib.services.integrity.step_dossier import errand_of
from chalicelib.services.integrity.tell_about_dossier import Voice, tell_about_dossier
from chalicelib.services.integrity.watch_dossiers import QUICK, prove_dossiers, sweep_errands, watch_dossiers
from chalicelib.stores.integrity.errands import LEASE
from chalicelib.stores.integrity.executions import Executions
from tests.fake_states import MACHINE, FakeStates
from tests.integrity_house import AT, WHO, ConfidentialHouse

NUMBER = "I26123456789"
SOON = AT + timedelta(seconds=10)
LATER = AT + timedelta(hours=1)


class Queue:
    """A queue that takes all, or nothing."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.away = False

    def send(self, messages: Any) -> frozenset[int]:
        if self.away:
            return frozenset(range(len(messages)))
        self.messages += [dict(one.body) for one in messages]
        return frozenset()


class Post:
    """What mails and SMS went out. `refuses`: addresses that no service takes."""

    def __init__(self) -> None:
        self.mails: list[Letter] = []
        self.texts: list[tuple[str, str]] = []
        self.refuses: set[str] = set()
        self.away = False

    def send(self, *given: Any, **more: Any) -> str:
        if self.away:
            raise Busy("away")
        if isinstance(given[0], Letter):
            if given[0].to in self.refuses:
                raise MailRefused("MessageRejected")
            assert more == {"tags": {}}, "no tag tells outside the house which dossier it is"
            self.mails.append(given[0])
        else:
            assert more == {"context": {}}
            self.texts.append((given[0], given[1]))
        return "id"


class Flow:
    """A house whose executions, queue and post are in memory."""

    def __init__(self) -> None:
        self.house, self.states, self.queue, self.post = ConfidentialHouse(), FakeStates(AT), Queue(), Post()
        self.executions = Executions(self.states, MACHINE)
        self.sealed: list[str] = []
        self.taken_over: list[tuple[str, str]] = []
        self.broken: list[str] = []
        file = self.house.registered()
        self.house.dossiers.keep(Change(replace(file.dossier, run=1)))

    @property
    def head(self) -> Dossier:
        return self.house.dossiers.head(NUMBER)

    def stop(self) -> Stop:
        """Where the execution of the dossier is, as a look says it."""
        return look_at(NUMBER, self.head.run, self.house.dossiers)

    def acts(self, at: datetime = AT) -> None:
        act_at(self.stop(), self.house.dossiers, self.house.at(at), find_service)

    def forwarded(self) -> Stop:
        """A dossier that waits for its service, and its execution with it."""
        self.executions.start(NUMBER, 1)
        self.acts()
        self.acts()
        stop = self.stop()
        self.states.start_execution(stateMachineArn=f"{MACHINE}-bell", name=f"{NUMBER}-1-{stop.stay}", input="")
        self.states.waiting.add("token")
        wait_at(stop, "token", self.house.dossiers)
        return stop

    def runs(self, errand: Errand, at: datetime = SOON) -> Errand | None:
        means = Means(
            self.house.errands, self.house.dossiers, self.executions, self.tells, self._take_over, self.sealed.append
        )
        return run_errand(errand.dossier, errand.id, means, at)

    def tells(self, errand: Errand, head: Dossier) -> str:
        def letter(kind: ErrandKind, to: str) -> Letter:
            return Letter(to=to, subject=kind, text="", reply_to="")

        voice = Voice(self.post, self.post, letter, lambda: "er is iets", lambda code: f"{code}@dienst.test")  # type: ignore[arg-type]
        return tell_about_dossier(errand, head, self.house.dossiers, voice, SOON)

    def _take_over(self, dossier: str, case: str) -> None:
        self.taken_over.append((dossier, case))

    def owes(self, kind: ErrandKind) -> list[Errand]:
        """Errands of a kind that the dossier has, the first first."""
        return [one for one in self.house.handed_over if one.kind is kind]

    def keeps(self, kind: ErrandKind, about: str = "") -> Errand:
        """An errand of the dossier, kept."""
        errand = errand_of(self.head, kind, about, self.house.at(AT))
        self.house.dossiers.keep(Change(self.head, errands=(errand,)))
        return errand

    def remakes(self, at: datetime) -> Fault | None:
        return remake_execution(self.head, self.house.dossiers, self.executions, self.house.at(at))

    def watches(self, at: datetime) -> Any:
        return watch_dossiers(
            self.house.dossiers, self.executions, self.house.at(at), lambda number, _: self.broken.append(number)
        )

    def proves(self, at: datetime, executions: Executions | None = None) -> Any:
        return prove_dossiers(
            self.house.dossiers.open_ones(),
            self.house.dossiers,
            executions or self.executions.called(),
            self.house.at(at),
            lambda number, _: self.broken.append(number),
        )


@pytest.fixture
def flow() -> Flow:
    return Flow()


# --- What the machine does by itself


def test_machine_acts(flow: Flow) -> None:
    """A dossier that came in is acknowledged and forwarded without anybody doing anything."""
    seen = [flow.head.phase]
    while flow.head.phase in BY_MACHINE:
        flow.acts()
        seen.append(flow.head.phase)
    assert seen == [Phase.REGISTERED, Phase.ACKNOWLEDGED, Phase.FORWARDED]
    assert flow.head.service


def test_act_twice(flow: Flow) -> None:
    """What an execution does twice, or late, is done once."""
    before = flow.stop()
    flow.acts()
    once = flow.house.dossiers.open(NUMBER)
    act_at(before, flow.house.dossiers, flow.house.at(LATER), find_service)
    assert flow.house.dossiers.open(NUMBER) == once


def test_another_run(flow: Flow) -> None:
    """An execution whose place another has taken learns it at its next look, and does nothing any more."""
    old = flow.stop()
    flow.house.dossiers.keep(Change(replace(flow.head, run=2)))
    assert look_at(NUMBER, 1, flow.house.dossiers).phase == SUPERSEDED
    act_at(old, flow.house.dossiers, flow.house.at(), find_service)
    assert flow.head.phase is Phase.REGISTERED


def test_given_back(flow: Flow) -> None:
    """A service that gives a dossier back is not asked again."""
    flow.forwarded()
    first = flow.head.service
    flow.house.did(NUMBER, Act.GIVE_BACK, text="Niet onze bevoegdheid.")
    flow.acts(SOON)
    assert flow.head.phase is Phase.FORWARDED
    assert flow.head.tried == (first,)


# --- Tokens


def test_step_goes_on(flow: Flow) -> None:
    """A step by a person tells the execution that waits, once."""
    flow.forwarded()
    flow.house.did(NUMBER, Act.ACCEPT)
    (nudge,) = flow.owes(ErrandKind.NUDGE)
    assert flow.runs(nudge)
    assert not flow.states.waiting
    assert flow.runs(nudge) is None


def test_token_used_late(flow: Flow) -> None:
    """A nudge whose token nobody waits with any more is done, and is no fault."""
    flow.forwarded()
    flow.house.did(NUMBER, Act.ACCEPT)
    flow.states.waiting.clear()
    done = flow.runs(flow.owes(ErrandKind.NUDGE)[0])
    assert done
    assert flow.house.dossiers.open(NUMBER).errands


def test_token_of_another_phase(flow: Flow) -> None:
    """A nudge that comes late does not wake an execution that waits in a later phase."""
    flow.forwarded()
    flow.house.did(NUMBER, Act.ACCEPT)
    flow.states.waiting = {"token of the check"}
    wait_at(flow.stop(), "token of the check", flow.house.dossiers)
    flow.runs(flow.owes(ErrandKind.NUDGE)[0])
    assert flow.states.waiting == {"token of the check"}


def test_moved_before_the_token(flow: Flow) -> None:
    """Where a person was quicker than the execution, it does not begin to wait."""
    flow.acts()
    flow.acts()
    stop = flow.stop()
    flow.house.did(NUMBER, Act.ACCEPT)
    assert not wait_at(stop, "token", flow.house.dossiers)


# --- Errands


def test_start(flow: Flow) -> None:
    """An execution is started once, also where its errand comes twice, and its input holds ids only."""
    start = flow.keeps(ErrandKind.START, "1")
    assert flow.runs(start)
    assert flow.runs(start) is None
    assert list(flow.states.executions) == [f"{NUMBER}-1"]
    assert flow.states.executions[f"{NUMBER}-1"]["input"] == f'{{"dossier": "{NUMBER}", "run": 1}}'


def test_away(flow: Flow) -> None:
    """An errand that cannot be done comes again later, and after its last try the dossier shows it."""
    start = flow.keeps(ErrandKind.START, "1")
    flow.states.away = True
    at, tries = SOON, 0
    while tries < 12:
        with pytest.raises(Busy):
            flow.runs(start, at)
        at, tries = at + timedelta(hours=50), tries + 1
    assert flow.runs(start, at) is None
    (kept,) = flow.house.dossiers.open(NUMBER).errands
    assert (kept.state, kept.attempts) == ("failed", 12)


def test_dies_of_it(flow: Flow) -> None:
    """An errand whose function dies is not done by a second message meanwhile, and is found when its lease ends."""
    start = flow.keeps(ErrandKind.START, "1")
    assert flow.house.errands.claim(NUMBER, start.id, SOON)
    assert flow.runs(start, SOON + LEASE / 2) is None
    assert sweep_errands(flow.house.errands, flow.queue, SOON + LEASE) == 0  # type: ignore[arg-type]
    over = SOON + LEASE + QUICK + timedelta(seconds=1)
    assert sweep_errands(flow.house.errands, flow.queue, over) == 1  # type: ignore[arg-type]
    assert flow.runs(start, over)
    assert flow.executions.of(NUMBER, 1).state is Running.RUNNING


def test_reporter_is_told(flow: Flow) -> None:
    """A reporter is told that something waits by the way that was chosen: mail, else SMS; who chose neither, by a person."""
    assert flow.tells(flow.keeps(ErrandKind.TELL_REPORTER, "1"), flow.head) == "mail"
    assert flow.post.mails[0].to == WHO.email
    for who, how in ((Identity("X", phone="0470 12 34 56"), "sms"), (Identity("X", address="Dorp 1"), "no way")):
        flow.house.dossiers.keep(Change(flow.head, identity=who))
        assert flow.tells(flow.keeps(ErrandKind.TELL_REPORTER, "2"), flow.head) == how
    assert flow.post.texts == [("+32470123456", "er is iets")]


def test_two_things_at_once(flow: Flow) -> None:
    """Two things that come at the same moment are one mail; what comes after the reporter looked is another one."""
    flow.acts()
    flow.acts()
    for errand in flow.owes(ErrandKind.TELL_REPORTER):
        flow.runs(errand)
    assert len(flow.post.mails) == 1
    flow.house.dossiers.keep(Change(replace(flow.head, unread=0)))
    flow.house.did(NUMBER, Act.ACCEPT)
    flow.runs(flow.owes(ErrandKind.TELL_REPORTER)[-1])
    assert len(flow.post.mails) == 2


def test_refused(flow: Flow) -> None:
    """A mail that no service takes is not tried for ever: the dossier shows it."""
    flow.post.refuses.add(WHO.email)
    told = flow.keeps(ErrandKind.TELL_REPORTER)
    flow.runs(told)
    assert [one.state for one in flow.house.dossiers.open(NUMBER).errands] == ["failed"]
    assert flow.runs(told) is None


def test_what_did_not_arrive(flow: Flow) -> None:
    """The page of a dossier shows what did not arrive: refused, tried again, or to be told by a person; and nothing else."""
    assert undelivered(flow.house.dossiers.open(NUMBER)) == ()
    flow.runs(flow.keeps(ErrandKind.TELL_REPORTER, "arrives"))
    flow.house.dossiers.keep(Change(replace(flow.head, unread=1), identity=Identity("X", address="Dorp 1")))
    for about in ("by hand", "by hand again"):
        flow.runs(flow.keeps(ErrandKind.TELL_REPORTER, about))
    flow.post.refuses.add("@dienst.test")
    flow.runs(flow.keeps(ErrandKind.TELL_SERVICE, "refused"), LATER)
    flow.post.away = True
    with pytest.raises(Busy):
        flow.runs(flow.keeps(ErrandKind.TELL_LEADS, "away"))
    found = {(one.kind, one.trouble) for one in undelivered(flow.house.dossiers.open(NUMBER))}
    assert found == {
        (ErrandKind.TELL_REPORTER, Trouble.BY_HAND),
        (ErrandKind.TELL_SERVICE, Trouble.FAILED),
        (ErrandKind.TELL_LEADS, Trouble.TRIED),
    }
    assert len(undelivered(flow.house.dossiers.open(NUMBER))) == 3
    flow.house.dossiers.keep(Change(replace(flow.head, unread=0)))
    kinds = {one.kind for one in undelivered(flow.house.dossiers.open(NUMBER))}
    assert ErrandKind.TELL_REPORTER not in kinds, "who has read everything needs no telling"


def test_moved_case(flow: Flow) -> None:
    """A case that moves is taken over by an errand that names both numbers and nothing else."""
    flow.runs(flow.keeps(ErrandKind.TAKE_OVER, "26123"))
    assert flow.taken_over == [(NUMBER, "26123")]


def test_erased_meanwhile(flow: Flow) -> None:
    """Nobody is told of a dossier whose key was destroyed."""
    told = flow.keeps(ErrandKind.TELL_REPORTER)
    flow.house.keys.destroy(NUMBER)
    assert flow.runs(told)
    assert not flow.post.mails


# --- Bells


def test_bell(flow: Flow) -> None:
    """What is due is written in the dossier and told to its service; what is late also to who leads it. Once."""
    flow.forwarded()
    due = AT + timedelta(days=8)
    rings = ring_dossier(NUMBER, flow.house.dossiers, flow.house.at(due))
    assert rings
    assert rings > due
    said = [one.about for one in flow.house.dossiers.open(NUMBER).entries if one.what is What.RING]
    assert sorted(said) == ["service:due", "service:half"]
    assert flow.head.escalated
    assert ring_dossier(NUMBER, flow.house.dossiers, flow.house.at(due)) == rings
    assert [one.about for one in flow.house.dossiers.open(NUMBER).entries if one.what is What.RING] == said
    assert len(flow.owes(ErrandKind.TELL_LEADS)) == 1


def test_bell_of_an_end(flow: Flow) -> None:
    """A dossier that has ended says nothing."""
    flow.house.did(NUMBER, Act.WITHDRAW, Actor.REPORTER)
    flow.acts()
    assert flow.head.phase is Phase.CLOSED
    assert ring_dossier(NUMBER, flow.house.dossiers, flow.house.at(LATER)) is None


def test_late_every_week(flow: Flow) -> None:
    """What nobody does is said again every week, and told again each time."""
    flow.forwarded()
    for week in range(1, 5):
        ring_dossier(NUMBER, flow.house.dossiers, flow.house.at(AT + timedelta(days=7 * week)))
    assert len({one.id for one in flow.owes(ErrandKind.TELL_LEADS)}) == 4


# --- The watch


def test_all_is_well(flow: Flow) -> None:
    """Nothing is made again where an execution waits for what the dossier waits for."""
    flow.forwarded()
    assert flow.proves(LATER).remade == {}
    assert flow.head.run == 1


def test_failed(flow: Flow) -> None:
    """An execution that failed goes on from where it failed, where that can be; else the dossier gets another one."""
    flow.forwarded()
    flow.states.executions[f"{NUMBER}-1"]["status"] = "FAILED"
    assert flow.remakes(SOON) is Fault.FAILED
    assert flow.executions.of(NUMBER, 1).state is Running.RUNNING
    assert flow.head.run == 1
    flow.states.redrivable = False
    flow.states.executions[f"{NUMBER}-1"]["status"] = "TIMED_OUT"
    assert flow.remakes(SOON) is Fault.FAILED
    assert flow.head.run == 2
    flow.runs(flow.owes(ErrandKind.START)[-1])
    assert flow.executions.of(NUMBER, 2).state is Running.RUNNING


def test_fails_again(flow: Flow) -> None:
    """An execution that fails again after it went on is not tried for ever: another takes its place, of the machine as it is
    now."""
    flow.forwarded()
    for _ in range(2):
        flow.states.executions[f"{NUMBER}-1"]["status"] = "FAILED"
        flow.remakes(SOON)
    assert flow.head.run == 2


def test_many_are_asked_for_at_once(flow: Flow) -> None:
    """Who looks at every dossier asks which executions run, and not for each of them."""
    flow.forwarded()
    flow.states.calls.clear()
    assert flow.proves(LATER).remade == {}
    assert set(flow.states.calls) == {"list_executions"}


def test_lost(flow: Flow) -> None:
    """A dossier whose execution is not there, once it should be, gets one."""
    assert flow.watches(AT + PATIENCE / 2).remade == {}
    assert flow.watches(LATER).remade == {Fault.LOST: 1}
    flow.runs(flow.owes(ErrandKind.START)[-1])
    assert flow.executions.of(NUMBER, flow.head.run).state is Running.RUNNING


def test_stands_still(flow: Flow) -> None:
    """An execution that waits for another phase than the dossier is in is stopped, and another takes its place."""
    flow.forwarded()
    flow.house.did(NUMBER, Act.ACCEPT)  # and the nudge is lost
    assert flow.remakes(LATER) is Fault.STOOD_STILL
    assert flow.states.executions[f"{NUMBER}-1"]["status"] == "ABORTED"
    assert flow.head.run == 2


def test_bell_is_lost(flow: Flow) -> None:
    """A dossier for which no bell waits gets another execution, which sets one."""
    stop = flow.forwarded()
    flow.states.executions[f"{NUMBER}-1-{stop.stay}"]["status"] = "FAILED"
    assert flow.remakes(LATER) is Fault.SILENT


def test_too_old(flow: Flow) -> None:
    """An execution is made again before it has lived for a year, when Step Functions ends it."""
    flow.forwarded()
    assert flow.remakes(AT + OLDEST + timedelta(days=1)) is Fault.OLD


def test_rung_by_the_watch(flow: Flow) -> None:
    """A clock that no bell rang is rung by the watch."""
    flow.forwarded()
    late = AT + timedelta(days=8)
    flow.watches(late)
    assert flow.head.escalated
    assert flow.house.dossiers.ringing(late) == ()


def test_one_breaks(flow: Flow) -> None:
    """A dossier that cannot be looked at keeps none of the others waiting, and is told."""
    flow.house.registered("I26000000000")
    flow.states.away = True
    assert flow.proves(LATER, flow.executions).broken == 2
    flow.states.away = False
    assert flow.proves(LATER).broken == 0
    assert sorted(flow.broken) == ["I26000000000", NUMBER]


def test_proof_finds_one_without_a_clock(flow: Flow) -> None:
    """The daily proof finds an open dossier without a clock, were there one."""
    flow.forwarded()
    assert flow.proves(LATER).without_clock == ()
    flow.house.dossiers.keep(Change(replace(flow.head, clocks=())))
    assert flow.proves(LATER).without_clock == (NUMBER,)


def test_what_the_queue_missed(flow: Flow) -> None:
    """An errand that no queue took is put there again, and not every minute."""
    start = flow.keeps(ErrandKind.START, "1")
    assert sweep_errands(flow.house.errands, flow.queue, SOON) == 0  # type: ignore[arg-type]
    flow.queue.away = True
    assert sweep_errands(flow.house.errands, flow.queue, LATER) == 0  # type: ignore[arg-type]
    flow.queue.away = False
    assert sweep_errands(flow.house.errands, flow.queue, LATER) == 1  # type: ignore[arg-type]
    assert flow.queue.messages == [{"dossier": NUMBER, "errand": start.id}]
    assert sweep_errands(flow.house.errands, flow.queue, LATER + timedelta(minutes=5)) == 0  # type: ignore[arg-type]
    assert sweep_errands(flow.house.errands, flow.queue, LATER + timedelta(minutes=30)) == 1  # type: ignore[arg-type]
