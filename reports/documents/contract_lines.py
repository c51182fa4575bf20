"""One contract as a report prints it: every score with interval, base, reliability and state."""

import math
import re
from dataclasses import dataclass

from evaluator.wording.sentences import sentence
from evaluator.wording.texts import N_, translate
from reports.documents.formatting import BLANK, chance, interval, points, share, standing
from reports.kinds.names import CLASSES
from reports.wording import GRADES, PROPOSALS
from scoring.scorebook import ContractScore, DimensionScore, ScoreBook

CERTAIN = 0.8  # below this share the grade is called uncertain
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ContractLine:
    """The printed texts of one contract; ``total``, ``low`` and ``high`` serve the figure."""

    contract: str
    name: str
    contractor: str
    area: str
    total_text: str
    interval: str
    grade: str
    standing: str
    answers: str
    response_rate: str
    reliability: str
    state: str
    proposal: str
    dimensions: tuple[str, ...]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    total: float | None
    low: float | None
    high: float | None
    is_ranked: bool
    first_group: int


def contract_line(row: ContractScore, locale: str) -> ContractLine:
    """Return what is printed of a contract, in one language."""
    ranked = row.rank.band_low is not None and bool(row.rank.tie_groups)
    return ContractLine(
        contract=row.contract,
        name=row.name or row.contract,
        contractor=row.contractor,
        area=row.area,
        total_text=points(row.printed_total),
        interval=interval(row.interval_low, row.interval_high),
        grade=_grade(row, locale),
        standing=_standing(row, locale),
        answers=str(row.answers),
        response_rate=share(row.response_rate.value)
        if row.response_rate.reason is None
        else sentence(row.response_rate.reason, None, locale),
        reliability=f"{row.reliability.value:.2f}"
        if row.reliability.value is not None
        else sentence(row.reliability.reason or "not_computed", None, locale),
        state=_state(row, locale),
        proposal=_proposal(row, locale),
        dimensions=tuple(_dimension(part, row, locale) for part in row.dimensions),
        reasons=_reasons(row, locale),
        remarks=_remarks(row, locale),
        total=row.total,
        low=row.interval_low,
        high=row.interval_high,
        is_ranked=ranked,
        first_group=min(row.rank.tie_groups) if ranked else 0,
    )


def contract_lines(book: ScoreBook, locale: str) -> tuple[ContractLine, ...]:
    """Return all contracts as an official table lists them.

    Tie groups come in their order; inside a group the order is that of the names, so that no line
    stands above another for a difference that the data do not show. Unranked ones come last.
    """
    lines = [contract_line(row, locale) for row in book.contracts]
    return tuple(sorted(lines, key=_place_in_table))


def _place_in_table(row: ContractLine) -> tuple[object, ...]:
    return (not row.is_ranked, row.total is None, row.first_group, name_key(row))


def name_key(row: ContractLine) -> tuple[list[tuple[int, int, str]], str]:
    """Order names with the numbers in them by size: 2 before 10."""
    parts = _DIGITS.split(row.name)
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts], row.contract


def _grade(row: ContractScore, locale: str) -> str:
    grade = row.grade
    if grade.standing is None:
        return sentence(grade.reason or "not_computed", None, locale)
    texts = [translate(GRADES.get(grade.standing, grade.standing), locale)]
    if grade.earned not in (None, grade.standing):
        earned = translate(GRADES.get(str(grade.earned), str(grade.earned)), locale)
        texts.append(translate(N_("capped, by score %(grade)s"), locale) % {"grade": earned})
    if grade.certainty is not None:
        uncertain = grade.certainty < CERTAIN or grade.is_borderline
        text = N_("uncertain, %(share)s") if uncertain else N_("certainty %(share)s")
        texts.append(translate(text, locale) % {"share": chance(grade.certainty)})
    if grade.is_borderline:
        texts.append(translate(N_("borderline"), locale))
    return _joined(texts, locale)


