"""The demo's fieldwork in the words of its questionnaire: drawn cases, answers, outcomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.models.programmes import Contract
from surveys.kinds.documents import Answer, Questionnaire
from surveys.services.cases import DrawnCase
from surveys.services.submissions import Circumstances
from surveys.virtual_city.answers import MODES, NOT_ASKED, PRESENCES
from surveys.virtual_city.city import City
from surveys.virtual_city.fieldwork import DISPOSITIONS, NOBODY, Fieldwork
from surveys.virtual_city.sampling import Sample

AGE_FLOORS = (0, 18, 45, 60, 70, 80)
SCHOOLING_FLOORS = (0, 1, 7, 10, 13)
SELF, FAMILY = 1, 2


@dataclass(frozen=True, slots=True)
class Interview:
    """One held interview: the case it belongs to, its answers and its circumstances."""

    case: int
    answers: list[Answer]
    circumstances: Circumstances
    duration_seconds: int


def drawn_cases(city: City, sample: Sample, contracts: Mapping[int, Contract]) -> list[DrawnCase]:
    """Return the drawn households of the sample, one for each of its cases, in order."""
    return [
        DrawnCase(
            contract=contracts[int(sample.contract[case])],
            label=f"{contracts[int(sample.contract[case])].code}-{case + 1:05d}",
            stratum=sample.stratum_names[int(sample.stratum[case])],
            psu=_village(sample, case),
            base_weight=float(1 / sample.inclusion_probability[case]),
            inclusion_probability=float(sample.inclusion_probability[case]),
            stratum_population=int(sample.stratum_population[int(sample.stratum[case])]),
            person=_person(city, int(sample.recipient[case])),
        )
        for case in range(len(sample))
    ]


def outcomes(fieldwork: Fieldwork) -> list[str]:
    """Return how each case ended."""
    return [DISPOSITIONS[int(position)] for position in fieldwork.disposition]


def interviews(
    city: City, sample: Sample, fieldwork: Fieldwork, questionnaire: Questionnaire
) -> Iterator[Interview]:
    """Yield the interviews with their answers in the order of the questionnaire."""
    codes = [question.code for question in fieldwork.questions]
    for place in range(len(fieldwork.case)):
        case = int(fieldwork.case[place])
        row = (int(value) for value in fieldwork.answers[place])
        given: dict[str, int] = {
            code: value for code, value in zip(codes, row, strict=True) if value != NOT_ASKED
        }
        is_proxy = bool(fieldwork.situations.is_proxy[place])
        given |= background(city, int(sample.recipient[case]), is_proxy)
        answers: list[Answer] = [given.get(q.code) for q in questionnaire.questions]
        yield Interview(
            case,
            questionnaire.without_unasked(answers),
            _circumstances(fieldwork, place, is_proxy),
            int(fieldwork.duration_seconds[place]),
        )


def background(city: City, who: int, is_proxy: bool) -> dict[str, int]:
    """Return what a person says about the contact and about himself or herself."""
    people = city.recipients
    return {
        "Q00": 1,
        "D08": FAMILY if is_proxy else SELF,
        "D01": _step(AGE_FLOORS, int(people.age[who])) + 1,
        # The city counts health from 1, the best; the questionnaire's codes fall from 5.
        "D05": 6 - int(people.health[who]),
        "D06": int(people.lives_alone[who]),
        "D07": _step(SCHOOLING_FLOORS, int(people.schooling_years[who])),
    }


def _step(floors: tuple[int, ...], value: int) -> int:
    return sum(value >= floor for floor in floors) - 1


def _circumstances(fieldwork: Fieldwork, place: int, is_proxy: bool) -> Circumstances:
    interviewer = int(fieldwork.interviewer[place])
    return Circumstances(
        mode=MODES[int(fieldwork.situations.mode[place])],
        is_assisted=interviewer != NOBODY,
        is_proxy=is_proxy,
        proxy_reason="听不清楚（演示）" if is_proxy else "",
        presence=PRESENCES[int(fieldwork.situations.presence[place])],
        interviewer="" if interviewer == NOBODY else fieldwork.assignment.code(interviewer),
    )


def _village(sample: Sample, case: int) -> str:
    # A village is drawn apart in each stratum, so it is a sampling unit within its stratum.
    return f"V{int(sample.psu[case]) + 1:05d}-{int(sample.stratum[case]) + 1}"


def _person(city: City, who: int) -> dict[str, str]:
    people = city.recipients
    return {"name": people.name(who), "phone": people.phone(who)}
