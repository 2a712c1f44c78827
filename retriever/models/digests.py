"""The digest of a model's folder: of every file that can change its vectors, read once, then known by size and date."""

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

from corpus.errors import ModelError
from retriever.models.cache import sha256

_MODEL = ("modules.json", "config.json")
_WEIGHTS = (".safetensors", ".bin")
_CONFIGURATION = (".json", ".txt", ".model")
_OTHER_ENGINES = {"onnx", "openvino"}


def digest_of(folder: Path, cache: Path) -> str:
    """SHA-256 (hexadecimal) of a sentence-transformers folder: weights, tokenizer and configuration, with their names.

    Reads about 1 GB a second the first time; after that, files whose size and time of change are as they were then are
    taken to be the same. Raises ModelError where the folder holds no model or no weights.
    """
    if not any((folder / name).is_file() for name in _MODEL):
        raise ModelError(f"{folder} holds no model ({' or '.join(_MODEL)}); give a sentence-transformers folder")
    files = sorted(path for path in folder.rglob("*") if _counts(path.relative_to(folder)) and path.is_file())
    if not any(path.suffix in _WEIGHTS for path in files):
        raise ModelError(f"{folder} holds no weights ({' or '.join(_WEIGHTS)}); give a sentence-transformers folder")
    state = [[path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns] for path in files]
    known = cache / "digests" / f"{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:20]}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        remembered = json.loads(known.read_text(encoding="utf-8"))
        if remembered["state"] == state:
            return str(remembered["digest"])
    named = [[path.relative_to(folder).as_posix(), sha256(path)] for path in files]
    digest = hashlib.sha256(json.dumps(named).encode()).hexdigest()
    with contextlib.suppress(OSError):  # a cache that cannot be written only costs time
        _remember(known, json.dumps({"folder": str(folder), "state": state, "digest": digest}))
    return digest


def _counts(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix in (*_WEIGHTS, *_CONFIGURATION) and not hidden and not _OTHER_ENGINES.intersection(path.parts)


def _remember(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as draft:
        draft.write(text)
    Path(draft.name).replace(file)
