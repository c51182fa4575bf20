"""Reading the measures of an evaluation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.models.measures import Measure
from evaluator.models.programmes import Contract


def measures_of(session: Session, evaluation: Evaluation) -> list[Measure]:
    """Return all measures of an evaluation, by contract and input."""
    return list(
        session.scalars(
            select(Measure)
            .join(Contract)
            .where(Measure.evaluation_id == evaluation.id)
            .order_by(Contract.code, Measure.input)
        )
    )


def measures_of_contract(
    session: Session, evaluation: Evaluation, contract: Contract
) -> list[Measure]:
    """Return the measures of one contract, by input."""
    return list(
        session.scalars(
            select(Measure)
            .where(Measure.evaluation_id == evaluation.id, Measure.contract_id == contract.id)
            .order_by(Measure.input)
        )
    )
