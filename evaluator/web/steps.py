"""The steps of an evaluation's page, asked from the features that offer them."""

from flask import current_app

from evaluator.feature import Step
from evaluator.models.evaluations import Evaluation
from evaluator.web.current import database, the_actor


def steps_of(evaluation: Evaluation) -> list[Step]:
    """Return the steps of all features, in the order of the features."""
    return [
        step
        for feature in current_app.extensions["gongping_features"]
        if feature.steps is not None
        for step in feature.steps(database(), the_actor(), evaluation)
    ]
