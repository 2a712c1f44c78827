"""Origins: where documents were read from, as a file's absolute path, a place in an archive, or an upload's name."""

from pathlib import Path
from typing import Final

_MEMBER: Final = "!//"
"""What stands between an archive and a file in it: no absolute path holds it."""


def member_origin(archive: str, name: str) -> str:
    """Give the origin of a file in an archive of that origin."""
    return f"{archive}{_MEMBER}{name}"


def former_member_origin(origin: str) -> str | None:
    """Give what earlier versions wrote for the origin of a file in an archive; None where it is no such origin."""
    archive, mark, name = origin.partition(_MEMBER)
    return f"{archive}!/{name}" if mark else None


def file_of(origin: str) -> str:
    """Give the origin of the archive where it is that of a file in one, any other as it is."""
    return origin.partition(_MEMBER)[0]


def readable_path(origin: str) -> str:
    """Give an origin on the disk as people are shown it: an archive as if it were a folder."""
    return origin.replace(_MEMBER, "/", 1)


def is_file(origin: str | None) -> bool:
    """Tell whether an origin is on the disk, as a file or in one, rather than an upload."""
    return origin is not None and Path(origin).is_absolute()
