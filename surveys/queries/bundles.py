"""Finding the frozen bundle of an evaluation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from surveys.models.bundles import FrozenBundle


def frozen_bundle_of(session: Session, evaluation: Evaluation) -> FrozenBundle | None:
    """Return the newest frozen bundle of an evaluation, or nothing before data are frozen."""
    return session.scalars(
        select(FrozenBundle)
        .where(FrozenBundle.evaluation_id == evaluation.id)
        .order_by(FrozenBundle.version.desc())
        .limit(1)
    ).one_or_none()
