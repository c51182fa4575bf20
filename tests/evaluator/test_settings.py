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


def test_the_home_is_closed_to_other_people_on_the_machine(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    settings = Settings(home=home, database_url="sqlite://")
    settings.keep_private()
    settings.key("session")
    assert home.stat().st_mode & 0o007 == 0
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    new = Settings(home=tmp_path / "new", database_url="sqlite://")
    new.keep_private()
    assert new.home.stat().st_mode & 0o777 == 0o700
