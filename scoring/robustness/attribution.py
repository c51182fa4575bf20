"""Sharing what several causes moved together among them, with no order of causes privileged."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial


def shapley(worth: Mapping[frozenset[str], float], causes: Sequence[str]) -> dict[str, float]:
    """Share what all causes together move among them.

    Parameters
    ----------
    worth : mapping of frozenset of str to float
        The total under every set of exchanged causes, the empty one included.
    causes : sequence of str

    Returns
    -------
    dict of str to float
        Sums to the worth of all less that of none.

    Notes
    -----
    The mean over all orders of exchanging the causes, one after another (Shapley 1953).

    Examples
    --------
    >>> totals = {frozenset(): 80.0, frozenset("a"): 82.0, frozenset("b"): 81.0,
    ...           frozenset("ab"): 85.0}
    >>> shapley(totals, ("a", "b"))
    {'a': 3.0, 'b': 2.0}
    """
    count = len(causes)
    parts = dict.fromkeys(causes, 0.0)
    for cause in causes:
        others = [other for other in causes if other != cause]
        for size in range(count):
            share = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in combinations(others, size):
                gained = worth[frozenset((*chosen, cause))] - worth[frozenset(chosen)]
                parts[cause] += share * gained
    return parts
