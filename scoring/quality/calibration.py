"""How honest interviewers score on each test of made-up interviews, and the limit of suspicion."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and standard deviation of a raw test among honest interviewers, and its weight."""

    centre: float
    spread: float
    weight: float


# Printed by `python benchmarks/fabricators.py --tune`; fixed before any world was reported on.
LIMIT = 4.76
CALIBRATION: Mapping[str, Scale] = {
    "fast": Scale(-2.676, 3.208, 0.251),
    "rushed": Scale(-2.665, 3.108, 0.468),
    "same_spot": Scale(-3.827, 3.378, 0.239),
    "no_position": Scale(-0.502, 1.406, 0.601),
    "borrowed": Scale(-0.796, 1.945, 0.141),
    "no_blank": Scale(-0.274, 1.113, 0.53),
    "denied": Scale(-5.091, 2.435, 0.636),
    "differing": Scale(-4.259, 2.995, 0.461),
    "mean_surprise": Scale(0.082, 1.265, 0.367),
    "top_surprise": Scale(5.466, 1.443, 0.176),
    "pace_spread": Scale(0.308, 0.052, 0.756),
    "covariance": Scale(0.029, 1.034, 0.6),
}
