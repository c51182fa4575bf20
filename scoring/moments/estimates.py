"""What the survey says of every contract: means, covariances, counts, and reasons for blanks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from scoring.moments.casemix import CaseMix
from scoring.moments.interviewing import Interviewing
from scoring.moments.item_sums import ItemSums

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ContractEstimates:
    """The survey's figures of one contract, G variables in the plan's order, points 0-100.

    A variable named in ``reasons`` has no answers (``no_answers``) and holds 0 in every array, or
    has a mean but no variance (``single_psu``) and holds 0 in the covariances. Covariances are in
    points squared; ``covariance_adjusted`` carries the uncertainty of the slopes.
    ``covariance_clients`` is the official one with the finite population correction, for
    statements on this year's clients alone; ``clients_reason`` says why it is not there (0 then).
    ``effective_answers`` is answers over the mean design effect, at most Kish's number;
    ``degrees_of_freedom`` sampling units less strata. ``successes`` counts full marks where
    ``is_binary``. ``missing_counts``: item -> kind of missing answer -> count. ``flags`` are codes
    of what was done: ``lone_psu_collapsed``, ``psu_in_several_strata``, ``weights_trimmed``,
    ``adjuster_unseen``, ``adjuster_missing``.
    """

    contract: str
    submitted: int
    answers: int
    excluded: int
    psus: int
    effective_answers: float
    degrees_of_freedom: float
    variables: tuple[str, ...]
    raw: Array
    adjusted: Array
    covariance_raw: Array
    covariance_adjusted: Array
    covariance_clients: Array
    answers_by_variable: Array
    psus_by_variable: Array
    is_binary: tuple[bool, ...]
    successes: Array
    missing_counts: Mapping[str, Mapping[str, int]]
    missing_adjusters: Mapping[str, int]
    reasons: Mapping[str, str]
    is_adjusted: bool
    margin_error: float = 0.0
    clients_reason: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def official(self) -> Array:
        """The estimate of record (G,): adjusted if the plan lists adjusters, else raw."""
        return self.adjusted if self.is_adjusted else self.raw

    @property
    def covariance(self) -> Array:
        """The covariance (G, G) of the estimate of record."""
        return self.covariance_adjusted if self.is_adjusted else self.covariance_raw


@dataclass(frozen=True, slots=True, eq=False)
class SharedUnits:
    """Influences (S, G) on the official means of the sampling units that contracts share.

    ``contract`` (S,) and ``unit`` (S,) say whose mean and which unit each row is of.
    """

    contract: Array
    unit: Array
    influence: Array


@dataclass(frozen=True, slots=True, eq=False)
class SurveyEstimates:
    """The estimates of all contracts, sorted by code, with what ties them to each other.

    ``beta`` (G, Q) are slopes in points a unit of adjuster, None without adjusters;
    ``overall`` (Q,) the adjusters' means over all respondents. ``interviewing`` says who asked for
    whom, ``items`` holds one object for each item set of the plan, in their order. ``is_exact``
    tells whether sums were kept in whole numbers. ``notes`` are codes with parameters on the whole
    survey.
    """

    contracts: tuple[ContractEstimates, ...]
    variables: tuple[str, ...]
    beta: Array | None
    beta_standard_error: Array | None
    overall: Array | None
    mix: CaseMix
    shared: SharedUnits
    interviewing: Interviewing
    items: tuple[ItemSums, ...]
    is_exact: bool
    notes: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)

    def shared_covariance(self, gradients: Array) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return the covariance that contracts have because they share sampling units.

        Parameters
        ----------
        gradients : (J, G)
            Row j weighs the official means of contract j into one figure.

        Returns
        -------
        covariance : (J, J) sparse, zero diagonal
            Sum over units c met in both contracts of t_ci t_cj, where t_cj is the unit's residual
            total over the contract's weight, centred in its stratum and times sqrt(m_j/(m_j-1)):
            the same t whose squares sum to the contract's own variance.
        counts : (J, J) sparse of int64, zero diagonal
            Units that both contracts share.
        """
        rows = np.einsum("pg,pg->p", self.shared.influence, gradients[self.shared.contract])
        shape = (int(self.shared.unit.max(initial=-1)) + 1, len(self.contracts))
        place = (self.shared.unit, self.shared.contract)
        by_unit = sparse.coo_array((rows, place), shape).tocsr()
        met = sparse.coo_array((np.ones(len(rows), np.int64), place), shape).tocsr()
        met.data = np.minimum(met.data, 1)
        return _off_diagonal(by_unit.T @ by_unit), _off_diagonal(met.T @ met)

    def slope_covariance(self, gradients: Array) -> Array | None:
        """Return a factor F (J, R) with F F' the covariance that adjusting gives all contracts.

        Through the common slopes, and through the average client to whom all are adjusted. Its
        diagonal blocks are already part of ``covariance_adjusted``. None without adjusters.
        """
        if self.beta is None:
            return None
        contracts, variables, count = self.mix.offsets.shape
        pull = (gradients[:, :, None] * self.mix.offsets).reshape(contracts, variables * count)
        factor = pull @ _root(self.mix.slope_covariance)
        if self.mix.centre is None:
            return np.asarray(factor)
        return np.hstack([factor, gradients @ _root(self.mix.centre)])


def _root(matrix: Array) -> Array:
    """Return R with R R' the matrix, which is positive semidefinite but for rounding."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _off_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    """Drop the diagonal of a sparse matrix, and put its entries in order."""
    entries = matrix.tocoo()
    apart = entries.row != entries.col
    place = (entries.row[apart], entries.col[apart])
    kept = sparse.coo_array((entries.data[apart], place), matrix.shape).tocsr()
    kept.sort_indices()
    return kept
