"""What is wrong with a file of answers: each problem with its place, and the refusal."""

from dataclasses import dataclass, field
from typing import Any

from scoring.errors import ScoringError

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong: where (file, row, column), what stood there, what is allowed."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    found: Any = None
    allowed: Any = None

    def parameters(self) -> dict[str, Any]:
        """Return what a sentence about the problem needs."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "found": self.found,
            "allowed": self.allowed,
        }


class AnswersRefused(ScoringError):  # noqa: N818 - a refusal, named as the domain says it
    """A file of answers or its mapping cannot be used; nothing was written.

    ``problems`` holds the first ones, ``count`` says how many there are in all.
    """

    def __init__(self, problems: tuple[Problem, ...], count: int | None = None) -> None:
        self.problems = problems[:SHOWN]
        self.count = len(problems) if count is None else count
        super().__init__("answers_refused", found=self.count, allowed=0)

    def __reduce__(self) -> tuple[object, ...]:
        return AnswersRefused, (self.problems, self.count)


def refuse(code: str, file: str, **place: Any) -> AnswersRefused:
    """Return the refusal that a single problem causes."""
    return AnswersRefused((Problem(code, file, **place),))


@dataclass(slots=True)
class Findings:
    """Problems collected on the way through a file: all are counted, the first are kept."""

    file: str
    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, **place: Any) -> None:
        """Note one problem of this file."""
        self.note(Problem(code, self.file, **place))

    def note(self, problem: Problem, times: int = 1) -> None:
        """Note a problem that occurred ``times`` times."""
        self.count += times
        self.kept.append(problem)
        if len(self.kept) > 50 * SHOWN:
            self._trim()

    def _trim(self) -> None:
        self.kept = sorted(self.kept, key=_place)[:SHOWN]

    def refuse_if_any(self) -> None:
        """Raise :class:`AnswersRefused` if anything was noted, earliest rows first."""
        if self.count:
            self._trim()
            raise AnswersRefused(tuple(self.kept), self.count)


def _place(problem: Problem) -> tuple[int, str]:
    return (problem.row or 0, problem.column or "")
