"""This room is for the score of made-up interviews: planted fabricators stand out alone."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.quality.fabrication import FEWEST_INTERVIEWS, TESTS, suspicions
from scoring.quality.signs import NOT_ASKED, Interviews, signs_of, surprise

PER_HEAD, HEADS, ITEMS = 25, 8, 14


def field(seed: int) -> Interviews:
    """Eight honest interviewers with 25 interviews each, in one contract."""
    chance = np.random.default_rng(seed)
    count = PER_HEAD * HEADS
    trait = chance.normal(size=(count, 1))
    labels = np.clip(np.round(3.6 + trait + chance.normal(size=(count, ITEMS))), 1, 5)
    codes = np.where(chance.random(labels.shape) < 0.04, -1, labels).astype(np.int64)
    codes[:, -1] = NOT_ASKED
    homes = chance.uniform(0, 40, (count, 2))
    gone = chance.random(count) < 0.1
    points = np.where(gone[:, None], np.nan, homes + chance.normal(0, 0.4, (count, 2)))
    place = np.arange(count) % PER_HEAD
    checked = chance.random(count) < 0.08
    return Interviews(
        codes=codes,
        is_label=np.arange(ITEMS) < ITEMS - 2,
        interviewers=np.array([f"i{row // PER_HEAD}" for row in range(count)]),
        contracts=np.full(count, "c"),
        seconds=480 * np.exp(chance.normal(0, 0.25, count)),
        started=place // 6 * 1440.0 + 520 + place % 6 * 60 + chance.uniform(0, 20, count),
        points=points,
        homes=homes,
        is_visit=np.ones(count, dtype=bool),
        is_checked=checked,
        is_denied=checked & (chance.random(count) < 0.05),
        differing=np.where(checked, chance.binomial(5, 0.12, count), 0),
    )


def lazy(interviews: Interviews) -> Interviews:
    """The first interviewer types fifteen inventions in at home, in three minutes each."""
    seconds, points = interviews.seconds.copy(), interviews.points.copy()
    codes, started = interviews.codes.copy(), interviews.started.copy()
    seconds[:15], points[:15] = 150.0, (5.0, 5.0)
    codes[:15] = codes[0]
    started[:15] = 1100 + 4 * np.arange(15)
    return replace(interviews, seconds=seconds, points=points, codes=codes, started=started)


def test_somebody_who_types_inventions_in_at_home_is_suspected_alone() -> None:
    found = suspicions(lazy(field(1)))
    assert [one.interviewer for one in found if one.is_suspected] == ["i0"]
    assert found[0].strongest[0] in TESTS
    assert found[0].score == pytest.approx(sum(found[0].parts.values()))


def test_honest_interviewers_are_rarely_suspected() -> None:
    suspected = [one.is_suspected for seed in range(12) for one in suspicions(field(seed))]
    assert len(suspected) == 96
    assert sum(suspected) <= 8


def test_nobody_is_suspected_on_fewer_than_twenty_interviews() -> None:
    whole = lazy(field(1))
    kept = np.ones(len(whole.codes), dtype=bool)
    kept[FEWEST_INTERVIEWS - 1 : PER_HEAD] = False
    columns = {name: getattr(whole, name)[kept] for name in whole.__slots__ if name != "is_label"}
    found = suspicions(replace(whole, **columns))
    assert found[0].interviews == FEWEST_INTERVIEWS - 1
    assert found[0].score > 5
    assert not found[0].is_suspected


def test_a_wave_without_any_paradata_is_still_looked_at() -> None:
    whole = field(2)
    blank = np.full(len(whole.codes), np.nan)
    bare = replace(whole, seconds=blank, started=blank, points=np.full_like(whole.points, np.nan))
    assert all(np.isfinite(one.score) for one in suspicions(bare))


def test_the_order_of_the_interviews_does_not_matter() -> None:
    whole = lazy(field(3))
    order = np.random.default_rng(0).permutation(len(whole.codes))
    columns = {name: getattr(whole, name)[order] for name in whole.__slots__ if name != "is_label"}
    one, other = suspicions(whole), suspicions(replace(whole, **columns))
    for before, after in zip(one, other, strict=True):
        for name in set(TESTS) - {"covariance"}:  # compared with random sets of rows
            assert before.z[name] == pytest.approx(after.z[name])


def test_a_rare_sign_surprises_more_than_a_common_one() -> None:
    signs = signs_of(lazy(field(1)))
    total = surprise(signs)
    assert total[:15].mean() > 3 * total[PER_HEAD:].mean()
    assert total.min() >= 0


def test_columns_of_other_lengths_are_refused() -> None:
    whole = field(1)
    with pytest.raises(MethodError, match="wrong_shape"):
        replace(whole, seconds=whole.seconds[:-1])
