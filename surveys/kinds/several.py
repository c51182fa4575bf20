"""Several choices at once, and choices put into an order; kept as codes with blanks between."""

from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind, option_words, read_reason
from surveys.kinds.questions import Answer, Question
from surveys.logic.values import codes_in

FEWEST = 2
BETWEEN = {"zh": "、", "en": ", "}


def problems(question: Question) -> list[str]:
    """Require two different options at least."""
    codes = [code for code in question.codes if code >= 0]
    return [] if len(codes) >= FEWEST else [f"{question.code}: {len(codes)} options, not {FEWEST}"]


def read_multiple(question: Question, sent: Sequence[str]) -> Answer:
    """Read the chosen codes in the order of the options; a reason stands alone."""
    chosen = {part for value in sent for part in codes_in(value)}
    reason = read_reason(question, chosen)
    if reason is not None or not chosen:
        return reason
    offered = [str(code) for code in question.codes if code >= 0]
    unknown = sorted(chosen - set(offered))
    if unknown:
        raise Invalid("answer_not_offered", question=question.code, found=", ".join(unknown)[:40])
    alone = {str(option.code) for option in question.options if option.is_exclusive}
    if chosen & alone and len(chosen) > 1:
        raise Invalid("answer_stands_alone", question=question.code)
    return " ".join(code for code in offered if code in chosen)


def read_ranking(question: Question, sent: Sequence[str]) -> Answer:
    """Read an order: the places of the options in their order, or the codes from first to last."""
    filled = [value.strip() for value in sent if value.strip()]
    reason = read_reason(question, set(filled))
    if reason is not None or not filled:
        return reason
    offered = [str(code) for code in question.codes if code >= 0]
    if len(filled) == 1:
        ranked = codes_in(filled[0])
    else:
        places = [value.strip() for value in sent if not value.strip().startswith("-")]
        by_place = dict(zip(places, offered, strict=False))
        ranked = [by_place[str(n)] for n in range(1, len(offered) + 1) if str(n) in by_place]
    if sorted(ranked) != sorted(offered):
        raise Invalid("places_do_not_fit", question=question.code, allowed=len(offered))
    return " ".join(ranked)


def places_of(question: Question, given: Sequence[str]) -> dict[int, str]:
    """Return the place of each option, from an order that is kept or from places just sent."""
    codes = [code for code in question.codes if code >= 0]
    if len(given) == 1:
        ranked = codes_in(given[0])
        return {int(code): str(place) for place, code in enumerate(ranked, 1) if code.isdecimal()}
    return dict(zip(codes, given, strict=False))


def words(question: Question, answer: Answer, language: str) -> str:
    """Say the options that were chosen, or in which order."""
    if answer is None or isinstance(answer, int):
        return option_words(question, answer, language)
    said = [option_words(question, int(code), language) for code in codes_in(answer)]
    if question.kind == "ranking":
        said = [f"{place}. {text}" for place, text in enumerate(said, start=1)]
    return BETWEEN.get(language, ", ").join(said)


MULTIPLE = Kind("multiple", problems, read_multiple, words)
RANKING = Kind("ranking", problems, read_ranking, words)
