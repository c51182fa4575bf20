"""The small engine of the state machine: it moves an evaluation only along a contributed row."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluator.errors import NotReady
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from evaluator.wording.texts import N_

STATE_NAMES = {
    "E0": N_("Plan being drafted"),
    "E1": N_("Plan locked"),
    "E2": N_("In the field"),
    "E3": N_("Data frozen"),
    "E4": N_("Scored"),
    "E5": N_("Consultation"),
    "E6": N_("Re-check"),
    "E7": N_("Final"),
    "E8": N_("Published"),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted move: the act, the states it may start from, where it leads, who may."""

    act: str
    sources: tuple[str, ...]
    target: str
    permission: str


def move(
    evaluation: Evaluation, act: str, transitions: Iterable[Transition], actor: Actor
) -> Transition:
    """Move the evaluation by an act, or refuse with the state it is in and the states allowed."""
    row = next((row for row in transitions if row.act == act), None)
    if row is None:
        raise NotReady("unknown_act", found=act)
    actor.require(row.permission)
    require_state(evaluation, *row.sources)
    evaluation.state = row.target
    return row


def require_state(evaluation: Evaluation, *states: str) -> None:
    """Refuse unless the evaluation is in one of these states."""
    if evaluation.state not in states:
        raise NotReady("wrong_state", found=evaluation.state, allowed=list(states))
