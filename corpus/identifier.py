"""py3langid's model, cut down to the languages that are told apart, and kept so that it opens in a tenth of the time.

Unpacking the model takes half a second and 86 MB. What is kept is mapped into memory, which then holds what is used.
"""

import contextlib
import json
import mmap
import shutil
import tempfile
import zlib
from collections.abc import Collection
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"


def identifier(languages: Collection[str], folder: Path | None) -> Any:
    """Give py3langid's identifier for those of the languages that it knows; `rank(text)` gives (code, probability).

    It is kept in `folder`, if there is one and it can be written; what is damaged there is made again.
    """
    if folder is None:
        return _cut(languages)
    known = zlib.crc32(" ".join(sorted(languages)).encode())
    place = folder / "languages" / f"py3langid-{version('py3langid')}-{known:08x}-{_FORMAT}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return _opened(place)
    made = _cut(languages)
    with contextlib.suppress(OSError):
        _keep(made, place)
    return made


def _cut(languages: Collection[str]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(set(languages) & set(whole.labels))
    # Made anew of what is left, it lets the other languages go: 28 MB.
    return _identifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )


def _identifier(*parts: Any, tk_row: Any) -> Any:
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier(*parts, norm_probs=True, tk_row=tk_row)


def _keep(made: Any, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        parts: dict[str, npt.NDArray[Any]] = {
            "chances": np.ascontiguousarray(made.nb_ptc, dtype=np.float16),
            "moves": np.asarray(made.tk_nextmove, dtype=np.uint32),
            "rows": np.asarray(made.tk_row, dtype=np.uint32),
            "found": np.asarray(made.tk_output, dtype=np.int32),
        }
        for name, part in parts.items():
            (draft / name).write_bytes(part.tobytes())
        manifest = {
            "classes": list(made.nb_classes),
            "shares": np.asarray(made.nb_pc, dtype=np.float64).tolist(),
            "sums": {name: zlib.crc32((draft / name).read_bytes()) for name in parts},
        }
        (draft / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        draft.chmod(0o755)
        if place.exists():
            shutil.rmtree(place)
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _opened(place: Path) -> Any:
    """Open what was kept. Raises OSError where there is nothing, ValueError and others where it is damaged."""
    manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
    parts = {name: _mapped(place / name, total) for name, total in manifest["sums"].items()}
    classes = list(manifest["classes"])
    return _identifier(
        np.frombuffer(parts["chances"], dtype=np.float16).reshape(-1, len(classes)),
        np.array(manifest["shares"], dtype=np.float32),
        classes,
        parts["moves"].cast("I"),
        parts["found"].cast("i"),
        tk_row=parts["rows"].cast("I"),
    )


def _mapped(path: Path, total: int) -> memoryview:
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if zlib.crc32(mapped) != total:
        raise ValueError(f"{path} is damaged")
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)  # read for its sum alone: only what is used shall stay in memory
    return memoryview(mapped)
