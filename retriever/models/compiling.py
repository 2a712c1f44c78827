"""Compiled models: kept in the cache under their digest, made at first use by a process that ends with its memory.

What is written there serves without torch and sentence-transformers; only making it needs them.
"""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError
from retriever.models import onnx_embedder
from retriever.models.cache import Notes, keep, kept
from retriever.models.registry import Model, Say

FORMAT = 1
"""Version of what compiling writes: raised when the same model would give other vectors."""

GRAPH = 2
"""Version of the graph: raised where the same vectors come in another way, which this code relies on."""

REFUSED = 3
"""The compiler's exit status where a model cannot even be loaded; its standard error says why."""

STEP = "step: "
"""What a line of its standard error begins with that tells what it does now."""

_NEEDED = ("torch", "transformers", "sentence_transformers", "onnx")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled model: `digest` tells its vectors from those of the original or of another precision."""

    folder: Path
    notes: Notes
    digest: str


def compiled(model: Model, cache: Path, say: Say) -> Compiled | None:
    """Find the compiled model, or compile it; None where it cannot be, which is said and remembered.

    Raises ModelError where the model, or what is needed to compile it, is missing or damaged.
    """
    readable = re.sub(r"[^\w.-]+", "-", model.name)
    folder = cache / "compiled" / f"{readable}-{model.digest[:20]}-{FORMAT}.{GRAPH}"
    with ThreadPoolExecutor(1) as pool:
        checking = pool.submit(kept, folder)
        if folder.is_dir():
            onnx_embedder.import_libraries()
        notes = checking.result()
    if notes is None:
        notes = _compile(model, cache, folder, say)
    if notes["reason"]:
        say(f"{model.name} is served {notes['served']}: {notes['reason']}")
    if notes["precision"] is None:
        return None
    named = f"{model.digest}:{FORMAT}:{notes['precision']}"
    return Compiled(folder, notes, hashlib.sha256(named.encode()).hexdigest())


def _compile(model: Model, cache: Path, folder: Path, say: Say) -> Notes:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ModelError(
            f"{model.name} is not compiled yet, and compiling it needs {', '.join(missing)}, not installed here; "
            f"install what is missing, or bring {folder} from a machine that has compiled it"
        )
    say(f"compiling {model.name} into {folder}: once, about twenty seconds")
    keep(folder, lambda draft: _run_compiler(model, cache, draft, say))
    notes = kept(folder)
    if notes is None:
        raise ModelError(f"{folder} is damaged already; is the disk full, or failing?")
    return notes


def _run_compiler(model: Model, cache: Path, draft: Path, say: Say) -> Notes:
    """Compile in a process of its own: torch and a gigabyte go with it, and nothing in it can reach the network."""
    command = [sys.executable, "-m", "retriever.models.compiler", model.asked, str(cache), str(draft)]
    said: list[str] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as notes:
        with subprocess.Popen(  # noqa: S603 -- our own module, by the Python that runs this
            command,
            stdout=notes,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        ) as process:
            for line in process.stderr or ():
                step = line.startswith(STEP)
                (say if step else said.append)(line.removeprefix(STEP).strip())
        if process.returncode == 0:
            notes.seek(0)
            return dict(json.load(notes))
    if process.returncode == REFUSED:
        raise ModelError(said[-1])
    raise ModelError(f"compiling {model.name} failed (status {process.returncode}): {' '.join(said)[-1000:]}")
