"""Settings: keys are made once, whole, whoever asks for them first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluator.settings import Settings


def test_many_who_ask_for_a_new_key_at_once_get_the_same_whole_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="sqlite://")
    for round_ in range(20):
        with ThreadPoolExecutor(16) as pool:
            keys = set(pool.map(lambda _, name=f"k{round_}": settings.key(name), range(16)))
        assert [len(key) for key in keys] == [32]
    assert len(list((tmp_path / "keys").iterdir())) == 20
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
