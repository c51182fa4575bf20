"""Which figures of a contract are kept from readers who may not see single answers."""

from scoring.scorebook import ContractScore, IndicatorScore

SMALLEST_SHOWN = 10  # answers; below it a figure says too much about too few
SMALLEST_FIRM = 30  # answers; below it a figure is for orientation only


def base_of(row: ContractScore, leaf: IndicatorScore) -> int | None:
    """Return the least number of answers that a part of an indicator rests on; none without any."""
    inputs = {part.input for part in leaf.parts}
    bases = [found.answers for found in row.estimates if found.input in inputs and found.answers]
    return min(bases, default=None)


def withheld_indicators(row: ContractScore) -> frozenset[str]:
    """Return the indicators whose rows rest on fewer answers than may be shown.

    A lone withheld row could be found again by subtraction from its level-1 score, so the row of
    the same level-1 group that rests on the fewest answers is withheld with it.
    """
    withheld: set[str] = set()
    for part in row.dimensions:
        leaves = [leaf for leaf in row.indicators if leaf.dimension == part.code]
        bases = {leaf.code: base_of(row, leaf) for leaf in leaves}
        small = {code for code, base in bases.items() if base is not None and base < SMALLEST_SHOWN}
        others = [code for code in bases if code not in small]
        if len(small) == 1 and others:
            small.add(min(others, key=lambda code: (bases[code] is None, bases[code] or 0, code)))
        withheld |= small
    return frozenset(withheld)
