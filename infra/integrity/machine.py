"""The two state machines that follow a dossier, made of the table of its phases (docs/developers/integrity.md draws them).

The dossier's machine looks where the dossier stands and does what its phase asks: what the machine does by itself, at once;
where a person must act, it sets a bell and waits with a task token. Whatever ends the waiting leads back to the look, as the
dossier is the truth. The bell is an execution of its own beside the token: it waits until the next moment at which a clock
says something, and ends by itself once the dossier has moved. (Branches of a Parallel would do the same on AWS; but an engine
that does not end the other branches at once would keep a dossier where it was until its next term.)

Inputs hold numbers and phases only. Amazon States Language, query language JSONata.
"""

from typing import Any, Final

from chalicelib.domain.integrity.phases import BY_MACHINE, ENDED, WAITS_FOR_PEOPLE, Act, Phase

State = dict[str, Any]
SUPERSEDED: Final = "superseded"  # what the look says where a later execution follows the dossier
LONGEST: Final = 90 * 86400  # seconds with one token; then the dossier is looked at again
FUNCTION: Final = {"Fn::GetAtt": ["RunDossier", "Arn"]}
BELLS: Final = {
    "Fn::Sub": "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-dossier-bell"
}
# Half a minute in all; an execution that fails is made again by watch_dossiers.
RETRY: Final = [
    {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 5, "BackoffRate": 2, "JitterStrategy": "FULL"}
]
INPUT: Final = {"dossier": "{% $states.input.dossier %}", "run": "{% $states.input.run %}"}
HERE: Final = {**INPUT, "phase": "{% $states.input.phase %}", "stay": "{% $states.input.stay %}"}


def dossier_machine() -> State:
    """The definition of the machine that follows a dossier from its registration to its end."""
    states: State = {
        "Look": _look(),
        "Phase": _choice(),
        "Ended": {"Type": "Succeed"},
        "Superseded": {"Type": "Succeed"},
    }
    states["UnknownPhase"] = {"Type": "Fail", "Error": "UnknownPhase", "Cause": "The table of phases has no such one"}
    for phase, act in BY_MACHINE.items():
        states[act_state(phase, act)] = _act()
    for phase in sorted(WAITS_FOR_PEOPLE):
        states[bell_state(phase)] = _bell(phase)
        states[wait_state(phase)] = _wait()
    return {"QueryLanguage": "JSONata", "StartAt": "Look", "States": states}


def bell_machine() -> State:
    """The definition of the bell of one stay in a phase: it rings what is due, and waits for what is next."""
    again = "$states.result.Payload.again"
    ring = _task({"do": "ring", **HERE}, Output={**HERE, "again": f"{{% {again} %}}"}, Next="More")
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "Ring",
        "States": {
            "Ring": ring,
            "More": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $states.input.again != '' %}", "Next": "UntilNext"}],
                "Default": "Moved",
            },
            "UntilNext": {"Type": "Wait", "Timestamp": "{% $states.input.again %}", "Next": "Ring"},
            "Moved": {"Type": "Succeed"},
        },
    }


def definitions() -> dict[str, State]:
    """Both, by the logical names of infra/integrity/resources.yaml."""
    return {"DossierMachine": dossier_machine(), "BellMachine": bell_machine()}


def act_state(phase: Phase, act: Act) -> str:
    """Name of the state in which the machine acts by itself: RegisteredAcknowledge."""
    return f"{_camel(phase)}{_camel(act)}"


def bell_state(phase: Phase) -> str:
    """Name of the state that sets the bell of a phase: ForwardedBell."""
    return f"{_camel(phase)}Bell"


def wait_state(phase: Phase) -> str:
    """Name of the state that waits for people: ForwardedWait."""
    return f"{_camel(phase)}Wait"


def entry_state(phase: Phase) -> str:
    """Where a phase begins."""
    if phase in ENDED:
        return "Ended"
    return act_state(phase, BY_MACHINE[phase]) if phase in BY_MACHINE else bell_state(phase)


def _look() -> State:
    seen = {name: f"{{% $states.result.Payload.{name} %}}" for name in ("phase", "stay")}
    return _task({"do": "look", **INPUT}, Output={**INPUT, **seen}, Next="Phase")


def _choice() -> State:
    nexts = {phase.value: entry_state(phase) for phase in Phase} | {SUPERSEDED: "Superseded"}
    choices = [
        {"Condition": f"{{% $states.input.phase = '{phase}' %}}", "Next": state} for phase, state in nexts.items()
    ]
    return {"Type": "Choice", "Choices": choices, "Default": "UnknownPhase"}


def _act() -> State:
    return _task({"do": "act", **HERE}, Output=INPUT, Next="Look")


def _bell(phase: Phase) -> State:
    """A bell that is there already stays; one of this name that has ended saw the dossier move, as the wait will."""
    name = "$states.input.dossier & '-' & $string($states.input.run) & '-' & $string($states.input.stay)"
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution",
        "Arguments": {"StateMachineArn": BELLS, "Name": f"{{% {name} %}}", "Input": HERE},
        "Retry": [{"ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"], "MaxAttempts": 0}, *RETRY],
        "Catch": [
            {
                "ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"],
                "Output": HERE,
                "Next": wait_state(phase),
            }
        ],
        "Output": HERE,
        "Next": wait_state(phase),
    }


def _wait() -> State:
    token = {"token": "{% $states.context.Task.Token %}"}
    waiting = _task({"do": "wait", **HERE, **token}, Output=INPUT, Next="Look")
    return {
        **waiting,
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "TimeoutSeconds": LONGEST,
        "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}, *RETRY],
        "Catch": [{"ErrorEquals": ["States.Timeout"], "Output": INPUT, "Next": "Look"}],
    }


def _task(payload: State, **more: Any) -> State:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": FUNCTION, "Payload": payload},
        "Retry": RETRY,
        **more,
    }


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
