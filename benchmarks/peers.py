"""Ask living packages and us the same of random designs: ``python benchmarks/peers.py``."""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from _peer_designs import Design, answer, designs, leaf_weights

from scoring.weighting.objective import critic_weights

# Asked in an environment of their own, made for the run: none of them is a dependency of ours.
PEERS = ("scikit-criteria==0.10", "pymcdm==1.4.0", "SALib==1.6.0", "svy==0.35.0")
DOCS = Path(__file__).resolve().parents[1] / "docs" / "methods.md"
BEGIN, END = "<!-- peers:begin -->", "<!-- peers:end -->"
SCRIPT = Path(__file__).with_name("_peer_answers.py")
CLOSE = 1e-9
Said = Any


def main() -> int:
    """Print agreements and explained differences; fail on any that nothing explains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--designs", type=int, default=100, help="of each of the four kinds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="renew the table in docs/methods.md")
    chosen = parser.parse_args()
    asked = list(designs(chosen.designs, chosen.seed))
    theirs = answers_of_peers(asked)
    if theirs is None:
        print("The peers cannot be installed here; nothing was compared.")
        return 0
    compared: Counter[str] = Counter()
    explained: Counter[str] = Counter()
    unexplained = []
    for design, answers in zip(asked, theirs, strict=True):
        ours = answer(design)
        for name, said in answers.items():
            verdict = judge(design, name, ours, said)
            compared[name] += verdict == "agrees"
            explained[f"{name} | {verdict}"] += verdict not in ("agrees", "unexplained")
            if verdict == "unexplained":
                unexplained.append((name, design["marks"], ours.get(quantity(name)), said))
    tell(len(asked), compared, +explained, unexplained)
    if chosen.write:
        write(len(asked), chosen.seed, compared, +explained, len(unexplained))
    return 1 if unexplained else 0


def answers_of_peers(asked: Sequence[Design]) -> list[dict[str, Said]] | None:
    """Ask the peers in a fresh environment; None where they cannot be installed."""
    with tempfile.TemporaryDirectory() as place:
        question, told = Path(place) / "designs.json", Path(place) / "answers.json"
        whole = [one | shares_beside(one) for one in asked]
        question.write_text(json.dumps(whole), encoding="utf-8")
        uv = Path(sys.executable).with_name("uv")
        given = [part for peer in PEERS for part in ("--with", peer)]
        command = [uv, "run", "--quiet", "--isolated", "--no-project"]
        command += ["--python", "{}.{}".format(*sys.version_info), *given, "python", "-I", SCRIPT]
        done = subprocess.run([*command, question, told], check=False)  # noqa: S603 - fixed words
        return json.loads(told.read_text("utf-8")) if not done.returncode else None


def shares_beside(design: Design) -> dict[str, Any]:
    """What peers without trees need in addition."""
    return {"leaf_weights": leaf_weights(design)} if design["kind"] == "tree" else {}


def quantity(name: str) -> str:
    """What was asked for, without the peer's name."""
    return name.partition(": ")[2]


def judge(design: Design, name: str, ours: dict[str, Said], theirs: Said) -> str:
    """Whether both agree, or the fault that explains why not."""
    asked = quantity(name)
    if asked == "untied places":
        own = ours["dense places"]
        if isinstance(own, dict) or isinstance(theirs, dict):
            return explanation(design, name, own, theirs)
        return "agrees" if keeps_order(own, theirs) else "fault 11: untied ranks are no ranks"
    return "agrees" if same(ours[asked], theirs) else explanation(design, name, ours[asked], theirs)


def same(ours: Said, theirs: Said) -> bool:
    """Whether all figures are equal to nine digits; two refusals are one."""
    if isinstance(ours, dict) or isinstance(theirs, dict):
        return isinstance(ours, dict) and isinstance(theirs, dict)
    pairs = zip(ours, theirs, strict=True)
    return all(b is not None and abs(a - b) <= CLOSE * max(abs(a), 1e-3) for a, b in pairs)


def keeps_order(places: Sequence[float], untied: Sequence[float]) -> bool:
    """Whether an untied rank is a permutation that never turns two places round."""
    order = sorted(range(len(untied)), key=lambda unit: untied[unit])
    inside = sorted(untied) == list(range(1, len(untied) + 1))
    return inside and [places[unit] for unit in order] == sorted(places)


def is_blank(said: Said) -> bool:
    """Whether nothing usable was answered: an exception, or figures that are no numbers."""
    return isinstance(said, dict) or any(value is None for value in said)


Condition = Callable[[Design, str, Said, Said], bool]
LAID = ("minmax", "arithmetic", "dense places", "average places", "untied places")


