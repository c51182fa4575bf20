"""This room is for finding flagged responses: pages that go on, counts that add up."""

from surveys.queries.flags import flag_counts, flags_by_response, interviewer_signs, response_page
from surveys.services.suspicions import sum_up_interviewers
from tests.collection import Field
from tests.surveys.services.test_flags import answer, walk


def test_pages_follow_one_another_without_gap_or_repetition(field: Field) -> None:
    names = {answer(field, number, f"i-{number % 2}", "staff") for number in range(6)}
    walk(field)
    first = response_page(field.session, field.wave, kind="staff_present")
    rest = response_page(field.session, field.wave, after=f"{3:032x}", kind="staff_present")
    shown = [line.submission_id for line in first.lines]
    assert shown == sorted(names)
    assert [line.submission_id for line in rest.lines] == shown[3:]
    assert flag_counts(field.session, field.wave)["staff_present"] == 6
    assert set(flags_by_response(field.session, field.wave)) == names


def test_the_most_suspicious_interviewer_stands_first(field: Field) -> None:
    for number in range(12):
        answer(field, number, f"i-{number % 3}", Q01=1 + number % 5)
    walk(field)
    sum_up_interviewers(field.session, field.clock, field.wave)
    scores = [sign.score for sign in interviewer_signs(field.session, field.wave)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
