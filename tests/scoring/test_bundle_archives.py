"""This room is for zips that try to write elsewhere or to fill the disk."""

import zipfile
from pathlib import Path

import pytest

from scoring import bundle_archives
from scoring.bundle_archives import unpack
from scoring.errors import BundleError


def packed(path: Path, names: list[str]) -> Path:
    """Write a zip that holds files of these names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")
    return path


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "C:/out.txt"])
def test_a_path_outside_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BundleError) as caught:
        unpack(packed(tmp_path / "a.zip", ["manifest.json", name]))
    assert caught.value.code == "unsafe_path"
    assert caught.value.parameters["found"] == name


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BundleError, match="unsafe_path"):
        unpack(tmp_path / "a.zip")


def test_more_files_or_bytes_than_allowed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packed(tmp_path / "a.zip", ["manifest.json", "b", "c"])
    monkeypatch.setattr(bundle_archives, "MAX_BYTES", 5)
    with pytest.raises(BundleError, match="bundle_too_large"):
        unpack(archive)
    monkeypatch.setattr(bundle_archives, "MAX_FILES", 2)
    with pytest.raises(BundleError, match="bundle_too_large"):
        unpack(archive)


def test_a_file_that_is_no_zip_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no zip at all")
    with pytest.raises(BundleError, match="bundle_unreadable"):
        unpack(tmp_path / "a.zip")


def test_a_zip_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="bundle_missing_file"):
        unpack(packed(tmp_path / "a.zip", ["one/plan.json", "two/plan.json"]))
