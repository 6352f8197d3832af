"""The state machines agree with the table of phases, and nothing in them ends a dossier by accident."""

from typing import Any

import pytest

from chalicelib.domain.integrity.phases import BY_MACHINE, ENDED, WAITS_FOR_PEOPLE, Phase
from chalicelib.services.integrity.run_dossier import SUPERSEDED as SAID
from infra.integrity.machine import (
    SUPERSEDED,
    act_state,
    bell_machine,
    bell_state,
    definitions,
    dossier_machine,
    entry_state,
    wait_state,
)

MACHINES = definitions()


def _nexts(state: dict[str, Any]) -> set[str]:
    more = [*state.get("Choices", ()), *state.get("Catch", ())]
    return {one["Next"] for one in (state, *more) if "Next" in one} | (
        {state["Default"]} if "Default" in state else set()
    )


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_is_reached(name: str) -> None:
    """Every state leads to states that are there, and every state but the first is led to."""
    states = MACHINES[name]["States"]
    led_to = {following for state in states.values() for following in _nexts(state)} | {MACHINES[name]["StartAt"]}
    assert led_to == set(states)


def test_every_phase() -> None:
    """Each phase of the table has states of its own: one that acts, or a bell and a wait; and what has ended ends it."""
    states = dossier_machine()["States"]
    choices = {one["Condition"].split("'")[1]: one["Next"] for one in states["Phase"]["Choices"]}
    assert set(choices) == {*Phase, SUPERSEDED}
    for phase in Phase:
        assert choices[phase] == entry_state(phase)
        assert (phase in BY_MACHINE) + (phase in WAITS_FOR_PEOPLE) + (phase in ENDED) == 1
    own = [act_state(*one) for one in BY_MACHINE.items()]
    own += [state(phase) for phase in WAITS_FOR_PEOPLE for state in (bell_state, wait_state)]
    assert set(states) == {"Look", "Phase", "Ended", "Superseded", "UnknownPhase", *own}
    assert SAID == SUPERSEDED


def test_all_ways_lead_back() -> None:
    """After whatever it did or waited for, the machine looks at the dossier again, which is the truth."""
    states = dossier_machine()["States"]
    for phase, act in BY_MACHINE.items():
        assert _nexts(states[act_state(phase, act)]) == {"Look"}
    for phase in WAITS_FOR_PEOPLE:
        assert _nexts(states[bell_state(phase)]) == {wait_state(phase)}
        assert _nexts(states[wait_state(phase)]) == {"Look"}


@pytest.mark.parametrize("name", MACHINES)
def test_tasks_are_tried_again(name: str) -> None:
    """Every task is tried again before it fails its execution, and no error of a task is passed over in silence."""
    for state in MACHINES[name]["States"].values():
        if state["Type"] == "Task":
            assert {"States.ALL"} <= {
                error for one in state["Retry"] if one.get("MaxAttempts") != 0 for error in one["ErrorEquals"]
            }
            caught = {error for one in state.get("Catch", ()) for error in one["ErrorEquals"]}
            assert caught <= {"States.Timeout", "StepFunctions.ExecutionAlreadyExistsException"}


@pytest.mark.parametrize("name", MACHINES)
def test_ids_only(name: str) -> None:
    """What goes into tasks and out of them are numbers, phases and tokens."""
    known = {"do", "dossier", "run", "phase", "stay", "token", "again"}
    for state in MACHINES[name]["States"].values():
        payload = state.get("Arguments", {}).get("Payload", state.get("Arguments", {}).get("Input", {}))
        assert set(payload) | set(state.get("Output", {})) <= known


def test_bell_waits_beside() -> None:
    """A bell waits until a moment that it is told, and asks again: nothing of it is counted in seconds."""
    waits = [state for state in bell_machine()["States"].values() if state["Type"] == "Wait"]
    assert [set(state) & {"Seconds", "Timestamp"} for state in waits] == [{"Timestamp"}]
