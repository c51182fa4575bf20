"""How a fault is put back: the same check is run on a copy of the faulty method, and must fail."""

from collections.abc import Callable
from typing import Any

import numpy as np

from scoring.errors import MethodError

Check = Callable[..., None]


def catches(check: Check, *faulty: Any) -> None:
    """See that a check, which our method passes, fails on a method with the fault in it."""
    try:
        with np.errstate(all="ignore"):
            check(*faulty)
    except (AssertionError, TypeError):
        return
    raise AssertionError(f"{check.__name__} does not notice the fault")


def refused(code: str, call: Callable[[], object]) -> bool:
    """Whether a call ends in our error of this code."""
    try:
        call()
    except MethodError as error:
        return error.code == code
    return False
