"""The indexes of a large library kept beside it, so that a start need not make them: a cache, and never a truth.

Whatever is in doubt (another library, encoding or format, a document that is not as it was, a byte that is not as it
was written) is left alone, and the indexes are made of the library. A removal takes the file away (`Library.forget`),
so that no word of what was removed stays in it.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from corpus.library import Library
from corpus.snapshot import Snapshot
from retriever.index import Index

_FORMAT = 1
_WORTH = 2000
"""Paragraphs from which on a file is kept: the indexes of fewer are made in a tenth of a second."""
_BEHIND = 0.05  # the share of all paragraphs that may have come since the file was written before it is written anew

Parts = dict[str, npt.NDArray[Any]]


def index_of(library: Library, snapshot: Snapshot, dimension: int) -> Index:
    """Give the indexes of the library at the snapshot: out of the file, as far as it goes, and kept in it."""
    index = Index(dimension)
    _open(library.derived, snapshot, index)
    known = len(index)
    index.refresh(snapshot)
    if len(index) >= _WORTH and len(index) - known > _BEHIND * len(index):
        with contextlib.suppress(OSError):  # a folder that cannot be written, a full disk: then there is no cache
            _write(library, _about(snapshot), index.parts() | _documents(snapshot))
        if library.generation != snapshot.generation:  # a removal meanwhile may have looked for the file too early
            library.derived.unlink(missing_ok=True)
    return index


def _open(file: Path, snapshot: Snapshot, index: Index) -> None:
    """Bring the index to the file's generation, if the file is of this library as it is now but for later changes."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError), file.open("rb") as stream:
        about = json.loads(stream.readline())
        generation = about["generation"]
        if about != _about(snapshot) | {"generation": generation, "parts": about["parts"]}:
            return
        if generation > snapshot.generation:
            return
        parts = {name: _read(stream, *said) for name, said in about["parts"].items()}
        documents = parts.pop("documents of it")
        digests = parts.pop("their digests")
        if _unchanged(snapshot, generation, dict(zip(documents.tolist(), map(bytes, digests), strict=True))):
            index.take(parts, generation, snapshot.languages())  # of now: of then if nothing has changed since


def _about(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "bytes": sys.byteorder,
        "library": snapshot.fact("library"),
        "encoding": snapshot.fact("encoding"),
        "encoded": snapshot.encoded,
        "generation": snapshot.generation,
    }


def _documents(snapshot: Snapshot) -> Parts:
    found = snapshot.document_digests(snapshot.generation)
    return {
        "documents of it": np.array(list(found), dtype=np.int64),
        "their digests": np.frombuffer(b"".join(found.values()), dtype=np.uint8).reshape(len(found), -1),
    }


def _unchanged(snapshot: Snapshot, generation: int, kept: Mapping[int, bytes]) -> bool:
    """Whether the documents of then are those of now, but for what was removed since."""
    removed = set(snapshot.removed_since(generation))
    return snapshot.document_digests(generation) == {key: kept[key] for key in kept if key not in removed}


def _write(library: Library, about: dict[str, Any], parts: Parts) -> None:
    file, mode = library.derived, library.file.stat().st_mode & 0o777  # who may read the one may read the other
    whole = {name: np.ascontiguousarray(part) for name, part in parts.items()}
    said = {name: (part.dtype.str, part.shape, _digest(part)) for name, part in whole.items()}
    draft = file.with_name(f"{file.name}-draft")  # should two write it at once, its digests will not be right
    with draft.open("wb") as stream:
        stream.write(json.dumps(about | {"parts": said}).encode() + b"\n")
        stream.writelines(map(_bytes, whole.values()))
    draft.chmod(mode)
    draft.replace(file)


def _read(stream: BinaryIO, kind: str, shape: list[int], digest: str) -> npt.NDArray[Any]:
    """Read an array. Raises ValueError where it is not as it was written."""
    part = np.fromfile(stream, dtype=kind, count=int(np.prod(shape, dtype=np.int64))).reshape(shape)
    if _digest(part) != digest:
        raise ValueError("damaged")
    return part


def _digest(part: npt.NDArray[Any]) -> str:
    return hashlib.sha256(_bytes(part)).hexdigest()


def _bytes(part: npt.NDArray[Any]) -> memoryview:
    return part.reshape(-1).view(np.uint8).data
