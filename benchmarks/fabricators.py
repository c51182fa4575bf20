"""How many planted fabricators are found: ``python benchmarks/fabricators.py --help``.

Thresholds are fixed on one set of seeds (``--tune``) and reported on another with shifted
parameters; the table and the curves go into docs/methods.md with ``--write``.
"""

import argparse
import datetime
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _fabricator_worlds import REPORTING, TUNING, Setting, planted_world
from scipy.optimize import minimize

from scoring.profiling.checks import BoolArray, FloatArray
from scoring.quality.calibration import CALIBRATION, LIMIT, Scale
from scoring.quality.fabrication import FEWEST_INTERVIEWS, MOST_Z, TESTS, raw_tests, weighed
from scoring.quality.signs import signs_of
from surveys.virtual_city.inventions import GUISES, STYLES

DOCUMENT = Path(__file__).parents[1] / "docs" / "methods.md"
ASSUMED = """\
Five styles of answers (one label down the page; copies of one's own model; stereotypes; noise;
whole answers of other real people with some changed) and three ways to make up traces: *careless*
types them in at home in a row, *careful* sits in the village and is hasty, *expert* leaves times
and positions as a real visit would, so that little but called-back respondents can tell. Honest
interviewers differ in pace, forget positions, meet neighbours, come in the evening and hurry at
times; 5 to 6 of 100 real interviews are denied when called again, and a quarter of the made-up
ones confirmed. A tenth of each interviewer's cases is called again, of which two thirds are
reached. An interviewer counts from 20 interviews on, of which 10 to 100 per cent are made up. The
reported worlds differ from those of tuning in city, questionnaire, team, care and memory. All of
this is a model: in a real county the shares found will be other ones, and a suspicion is a reason
to call people again, never a proof.
"""
BEGIN, END = "<!-- fabricators:begin -->", "<!-- fabricators:end -->"
RIDGE = 0.003
AIM = 0.03  # false alarms aimed at while tuning; a margin below the 5 per cent that are allowed
BANDS = ((0.10, 0.20), (0.20, 0.35), (0.35, 0.50), (0.50, 0.75), (0.75, 1.00))
ALARMS = (0.01, 0.02, 0.03, 0.05, 0.075, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class Seen:
    """One interviewer of 20 interviews and more: raw tests, and the truth."""

    raw: tuple[float, ...]
    style: str = ""
    guise: str = ""
    share: float = 0.0


def look_at(task: tuple[Setting, int]) -> list[Seen]:
    """Return the interviewers of one world."""
    setting, seed = task
    world = planted_world(setting, seed)
    raw = raw_tests(world.interviews, signs_of(world.interviews))
    codes, sizes = np.unique(world.interviews.interviewers, return_counts=True)
    seen = []
    for row, code in enumerate(codes):
        if sizes[row] < FEWEST_INTERVIEWS:
            continue
        values = tuple(float(raw[name][row]) for name in TESTS)
        planted = world.fabricators.get(str(code))
        if planted is None:
            seen.append(Seen(values))
        else:
            seen.append(Seen(values, planted.style, planted.guise, planted.share))
    return seen


def worlds_of(setting: Setting, seeds: Iterable[int]) -> list[Seen]:
    """Return the interviewers of many worlds, on all cores."""
    tasks = [(setting, seed) for seed in seeds]
    with ProcessPoolExecutor() as pool:
        return [one for many in pool.map(look_at, tasks, chunksize=4) for one in many]


def scores_of(seen: Sequence[Seen], calibration: Mapping[str, Scale]) -> FloatArray:
    """Return the score of each interviewer."""
    total = np.zeros(len(seen))
    for place, name in enumerate(TESTS):
        scale = calibration[name]
        raw = np.array([one.raw[place] for one in seen])
        total += weighed((raw - scale.centre) / scale.spread, scale.weight)
    return total


def tune(worlds: int) -> None:
    """Print centre, spread and weight of every test, and the limit, from the tuning seeds."""
    seen = worlds_of(TUNING, range(worlds))
    told = np.array([bool(one.style) for one in seen])
    raw = np.array([one.raw for one in seen])
    centre = raw[~told].mean(axis=0).round(3)
    spread = np.maximum(raw[~told].std(axis=0), 0.05).round(3)
    weights = fitted(np.clip((raw - centre) / spread, 0, MOST_Z), told).round(3)
    found = {
        name: Scale(float(centre[place]), float(spread[place]), float(weights[place]))
        for place, name in enumerate(TESTS)
    }
    scores = scores_of(seen, found)
    limit = round(float(np.quantile(scores[~told], 1 - AIM)), 3)
    print(f"LIMIT = {limit}")
    for name, scale in found.items():
        print(f'    "{name}": Scale({scale.centre}, {scale.spread}, {scale.weight}),')
    share = (scores[told] > limit).mean()
    print(f"# {(~told).sum()} honest, {told.sum()} fabricators, {share:.1%} of them found")


def fitted(z: FloatArray, told: BoolArray) -> FloatArray:
    """Return the weights of a ridge logistic regression, none below 0, both kinds counted alike."""
    balance = np.where(told, (~told).sum() / told.sum(), 1.0)
    sign = np.where(told, -1.0, 1.0)

    def loss(free: FloatArray) -> float:
        margin = sign * (z @ free[1:] + free[0])
        fit = (balance * np.logaddexp(0, margin)).mean()
        return float(fit + RIDGE * (free[1:] ** 2).sum())

    bounds = [(None, None)] + [(0, None)] * z.shape[1]
    best = minimize(loss, np.append(0.0, np.full(z.shape[1], 0.1)), bounds=bounds)
    return np.asarray(best.x[1:])


def share_line(hits: BoolArray) -> str:
    """Return found of all with the 95 per cent Wilson interval."""
    count, share, z = len(hits), float(hits.mean()), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return f"{hits.sum()} of {count} | {share:.1%} | {middle - reach:.1%} to {middle + reach:.1%}"


def report(worlds: int, first: int) -> str:
    """Return the text for the document, from the reporting seeds."""
    seen = worlds_of(REPORTING, range(first, first + worlds))
    scores = scores_of(seen, CALIBRATION)
    planted = np.array([bool(one.style) for one in seen])
    hits = scores > LIMIT
    told = [one for one in seen if one.style]
    found = hits[planted]
    shares = np.array([one.share for one in told])
    today = datetime.datetime.now(datetime.UTC).date()
    lines = [
        ASSUMED,
        f"Made by `make fabricators` on {today}: {worlds} worlds, seeds {first} to "
        f"{first + worlds - 1}, limit {LIMIT} fixed on seeds 0 to {TUNING.worlds - 1} before.",
        "",
        "| | Number | Share | 95 % interval |",
        "|---|---|---|---|",
        f"| **Fabricators found** | {share_line(found)} |",
        f"| **False alarms among the honest** | {share_line(hits[~planted])} |",
    ]
    for style in STYLES:
        lines.append(f"| style: {style} | {share_line(found[[o.style == style for o in told]])} |")
    for guise in GUISES:
        lines.append(f"| traces: {guise} | {share_line(found[[o.guise == guise for o in told]])} |")
    for low, high in BANDS:
        inside = (shares >= low) & (shares < high)
        lines.append(f"| made up: {low:.0%} to {high:.0%} | {share_line(found[inside])} |")
    lines += ["", "Receiver operating curve, over all limits:", ""]
    lines.append("| False alarms | " + " | ".join(f"{alarm:.1%}" for alarm in ALARMS) + " |")
    lines.append("|---|" + "---|" * len(ALARMS))
    curve = [(scores[planted] > np.quantile(scores[~planted], 1 - a)).mean() for a in ALARMS]
    lines.append("| Found | " + " | ".join(f"{share:.1%}" for share in curve) + " |")
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the text between the marks of the document, at its end where there are none yet."""
    held = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Methods\n"
    if BEGIN not in held:
        held += f"\n## Finding made-up interviews\n\n{BEGIN}\n{END}\n"
    before, rest = held.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Tune, or report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tune", action="store_true", help="print constants from tuning seeds")
    parser.add_argument("--write", action="store_true", help="write docs/methods.md")
    parser.add_argument("--worlds", type=int, default=REPORTING.worlds)
    parser.add_argument("--seed", type=int, default=REPORTING.first_seed)
    chosen = parser.parse_args()
    if chosen.tune:
        tune(TUNING.worlds)
        return
    text = report(chosen.worlds, chosen.seed)
    print(text)
    if chosen.write:
        write(text)


if __name__ == "__main__":
    main()
