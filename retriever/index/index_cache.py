"""Cache the indexes of a large library in a file beside it, so that a start need not build them.

A file of another library, encoding or format, with a changed document or a damaged byte, or from before a removal, is
deleted, and the indexes are built from the library. A removal deletes the file itself (`Library.derived`), so that no
removed word stays in it.
"""

import contextlib
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from corpus.durable import find_drafts, write_atomically
from corpus.library import Library
from corpus.snapshot import Snapshot
from retriever.idf import EverydayWords
from retriever.index.index import Index

_FORMAT = 2
_WORTH = 2000
"""Paragraphs from which on a file is kept: the indexes of fewer are made in no time to speak of."""
_BEHIND = 0.05  # the share of all paragraphs that may have come since the file was written before it is written anew

Parts = dict[str, npt.NDArray[Any]]


def index_of(library: Library, snapshot: Snapshot, dimension: int, everyday: EverydayWords | None = None) -> Index:
    """Give the indexes of the library at the snapshot: out of the file, as far as it goes, and kept in it."""
    index = Index(dimension, everyday)
    if not isinstance(library.location, Path):  # others remove from a database too, and would not find the file
        index.refresh(snapshot)
        return index
    file = library.derived
    if not _open(file, snapshot, index):
        _drop(file)
    known = len(index)
    index.refresh(snapshot)
    if len(index) >= _WORTH and len(index) - known > _BEHIND * len(index) and not index.damaged:
        _keep(library, file, snapshot, index)
    return index


def _open(file: Path, snapshot: Snapshot, index: Index) -> bool:
    """Bring the index to the file's generation, if the file is of this library as it is now but for later additions."""
    try:
        with file.open("rb") as stream:
            digest, header = stream.readline().strip(), stream.readline()
            about = json.loads(header)
            generation, said = about["generation"], about["parts"]
            if digest != _digest(header) or about != _about(snapshot) | {"generation": generation, "parts": said}:
                return False
            if generation > snapshot.generation or snapshot.removed_since(generation):
                return False
            parts = {name: _read(stream, *each) for name, each in said.items()}
        documents = zip(parts.pop("documents of it").tolist(), map(bytes, parts.pop("their digests")), strict=True)
        if dict(documents) != snapshot.document_digests(generation):
            return False
        index.from_arrays(parts, generation, snapshot.languages())  # of now: of then if nothing has changed since
    except Exception:  # noqa: BLE001 - nothing that a file may hold shall keep a library from being opened
        return False
    return True


def _keep(library: Library, file: Path, snapshot: Snapshot, index: Index) -> None:
    try:
        _write(library, file, snapshot, index)
        with library.reading() as now:
            stale = bool(now.removed_since(snapshot.generation))  # which may have looked for the file too early
    except Exception:  # noqa: BLE001 - a full disk, a folder that cannot be written, a damaged row: then there is none
        stale = True
    if stale:
        _drop(file)


def _drop(file: Path) -> None:
    for each in (file, *find_drafts(file)):
        with contextlib.suppress(OSError):
            each.unlink()


def _about(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "bytes": sys.byteorder,
        "library": snapshot.read_metadata("library"),
        "encoding": snapshot.read_metadata("encoding"),
        "encoded": snapshot.encoded,
        "generation": snapshot.generation,
    }


def _documents(snapshot: Snapshot) -> Parts:
    found = snapshot.document_digests(snapshot.generation)
    return {
        "documents of it": np.array(list(found), dtype=np.int64),
        "their digests": np.frombuffer(b"".join(found.values()), dtype=np.uint8).reshape(len(found), -1),
    }


def _write(library: Library, file: Path, snapshot: Snapshot, index: Index) -> None:
    for left in find_drafts(file):  # should another process be writing one, there is none: it is a cache
        left.unlink()
    mode = library.file.stat().st_mode & 0o777  # who may read the one may read the other
    with write_atomically(file, mode=mode, durable=False) as stream:
        parts = {name: np.ascontiguousarray(part) for name, part in (index.to_arrays() | _documents(snapshot)).items()}
        said = {name: (part.dtype.str, part.shape, _digest(_bytes(part)).decode()) for name, part in parts.items()}
        header = json.dumps(_about(snapshot) | {"parts": said}).encode() + b"\n"
        stream.write(_digest(header) + b"\n" + header)
        stream.writelines(map(_bytes, parts.values()))


def _read(stream: BinaryIO, kind: str, shape: list[int], digest: str) -> npt.NDArray[Any]:
    """Read an array. Raises ValueError where it is not as it was written."""
    part = np.fromfile(stream, dtype=kind, count=int(np.prod(shape, dtype=np.int64))).reshape(shape)
    if _digest(_bytes(part)).decode() != digest:
        raise ValueError("damaged")
    return part


def _digest(data: bytes | memoryview) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _bytes(part: npt.NDArray[Any]) -> memoryview:
    return part.reshape(-1).view(np.uint8).data
