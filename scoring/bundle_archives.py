"""Unpacking a zipped bundle without trusting it: no path outside, no bomb, nothing left behind."""

import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from scoring.errors import BundleError

MAX_FILES = 10_000
MAX_BYTES = 8 * 2**30
MANIFEST = "manifest.json"


def unpack(archive: Path) -> tuple[Path, Path]:
    """Unpack a zip into a new temporary folder.

    Returns the folder that holds the manifest and the temporary folder to remove afterwards.
    Raises :class:`BundleError`: ``bundle_unreadable``, ``unsafe_path``, ``bundle_too_large``.
    """
    scratch = Path(tempfile.mkdtemp(prefix="gongping-bundle-"))
    try:
        with zipfile.ZipFile(archive) as source:
            _check_members(source.infolist(), archive.name)
            for member in source.infolist():
                if not member.is_dir():
                    _copy(source, member, scratch)
        return _root(scratch), scratch
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        shutil.rmtree(scratch)
        raise BundleError("bundle_unreadable", file=archive.name, found=str(error)) from error
    except (BundleError, OSError):
        shutil.rmtree(scratch)
        raise


def _check_members(members: list[zipfile.ZipInfo], where: str) -> None:
    if len(members) > MAX_FILES:
        raise BundleError("bundle_too_large", file=where, found=len(members), allowed=MAX_FILES)
    size = sum(member.file_size for member in members)
    if size > MAX_BYTES:
        raise BundleError("bundle_too_large", file=where, found=size, allowed=MAX_BYTES)
    for member in members:
        parts = PurePosixPath(member.filename).parts
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        outside = member.filename.startswith("/") or ".." in parts or "\\" in member.filename
        if is_link or outside or ":" in member.filename:
            raise BundleError(
                "unsafe_path", file=where, found=member.filename, allowed="a path inside the zip"
            )


def _copy(source: zipfile.ZipFile, member: zipfile.ZipInfo, scratch: Path) -> None:
    """Copy one member, stopping at the size that its entry states."""
    target = scratch.joinpath(*PurePosixPath(member.filename).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with source.open(member) as stream, target.open("wb") as out:
        while chunk := stream.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise BundleError(
                    "bundle_too_large", file=member.filename, allowed=member.file_size
                )
            out.write(chunk)


def _root(scratch: Path) -> Path:
    """Return where the manifest lies: at the top, or in the only folder there."""
    if (scratch / MANIFEST).is_file():
        return scratch
    children = sorted(scratch.iterdir())
    if len(children) == 1 and (children[0] / MANIFEST).is_file():
        return children[0]
    raise BundleError("bundle_missing_file", file=MANIFEST, found=None, allowed=MANIFEST)
