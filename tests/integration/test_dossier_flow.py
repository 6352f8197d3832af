"""A dossier's whole life on the engine: every state of its machines, bells that ring, executions that fail or are lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain.integrity.change import ErrandKind
from chalicelib.domain.integrity.dossier import Ring
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.execution import Running
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from infra.integrity.machine import definitions
from infra.local.running import Wanted
from tests.deployment import deployed, eventually
from tests.live_house import LiveHouse

# Short enough to see every ring, long enough for a busy machine.
TERMS = "acknowledge=1h feedback=1h forwarded=4s checking=1h investigating=1h concluded=1h reporter=1h soon=1s late=3s"
ENTERED: set[str] = set()


@pytest.fixture(scope="module")
def house(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHouse]:
    """A deployment with short terms; at the end it is printed which states its executions entered."""
    wanted = Wanted(parameters={"IntegrityDeadlines": TERMS})
    with deployed(tmp_path_factory.mktemp("flow"), packaged, wanted) as deployment:
        yield LiveHouse(deployment, TERMS)
    states = {name for machine in definitions().values() for name in machine["States"]}
    print(
        f"\nstates entered: {len(ENTERED & states)} of {len(states)}; not: {', '.join(sorted(states - ENTERED)) or '-'}"
    )


def _ends(house: LiveHouse, number: str, run: int = 1) -> list[str]:
    """Wait until a dossier is closed and its execution has ended; the states it went through."""
    house.reaches(number, Phase.CLOSED)
    eventually(lambda: house.executions.of(number, run).state is Running.ENDED)
    entered = house.history(number, run)
    ENTERED.update(entered)
    return entered


def test_whole_life(house: LiveHouse) -> None:
    """Registered, acknowledged, forwarded, returned, forwarded again, accepted, checked, asked, investigated, asked, concluded,
    told and closed: people do their steps, the machine the rest."""
    number = "I26000000001"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    first = house.dossiers.head(number).service
    house.does(number, Act.GIVE_BACK, text="Niet voor ons.")
    eventually(lambda: house.dossiers.head(number).tried == (first,) and house.dossiers.head(number).service)
    steps = (
        (Phase.FORWARDED, Act.ACCEPT, Actor.SERVICE),
        (Phase.CHECKING, Act.ASK, Actor.SERVICE),
        (Phase.CHECK_ASKED, Act.TELL, Actor.REPORTER),
        (Phase.CHECKING, Act.FIND_GROUNDS, Actor.SERVICE),
        (Phase.INVESTIGATING, Act.ASK, Actor.SERVICE),
        (Phase.INVESTIGATION_ASKED, Act.GO_ON, Actor.SERVICE),
        (Phase.INVESTIGATING, Act.CONCLUDE, Actor.SERVICE),
        (Phase.CONCLUDED, Act.FEED_BACK, Actor.SERVICE),
    )
    for phase, act, actor in steps:
        house.waits(number, phase)
        house.does(number, act, actor, text="Zo is het.")
    entered = _ends(house, number)
    assert entered[-1] == "Ended"
    assert entered.count("ReturnedForward") == 1


def test_without_grounds(house: LiveHouse) -> None:
    """A check that finds no grounds leads to telling the reporter, and to the end."""
    number = "I26000000002"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.waits(number, Phase.CHECKING)
    house.does(number, Act.FIND_NO_GROUNDS, text="Er is geen inbreuk.")
    house.waits(number, Phase.CONCLUDED)
    house.does(number, Act.FEED_BACK, text="Wij vonden geen inbreuk.")
    assert "ConcludedWait" in _ends(house, number)


def test_sent_on(house: LiveHouse) -> None:
    """After a check another service can be competent: the dossier is forwarded again."""
    number = "I26000000003"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.waits(number, Phase.CHECKING)
    house.does(number, Act.SEND_ON, text="Het gaat over een gemeente.")
    house.waits(number, Phase.FORWARDED)
    assert len(house.dossiers.head(number).tried) == 1
    house.does(number, Act.WITHDRAW, Actor.REPORTER)
    _ends(house, number)


def test_bells(house: LiveHouse) -> None:
    """A service that does nothing is warned, then it escalates, then it is said again and again; the reporter can go on."""
    number = "I26000000004"
    house.registered(number)

    def said() -> set[str]:
        return {one.about for one in house.dossiers.open(number).entries if one.what is What.RING}

    eventually(lambda: said() >= {f"service:{ring}" for ring in Ring})
    head = house.dossiers.head(number)
    assert head.escalated
    kinds = {one.kind for one in house.dossiers.open(number).errands}
    assert {ErrandKind.TELL_SERVICE, ErrandKind.TELL_LEADS} <= kinds
    house.does(number, Act.WITHDRAW, Actor.REPORTER)
    _ends(house, number)
    eventually(lambda: house.executions.bell_of(number, 1, 3).state is Running.ENDED)
    entered = house.bell_history(number, 1, 3)
    ENTERED.update(entered)
    assert entered[-1] == "Moved"


def test_superseded(house: LiveHouse) -> None:
    """Where two executions follow one dossier, the older one ends by itself, and the newer one goes on."""
    number = "I26000000005"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    house.starts_again(number)
    eventually(lambda: house.executions.of(number, 2).state is Running.RUNNING)
    house.waits(number, Phase.FORWARDED)
    house.tells_old_run()
    eventually(lambda: house.executions.of(number, 1).state is Running.ENDED)
    ENTERED.update(house.history(number, 1))
    assert house.history(number, 1)[-1] == "Superseded"
    house.does(number, Act.WITHDRAW, Actor.REPORTER)
    _ends(house, number, 2)


def test_lost_start(house: LiveHouse) -> None:
    """A dossier whose first errand no queue took is found by the watch."""
    number = "I26000000006"
    house.registered(number, start=False, hours=1)
    house.watch()
    house.waits(number, Phase.FORWARDED)
    assert house.dossiers.head(number).run == 2
    house.does(number, Act.WITHDRAW, Actor.REPORTER)
    _ends(house, number, 2)


def test_failed_execution(house: LiveHouse) -> None:
    """An execution that was ended from outside is made again by the daily proof, and goes on where the dossier is."""
    number = "I26000000007"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    house.does(number, Act.ACCEPT)
    house.waits(number, Phase.CHECKING)
    house.executions.stop(number, 1)
    house.watch(everything=True)
    eventually(lambda: house.dossiers.head(number).run == 2)
    house.waits(number, Phase.CHECKING)
    assert "RegisteredAcknowledge" not in house.history(number, 2)
    house.does(number, Act.FIND_NO_GROUNDS, text="Geen inbreuk.")
    house.waits(number, Phase.CONCLUDED)
    house.does(number, Act.FEED_BACK, text="Geen inbreuk.")
    _ends(house, number, 2)


def test_deployed_meanwhile(house: LiveHouse) -> None:
    """A new definition of the machine, deployed while an execution waits, disturbs nobody: that one ends by its own."""
    number = "I26000000008"
    house.registered(number)
    house.waits(number, Phase.FORWARDED)
    with house.machine_with_other_names():
        house.does(number, Act.ACCEPT)
        house.waits(number, Phase.CHECKING)
        house.does(number, Act.WITHDRAW, Actor.REPORTER)
        assert {"CheckingWait", "FedBackClose"} <= set(_ends(house, number))


def test_all_states(house: LiveHouse) -> None:
    """These lives went through every state of both machines, but the one that no phase leads to."""
    states = {name for machine in definitions().values() for name in machine["States"]}
    assert states - ENTERED == {"UnknownPhase"}


def test_engine_stops_in_the_middle(packaged: Path, tmp_path: Path) -> None:
    """When the engine stops in the middle and starts again, every execution is lost; the new start makes them again, and
    nobody's step is lost."""
    number, wanted = "I26000000009", Wanted(parameters={"IntegrityDeadlines": TERMS})
    with deployed(tmp_path, packaged, wanted) as it:
        house = LiveHouse(it, TERMS)
        house.registered(number)
        house.waits(number, Phase.FORWARDED)
        house.does(number, Act.ACCEPT)
        house.waits(number, Phase.CHECKING)
    with deployed(tmp_path, packaged, wanted) as it:
        house = LiveHouse(it, TERMS)
        assert house.executions.of(number, 1).state is Running.FAILED
        eventually(lambda: house.dossiers.head(number).run == 2)
        house.waits(number, Phase.CHECKING)
        house.does(number, Act.FIND_NO_GROUNDS, text="Geen inbreuk.")
        house.waits(number, Phase.CONCLUDED)
        house.does(number, Act.FEED_BACK, text="Geen inbreuk.")
        _ends(house, number, 2)
