"""The conditions of a proposal in words and figures."""

from reports.documents.gate_lines import LABELS, gate_lines
from scoring.plan import Thresholds
from scoring.profiling.gates import Basis, gates
from scoring.scorebook import Gate


def test_every_condition_has_its_words() -> None:
    full = Basis(60, 25.5, 12, interviewers=5, reliability=0.87, robust_share=0.93)
    bare = Basis(60, 25.5, 12)
    for basis in (full, bare):
        tried = gates(basis, Thresholds(), 81.2, 80.0, False)
        assert {gate.code for gate in tried} <= LABELS.keys()


def test_figures_are_printed_as_what_they_are() -> None:
    tried = (
        Gate("answers", True, 60.0, 30.0),
        Gate("effective_answers", False, 25.52, 30.0),
        Gate("interval_clears_line", True, 81.24, 80.0),
        Gate("reliability", True, None, 0.9),
        Gate("robustness", False, 0.884, 0.9),
    )
    told = [(line.found, line.needed) for line in gate_lines(tried, "en")]
    assert told == [("60", "30"), ("25.5", "30"), ("81.2", "80.0"), ("—", "0.90"), ("88%", "90%")]
