"""A questionnaire's logic as the browser gets it: checked, as plain lists, nothing to be parsed."""

from typing import Any

from surveys.kinds.documents import Questionnaire


def program_of(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """Return the steps for ``logic.js``: what is asked when, what an answer must keep to.

    Each step has ``code``, ``position`` (null for a calculated value), ``relevant``, ``rules``,
    ``options`` (code to condition), ``value`` and ``modes``.
    """
    return [
        {
            "code": step.code,
            "position": step.position,
            "relevant": step.relevant,
            "rules": list(step.rules),
            "options": {str(code): tree for code, tree in step.options.items()},
            "value": step.value,
            "modes": []
            if step.position is None
            else list(questionnaire.questions[step.position].modes),
        }
        for step in questionnaire.steps
    ]
