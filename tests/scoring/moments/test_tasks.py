"""This room is for how the work is divided, and for texts read as codes."""

from pathlib import Path

from scoring.moments.tasks import accepted_rows, coded_texts, read_rows, tasks_of
from tests.bundles import divide_responses, plain_plan, survey_bundle

COLUMNS = {
    "contract": ["k1", "k1", "k1", "k2", "k2"],
    "psu": ["v1", "v1", "v2", "v1", "v3"],
    "presence": ["alone", None, "staff", "staff", "alone"],
    "item:a": [1] * 5,
}


def test_tasks_follow_the_files_alone(tmp_path: Path) -> None:
    bundle = survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS)
    divide_responses(bundle, range(5), parts=2, group=1)
    tasks = tasks_of(bundle.response_parts(), 2)
    assert [task.row_groups for task in tasks] == [(0, 1), (2,), (0, 1)]
    assert [task.rows for task in tasks] == [2, 1, 2]


def test_a_task_carries_the_hash_of_its_file(tmp_path: Path) -> None:
    bundle = survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS)
    (path,) = bundle.response_parts()
    assert [task.digest for task in tasks_of([path], 9, {path.name: "abc"})] == ["abc"]
    assert [task.digest for task in tasks_of([path], 9)] == [""]


def test_texts_are_read_as_codes_whatever_the_row_groups(tmp_path: Path) -> None:
    bundle = survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS)
    divide_responses(bundle, [4, 3, 2, 1, 0], parts=1, group=2)
    (task,) = tasks_of(bundle.response_parts(), 9)
    table = read_rows(task, ["psu", "presence"])
    for name in ("psu", "presence"):
        codes, texts = coded_texts(table, name)
        read = [*texts.to_pylist(), None]
        assert [read[code] for code in codes] == COLUMNS[name][::-1]


def test_rows_with_an_excluded_presence_are_left_out_and_blanks_stay(tmp_path: Path) -> None:
    bundle = survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS)
    (task,) = tasks_of(bundle.response_parts(), 9)
    table = read_rows(task, ["status", "presence", "psu"])
    kept = accepted_rows(table, bundle.plan)
    assert kept["psu"].to_pylist() == ["v1", "v1", "v3"]
