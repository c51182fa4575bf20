"""What falls due by itself in collection: flags and back-checks for what has just come in."""

from typing import Any

from evaluator.jobs.context import JobContext, RoundContext
from evaluator.wording.texts import N_
from surveys.models.waves import Wave
from surveys.services.flags import flag_all, flag_new_responses
from surveys.services.suspicions import sum_up_interviewers

JOB = "flag"
STEPS = (N_("Judging the responses"), N_("Comparing the interviewers"))


def flag_what_arrived(context: RoundContext) -> None:
    """Do the round: raise flags on new responses and draw back-checks among them."""
    flag_new_responses(context.sessions, context.clock)


def flag_wave(context: JobContext) -> dict[str, Any]:
    """Do the job: judge a whole wave anew and compare its interviewers."""
    with context.sessions() as session:
        wave = session.get_one(Wave, context.parameters["wave"])
        context.report(STEPS[0], 0, len(STEPS))
        flag_all(session, context.clock, wave)
        session.commit()
        context.report(STEPS[1], 1, len(STEPS))
        suspected = sum_up_interviewers(session, context.clock, wave)
        session.commit()
    return {"suspected": suspected, "address": f"/waves/{context.parameters['wave']}/quality"}


def parameters_of(wave: Wave) -> dict[str, Any]:
    """Return the parameters of the job that judges a wave."""
    return {"wave": wave.id}