def ranks_noise(design: Design, name: str, ours: Said, theirs: Said) -> bool:
    """Whether all orders are ours, and only units that are equal to 12 digits are ranked apart."""
    if "places" not in name or isinstance(ours, dict) or is_blank(theirs):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    kept = all(b < d for a, b in pairs for c, d in pairs if a < c)
    return kept and len(set(ours)) < len(set(theirs))


def ignores_costs(design: Design, name: str, ours: Said, theirs: Said) -> bool:
    """Whether the weights are those that come out when every criterion is a benefit."""
    if name != "pymcdm: critic weights" or is_blank(theirs):
        return False
    return same(critic_weights(design["matrix"], [1] * len(design["weights"])).tolist(), theirs)


# Each with the exact condition under which it explains a difference.
EXPLANATIONS: tuple[tuple[str, Condition], ...] = (
    (
        "fault 12: a gap makes everything no number, or raises about something else",
        lambda design, name, ours, theirs: "gap" in design["marks"] and is_blank(theirs),
    ),
    (
        "fault 13: a constant criterion makes all CRITIC weights no number; we refuse",
        lambda design, name, ours, theirs: (
            "constant" in design["marks"]
            and "critic" in name
            and is_blank(theirs)
            and isinstance(ours, dict)
        ),
    ),
    (
        "fault 10: a constant criterion is scored all the same, or no number; we refuse",
        lambda design, name, ours, theirs: (
            "constant" in design["marks"] and quantity(name) in LAID and isinstance(ours, dict)
        ),
    ),
    (
        "choice: a constant criterion has weight 0 there; we refuse it, so that it is seen",
        lambda design, name, ours, theirs: (
            "constant" in design["marks"]
            and quantity(name) == "sd weights"
            and isinstance(ours, dict)
            and theirs[0] == 0
        ),
    ),
    ("fault 9: noise of the 16th digit ranks equal units apart", ranks_noise),
    ("fault 14: CRITIC swallows directions, so that costs count as benefits", ignores_costs),
    (
        "fault 15: more items than the table has end in an IndexError; we refuse",
        lambda design, name, ours, theirs: "many" in design["marks"],
    ),
    (
        "fault 19: another table of random indices; the consistency index is the same",
        lambda design, name, ours, theirs: name == "pymcdm: consistency ratio",
    ),
    (
        "fault 7: one failed run makes every index no number or 0; we leave it out and count it",
        lambda design, name, ours, theirs: (
            "failed" in design["marks"] and (is_blank(theirs) or not any(theirs))
        ),
    ),
)


def explanation(design: Design, name: str, ours: Said, theirs: Said) -> str:
    """The first fault that explains a difference."""
    found = (why for why, holds in EXPLANATIONS if holds(design, name, ours, theirs))
    return next(found, "unexplained")


def tell(
    asked: int, agreeing: Counter[str], explained: Counter[str], unexplained: list[tuple[Any, ...]]
) -> None:
    """Print the tables."""
    print(f"{asked} random designs, peers {', '.join(PEERS)}; agreement to {CLOSE:g}\n")
    print("agreeing answers")
    for name, count in sorted(agreeing.items()):
        print(f"  {count:>6}  {name}")
    print("\nexplained differences")
    for name, count in sorted(explained.items()):
        print(f"  {count:>6}  {name}")
    print(f"\n{agreeing.total():,} answers agree, {explained.total():,} differ for a reason, "
          f"{len(unexplained)} unexplained")  # fmt: skip  # one sentence
    for case in unexplained[:20]:
        print("  unexplained:", *case)


def write(
    asked: int, seed: int, agreeing: Counter[str], explained: Counter[str], unexplained: int
) -> None:
    """Put the table between its marks."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = [
        f"Run of {day}, seed {seed}: {asked} random designs, {', '.join(PEERS)}: "
        f"{agreeing.total():,} answers agree to {CLOSE:g}, {explained.total():,} differ for a "
        f"reason, {unexplained} unexplained.",
        "", "| peer and answer | agree | differ | because |", "|---|---:|---:|---|",
    ]  # fmt: skip  # the head of a table
    for name in sorted(agreeing.keys() | {row.partition(" | ")[0] for row in explained}):
        own = {
            row.partition(" | ")[2]: n
            for row, n in explained.items()
            if row.startswith(f"{name} |")
        }
        why = "; ".join(f"{reason} ({n})" for reason, n in sorted(own.items()))
        lines.append(f"| {name} | {agreeing[name]:,} | {sum(own.values()) or ''} | {why} |")
    before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
    body = "\n".join(lines)
    DOCS.write_text(f"{before}{BEGIN}\n{body}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
