"""Cache folders: made once, atomically, and checked for damage."""

import contextlib
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus.errors import ModelError

_MANIFEST = "manifest.json"
_ABANDONED = 24 * 3600  # seconds after which a draft is one that its process did not live to finish
_ATTEMPTS = 5

Notes = dict[str, Any]


def kept(folder: Path) -> Notes | None:
    """Give the notes of a kept folder; None where it is missing or a file in it is not as it was written.

    Reads every byte: about 0.7 s a gigabyte.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        whole = all(sha256(folder / name) == digest for name, digest in manifest["files"].items())
        return dict(manifest["notes"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def damaged(cache: Path) -> list[Path]:
    """Give the kept folders of a cache that are not as they were written: each is made again at its next use."""
    folders = [folder for shelf in ("compiled", "models") for folder in sorted((cache / shelf).glob("[!.]*"))]
    return [folder for folder in folders if folder.is_dir() and kept(folder) is None]


def keep(folder: Path, make: Callable[[Path], Notes]) -> None:
    """Have `make` fill a draft beside the folder, and put it in the folder's place with the notes that it gives.

    Of two processes that want the same folder one makes it, and the other waits; a damaged folder is replaced.
    Raises ModelError where the cache cannot be written, and whatever `make` raises.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / ".lock"):
            if kept(folder) is None:
                _sweep(folder)
                _make(folder, make)
    except OSError as error:
        raise ModelError(
            f"the model cache {folder.parent} cannot be written: {error}; make it writable, or name another folder"
        ) from error


def _make(folder: Path, make: Callable[[Path], Notes]) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _seal(draft, make(draft))
        _publish(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(draft: Path, notes: Notes) -> None:
    files = sorted(path for path in draft.rglob("*") if path.is_file())
    manifest = {"notes": notes, "files": {path.relative_to(draft).as_posix(): sha256(path) for path in files}}
    (draft / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in (draft, *draft.rglob("*")):  # others may serve what this user made, as in a container's image
        path.chmod(0o755 if path.is_dir() else 0o644)


def _publish(draft: Path, folder: Path) -> None:
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(OSError):
            draft.rename(folder)
            return
        if kept(folder) is not None:
            return
        _discard(folder)
    raise OSError(f"{folder} cannot be replaced")


def _discard(folder: Path) -> None:
    """Move a damaged folder out of the way, then remove it; another process may be doing the same."""
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    with contextlib.suppress(OSError):
        folder.rename(aside / folder.name)
    shutil.rmtree(aside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed have left."""
    for draft in folder.parent.glob(f".{folder.name}.*"):
        with contextlib.suppress(OSError):
            if draft.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(draft, ignore_errors=True)
