"""Two runs side by side, in lines: who moved, and what of that each cause made."""

import json
from pathlib import Path

from evaluator.wording.sentences import sentence
from evaluator.wording.texts import N_, translate
from reports.choices_wording import CAUSES
from reports.documents.report import read_results
from reports.wording import GRADES
from scoring.bundle import Bundle, read_bundle
from scoring.comparison import Comparison, Movement
from scoring.errors import BundleError
from scoring.output import MANIFEST
from scoring.scorebook import ScoreBook


def run_of(output: Path) -> tuple[Bundle, ScoreBook]:
    """Return bundle and score book of a run; refuse a bundle that is not the run's own."""
    book, _plan = read_results(output)
    try:
        manifest = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        way = str(manifest["bundle"]["path"])
    except OSError as error:
        raise BundleError("output_missing_file", file=str(output / MANIFEST)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BundleError("bundle_unreadable", file=MANIFEST, found=str(error)) from error
    bundle = read_bundle(output / way)
    if bundle.digest != book.bundle_hash:
        raise BundleError("bundle_altered", file=way, found=bundle.digest, allowed=book.bundle_hash)
    return bundle, book


def comparison_lines(found: Comparison, locale: str) -> list[str]:
    """Return one line a contract, those that moved most first, then what bears on all of them."""
    order = sorted(found.contracts, key=lambda row: (-abs(row.movement or 0.0), row.contract))
    lines = [_line(row, locale) for row in order]
    return [*lines, *(sentence(code, None, locale) for code in found.notes)]


def _line(row: Movement, locale: str) -> str:
    """Return what became of one contract: points, causes, place and grade."""
    if row.movement is None:
        text = translate(N_("%(name)s: %(reason)s."), locale)
        return text % {"name": row.name, "reason": sentence(row.reason or "", None, locale)}
    causes = [
        translate(CAUSES[cause], locale) % {"points": _signed(points)}
        for cause, points in row.parts.items()
        if abs(points) >= 0.005
    ]
    told = translate(
        N_("%(name)s: %(before)s → %(after)s points (%(moved)s)%(causes)s%(standing)s"), locale
    )
    return told % {
        "name": row.name,
        "before": f"{row.total_before:.2f}",
        "after": f"{row.total_after:.2f}",
        "moved": _signed(row.movement),
        "causes": translate(N_(": "), locale) + translate(N_(", "), locale).join(causes)
        if causes
        else "",
        "standing": _standing(row, locale),
    }


def _standing(row: Movement, locale: str) -> str:
    told = []
    if row.place_before != row.place_after:
        text = translate(N_("place %(before)s → %(after)s"), locale)
        told.append(text % {"before": row.place_before or "—", "after": row.place_after or "—"})
    if row.grade_before != row.grade_after:
        names = [_grade(grade, locale) for grade in (row.grade_before, row.grade_after)]
        text = translate(N_("grade %(before)s → %(after)s"), locale)
        told.append(text % {"before": names[0], "after": names[1]})
    if row.reason is not None:
        told.append(sentence(row.reason, None, locale))
    return "".join(translate(N_("; "), locale) + text for text in told)


def _grade(grade: str | None, locale: str) -> str:
    return "—" if grade is None else translate(GRADES.get(grade, grade), locale)


def _signed(points: float) -> str:
    """Write a change with its sign, and none where it rounds to nothing."""
    text = f"{points:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")