def _joined(texts: list[str], locale: str) -> str:
    head, *rest = texts
    if not rest:
        return head
    return f"{head}（{'，'.join(rest)}）" if locale == "zh" else f"{head} ({', '.join(rest)})"


def _standing(row: ContractScore, locale: str) -> str:
    rank = row.rank
    if rank.band_low is None or rank.band_high is None or not rank.tie_groups:
        return BLANK if rank.reason is None else sentence(rank.reason, None, locale)
    if rank.reason is not None:
        return sentence(rank.reason, None, locale)
    return standing(rank.tie_groups, rank.band_low, rank.band_high, locale)


def _state(row: ContractScore, locale: str) -> str:
    if row.printed_total is None:
        reason = next(iter(row.reasons), None) or row.rank.reason or "not_computed"
        return _joined(
            [translate(N_("not scored"), locale), sentence(reason, None, locale)], locale
        )
    if row.rank.reason is not None:
        return translate(N_("scored, not ranked"), locale)
    return translate(N_("scored and ranked"), locale)


def _proposal(row: ContractScore, locale: str) -> str:
    proposal = translate(PROPOSALS.get(row.decision.proposal, row.decision.proposal), locale)
    if row.decision.needs_explanation:
        return _joined(
            [proposal, translate(N_("borderline, a person must explain"), locale)], locale
        )
    return proposal


def _reasons(row: ContractScore, locale: str) -> tuple[str, ...]:
    """Tell why the proposal is what it is, a blocking gate with what was found and is needed."""
    gates = {f"gate_{gate.code}": gate for gate in row.decision.gates}
    told = [translate(CLASSES[row.decision.decision_class], locale)]
    for code in row.decision.reasons:
        text = sentence(code, None, locale)
        if code in gates:
            found, needed = _measure(gates[code].found), _measure(gates[code].needed)
            bounds = translate(N_("found %(found)s, needed %(needed)s"), locale)
            text = _joined([text, bounds % {"found": found, "needed": needed}], locale)
        if code == "weak_items":
            text = _joined([text.rstrip("。."), *_weak_names(row, locale)], locale)
        told.append(text)
    extra = row.decision.extra_interviews.value
    if extra:
        more = translate(N_("About %(count)s more interviews would settle it."), locale)
        told.append(more % {"count": math.ceil(extra)})
    return tuple(dict.fromkeys(told))


def _weak_names(row: ContractScore, locale: str) -> list[str]:
    """Return the names of what is weak, whether indicators or whole groups."""
    names = {part.code: part.name.get(locale, part.code) for part in row.dimensions}
    names.update({leaf.code: leaf.name.get(locale, leaf.code) for leaf in row.indicators})
    return [names.get(code, code) for code in row.decision.weak_items]


def _measure(value: float | None) -> str:
    if value is None:
        return BLANK
    return str(int(value)) if float(value).is_integer() else points(value)


def _dimension(part: DimensionScore, row: ContractScore, locale: str) -> str:
    """Print a level-1 score of its weight with twice its standard error."""
    if part.printed is None:
        return sentence(part.reason or "not_computed", None, locale)
    margin = BLANK if part.standard_error is None else points(1.96 * part.standard_error)
    weight = points(part.weight).removesuffix(".00")
    return f"{points(part.printed)} ± {margin} / {weight}"


def _remarks(row: ContractScore, locale: str) -> tuple[str, ...]:
    told = [sentence(code, None, locale) for code in row.reasons]
    for veto in row.vetoes:
        text = translate(N_("Veto %(code)s: %(state)s"), locale)
        told.append(
            text % {"code": veto.code, "state": sentence(f"veto_{veto.state}", None, locale)}
        )
    for leaf in row.indicators:
        if leaf.reason is not None:
            told.append(
                f"{leaf.name.get(locale, leaf.code)}: {sentence(leaf.reason, None, locale)}"
            )
    return tuple(dict.fromkeys(told))
