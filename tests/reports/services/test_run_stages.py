"""The stages of a scoring run: words for each, never backwards, never beyond the end."""

from reports.services.run_stages import STAGES, along_the_run


def told_by(*reports: tuple[str, int, int]) -> list[tuple[str, int, int]]:
    told: list[tuple[str, int, int]] = []
    tell = along_the_run(lambda step, done, total: told.append((step, done, total)))
    for report in reports:
        tell(*report)
    return told


def test_each_stage_is_told_in_words_further_along_than_the_one_before() -> None:
    told = told_by(*((stage, 0, 1) for stage in STAGES))

    assert [step for step, _, _ in told] == list(STAGES.values())
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert len({total for _, _, total in told}) == 1


def test_a_stage_moves_along_within_itself_and_ends_where_the_next_begins() -> None:
    begun, half, ended, following = told_by(
        ("responses", 0, 4), ("responses", 2, 4), ("responses", 4, 4), ("contracts", 0, 6)
    )

    assert begun[1] < half[1] < ended[1] == following[1]


def test_a_stage_without_words_is_left_out() -> None:
    assert told_by(("done", 6, 6)) == []


def test_a_stage_of_unknown_length_is_at_its_beginning() -> None:
    assert told_by(("read", 0, 0)) == told_by(("read", 0, 1))
