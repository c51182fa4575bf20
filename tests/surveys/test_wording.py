"""This room is for the sentences about refused files: none may be missing."""

import re
from pathlib import Path

import pytest

import surveys.scoring_wording
import surveys.wording
from evaluator.wording.sentences import SENTENCES
from scoring import plan_checks

IMPORTS = Path(surveys.wording.__file__).parent / "imports"
CODE = re.compile(r'(?:refuse|\.add|None,|_blocking)\(?\s*"([a-z_0-9]+)"')


@pytest.mark.parametrize("path", sorted(IMPORTS.glob("*.py")), ids=lambda path: path.name)
def test_every_problem_of_an_import_has_a_sentence(path: Path) -> None:
    codes = set(CODE.findall(path.read_text(encoding="utf-8")))

    assert codes <= SENTENCES.keys()


def test_every_finding_about_a_plan_has_a_sentence() -> None:
    text = Path(plan_checks.__file__).read_text(encoding="utf-8")
    codes = set(CODE.findall(text)) | {plan_checks.DOMINANCE_RULE}

    assert len(codes) > 10
    assert codes <= SENTENCES.keys()
    assert surveys.scoring_wording.SENTENCES.keys() <= SENTENCES.keys()
