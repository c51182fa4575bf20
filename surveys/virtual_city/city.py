"""The virtual city as a whole: places, people, contractors, true scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.contractors import Contractors, appoint_contractors
from surveys.virtual_city.places import Places, contract_of_townships, lay_out_places
from surveys.virtual_city.questions import CODES, QUESTIONS
from surveys.virtual_city.recipients import Recipients, case_mix, settle_recipients

NAME = "虚拟铁岭"
STANDARD_PEOPLE = 400  # quantiles that stand for the whole city's mix


@dataclass(frozen=True, slots=True)
class City:
    """A city that does not exist; equal seeds and sizes give equal cities."""

    seed: int
    places: Places
    recipients: Recipients
    contractors: Contractors
    township_contract: NDArray[np.int32]
    recipient_contract: NDArray[np.int32]
    tilt: NDArray[np.float64]  # (N,) case mix and village: what a person adds to any contractor

    @property
    def served_population(self) -> NDArray[np.int64]:
        """Recipients in the area of each contract."""
        return np.bincount(self.recipient_contract, minlength=len(self.contractors))


def build_city(seed: int, recipients: int = 50_000, contractors: int = 6) -> City:
    """Build the virtual city.

    Parameters
    ----------
    seed : int
        Decides everything; no other source of chance is used.
    recipients : int
        People on the roster; at least as many as contractors.
    contractors : int
        Contractors, each with one contract. Up to seven serve whole counties.

    Examples
    --------
    >>> city = build_city(1, recipients=2_000)
    >>> len(city.recipients), city.contractors.contracts[0], len(city.places.counties)
    (2000, 'VT-01', 7)
    """
    if not 1 <= contractors <= recipients:
        raise ValueError(f"contractors: {contractors}; allowed: 1 to {recipients}")
    places = lay_out_places(seed, recipients, contractors)
    township_contract = contract_of_townships(places.township_county, contractors)
    people = settle_recipients(seed, recipients, places)
    return City(
        seed=seed,
        places=places,
        recipients=people,
        contractors=appoint_contractors(seed, contractors, places, township_contract),
        township_contract=township_contract,
        recipient_contract=township_contract[places.village_township[people.village]],
        tilt=case_mix(people) + places.village_effect[people.village],
    )


def true_scores(city: City, codes: tuple[str, ...], standardised: bool = False) -> np.ndarray:
    """Return the true mean points (J, len(codes)) of questions, best answer 100.

    What would be found if every recipient of a contract answered in person to a neutral
    interviewer. ``standardised``: if every contractor served the people of the whole city, which
    is what a case-mix adjusted score aims at.
    """
    columns = [_true_points(city, CODES.index(code), standardised) for code in codes]
    return np.stack(columns, axis=1)


def _true_points(city: City, position: int, standardised: bool) -> NDArray[np.float64]:
    question = QUESTIONS[position]
    latent = question.latent(city.contractors.question_level[:, position])
    if standardised:
        quantiles = (np.arange(STANDARD_PEOPLE) + 0.5) / STANDARD_PEOPLE
        people = np.quantile(city.tilt, quantiles)
        return np.asarray(question.expected_points(latent[:, None] + people).mean(axis=1))
    points = question.expected_points(latent[city.recipient_contract] + city.tilt)
    served = city.served_population
    total = np.bincount(city.recipient_contract, weights=points, minlength=len(served))
    return np.asarray(total / np.maximum(served, 1))
