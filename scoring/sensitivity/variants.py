"""Running the pipeline again under another choice: another plan, or answers left out."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.errors import MethodError, ScoringError
from scoring.evaluate import score_contracts
from scoring.moments.estimates import ContractEstimates, SurveyEstimates
from scoring.plan import Plan
from scoring.profiling.checks import FloatArray
from scoring.scored_contracts import ScoredContract
from scoring.sensitivity.choices import (
    BUSIEST,
    EXCLUDED,
    FLAGGED,
    LEFT_OUT,
    OF_THE_PASS,
    PROXIES,
    Collected,
    plan_under,
)

RESPONSES = "responses"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Answers that a variant does without: those of proxies, flagged ones, of interviewers.

    ``interviewers`` holds (contract, interviewer) pairs; an empty contract stands for all.
    """

    proxies: bool = False
    flagged: bool = False
    interviewers: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_nothing(self) -> bool:
        """Whether all answers stay."""
        return not (self.proxies or self.flagged or self.interviewers)

    def rows_kept(self, table: pa.Table) -> pa.Array:
        """Return which rows of a responses table stay."""
        kept = np.ones(table.num_rows, np.bool_)
        if self.proxies:
            kept &= ~pc.fill_null(table["is_proxy"], False).to_numpy()
        if self.flagged:
            kept &= np.array([not text for text in table["flags"].to_pylist()], np.bool_)
        if self.interviewers:
            contracts, names = table["contract"].to_pylist(), table["interviewer"].to_pylist()
            pairs = zip(contracts, names, strict=True)
            without = self.interviewers
            kept &= np.array(
                [row not in without and ("", row[1]) not in without for row in pairs], np.bool_
            )
        return pa.array(kept)


@dataclass(slots=True)
class Pipeline:
    """The pipeline of one bundle, run once for every different choice before the pass.

    The first run must be the plan's own; later ones are judged by its counts of answers.
    """

    bundle: Bundle
    collected: Collected
    known: dict[tuple[str, ...], tuple[ScoredContract, ...] | MethodError] = field(
        default_factory=dict
    )
    official: dict[str, ContractEstimates] = field(default_factory=dict)

    def under(self, levels: Mapping[str, str]) -> tuple[ScoredContract, ...]:
        """Return all contracts as scored under these levels of the choices of the pass.

        Raises
        ------
        MethodError
            With the code of whatever keeps the data from being scored so.
        """
        key = tuple(levels.get(code, "") for code in OF_THE_PASS)
        if key not in self.known:
            try:
                plan = plan_under(self.bundle.plan, levels)
                self.known[key] = self.without(self._left_out(levels), plan)[0]
            except ScoringError as error:
                self.known[key] = MethodError(error.code, **error.parameters)
        found = self.known[key]
        if isinstance(found, MethodError):
            raise found
        return found

    def _left_out(self, levels: Mapping[str, str]) -> LeftOut:
        excluded = levels.get(EXCLUDED)
        busiest = self.collected.busiest or ""
        return LeftOut(
            proxies=levels.get(PROXIES) == LEFT_OUT,
            flagged=excluded == FLAGGED,
            interviewers=frozenset({("", busiest)} if excluded == BUSIEST else set()),
        )

    def without(
        self, left_out: LeftOut, plan: Plan | None = None
    ) -> tuple[tuple[ScoredContract, ...], SurveyEstimates]:
        """Return all contracts scored without some answers, and the estimates they rest on."""
        changed = replace(self.bundle, plan=plan or self.bundle.plan)
        if left_out.is_nothing:
            survey = self._judged(estimate(changed))
            return score_contracts(changed, survey), survey
        with tempfile.TemporaryDirectory() as folder:
            lesser = replace(changed, path=_copied(changed, Path(folder), left_out))
            survey = self._judged(estimate(lesser))
            return score_contracts(lesser, survey), survey

    def _judged(self, survey: SurveyEstimates) -> SurveyEstimates:
        """Let the plan's least numbers of answers be met, or not, by what was collected.

        Whether a figure may be used at all is no choice: a variant that leaves some answers out
        shall move scores, and not blank them.
        """
        if not self.official:
            self.official = {row.contract: row for row in survey.contracts}
            return survey
        rows = [_with_counts_of(self.official[row.contract], row) for row in survey.contracts]
        return replace(survey, contracts=tuple(rows))


def _with_counts_of(official: ContractEstimates, found: ContractEstimates) -> ContractEstimates:
    """Return estimates with the counts of the plan's own run, where there is anything to count."""
    some, apart = found.answers_by_variable > 0, found.psus_by_variable > 1
    return replace(
        found,
        answers_by_variable=np.where(some, official.answers_by_variable, 0),
        psus_by_variable=np.where(apart, official.psus_by_variable, found.psus_by_variable),
    )


def _copied(bundle: Bundle, folder: Path, left_out: LeftOut) -> Path:
    """Write the answers that stay into a folder with links to the other parts of the bundle."""
    for part in bundle.path.iterdir():
        if part.name != RESPONSES:
            (folder / part.name).symlink_to(part.resolve())
    (folder / RESPONSES).mkdir()
    for part in bundle.response_parts():
        table = pq.read_table(part)
        pq.write_table(table.filter(left_out.rows_kept(table)), folder / RESPONSES / part.name)
    return folder


def reached(contracts: tuple[ScoredContract, ...], codes: tuple[str, ...]) -> FloatArray:
    """Return the points of 100 that these contracts reach in each dimension, shape (J, D).

    Raises
    ------
    MethodError
        ``contract_without_total`` where one of them has none.
    """
    by_code = {contract.code: contract for contract in contracts}
    rows: list[list[float]] = []
    for code in codes:
        composite = by_code[code].composite
        if composite.total is None:
            raise MethodError("contract_without_total", where=code, found=composite.reasons)
        rows.append(
            [100 * (node.points or 0.0) / node.effective_weight for node in composite.dimensions]
        )
    return np.array(rows)


def put_together(
    points: FloatArray, weights: npt.ArrayLike, normalisation: str, aggregation: str
) -> FloatArray:
    """Return the totals of all contracts, shape (J,), from their dimensions (J, D).

    Under ``minmax`` a dimension runs from 1 to 100 between the worst and the best contract, and
    one in which all are alike gives everybody 100. The geometric mean takes scores below 1 as 1.

    Examples
    --------
    >>> put_together(np.array([[100.0, 25.0]]), [0.5, 0.5], "goalposts", "geometric").round(9)
    array([50.])
    """
    shares = np.asarray(weights, dtype=np.float64)
    if normalisation == "minmax":
        low, span = points.min(axis=0), np.ptp(points, axis=0)
        flat = span <= 1e-9
        points = np.where(flat, 100.0, 1 + 99 * (points - low) / np.where(flat, 1.0, span))
    if aggregation == "geometric":
        return np.asarray(np.exp(np.log(np.maximum(points, 1.0)) @ shares))
    return np.asarray(points @ shares)
