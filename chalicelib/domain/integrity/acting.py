"""What an investigator can do to a dossier now, and what each act must bring. Standard library only."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.integrity.dossier import Dossier, Matter, Outcome
from chalicelib.domain.integrity.entry import What
from chalicelib.domain.integrity.phases import MAY, PHASES, Act, Actor

LONGEST: Final = 50_000  # characters of one text
LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Needs:
    """`text`: reasons or words that must be there; `told`: the reporter reads the text; `better`: a better service can be
    named; `outcome`: what came of it must be chosen."""

    text: bool = True
    told: bool = False
    better: bool = False
    outcome: bool = False


# In the order in which the page offers them.
NEEDS: Final[dict[Act, Needs]] = {
    Act.ACCEPT: Needs(text=False),
    Act.FIND_GROUNDS: Needs(),
    Act.CONCLUDE: Needs(outcome=True),
    Act.FEED_BACK: Needs(told=True),
    Act.GO_ON: Needs(text=False),
    Act.ASK: Needs(told=True),
    Act.FIND_NO_GROUNDS: Needs(),
    Act.SEND_ON: Needs(better=True),
    Act.GIVE_BACK: Needs(better=True),
    Act.EXTEND: Needs(told=True),
}
# What can be added while the phase stays. A message is read by the reporter.
KINDS: Final = (What.NOTE, What.TASK, What.FINDING, What.MEASURE, What.LETTER, What.EVIDENCE, What.MESSAGE)
OUTCOMES: Final[dict[Matter, tuple[Outcome, ...]]] = {
    Matter.REPORT: (Outcome.FOUNDED, Outcome.PARTLY, Outcome.NOT_PROVEN),
    Matter.QUESTION: (Outcome.ANSWERED,),
}


def possible(dossier: Dossier) -> tuple[Act, ...]:
    """The acts that the table has for a service in this phase; the longer term is given once."""
    return tuple(
        act
        for act in NEEDS
        if (dossier.phase, act) in PHASES
        and act in MAY[Actor.SERVICE]
        and not (act is Act.EXTEND and (dossier.extended or not _has_feedback_clock(dossier)))
    )


def can_add(dossier: Dossier) -> bool:
    """Whether notes, tasks, evidence and messages can be added."""
    return (dossier.phase, Act.NOTE) in PHASES


def outcome_of(dossier: Dossier, act: Act, chosen: Outcome | None) -> Outcome | None:
    """The outcome that an act gives. A question has no grounds that are missing: it was answered."""
    if act is Act.FIND_NO_GROUNDS and dossier.matter is Matter.QUESTION:
        return Outcome.ANSWERED
    return chosen if NEEDS[act].outcome and chosen in OUTCOMES[dossier.matter] else None


def _has_feedback_clock(dossier: Dossier) -> bool:
    return any(clock.name == "feedback" for clock in dossier.clocks)
