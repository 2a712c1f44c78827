"""What both sides serve, made once and kept in the work folder: the corpus, Rujuk's library, the baseline's index."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from benchmarks.generated import Corpus
from retriever.models.registry import find

_BATCH = 32  # the baseline's, when it embeds the corpus


@dataclass(frozen=True, slots=True)
class Prepared:
    """The folders of one corpus and model; `model` is the sentence-transformers folder."""

    folder: Path
    model: Path

    @property
    def library(self) -> Path:
        """Rujuk's."""
        return self.folder / "library"

    @property
    def baseline(self) -> Path:
        """The baseline's."""
        return self.folder / "baseline"


def prepare(corpus: Corpus, embedder: str, work: Path) -> Prepared:
    """Make what is not there yet, which takes minutes. The folder's name tells the model and the corpus."""
    lines = corpus.jsonl()
    digest = hashlib.sha256(lines.encode()).hexdigest()[:12]
    folder = work / f"{Path(embedder).name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    model = find(embedder, Settings.load().cache, print).folder()
    made = Prepared(folder, model)
    file = folder / "corpus.jsonl"
    file.write_text(lines, encoding="utf-8")
    print(f"preparing {folder}", file=sys.stderr, flush=True)
    # Adds what an interrupted run left out, and nothing the second time.
    _run("api.cli", "--library", made.library, "add", file, log=folder / "add.log")
    if not made.baseline.exists():
        draft = folder / "baseline.part"
        _run("benchmarks.baseline", "ingest", model, draft, file, _BATCH, log=folder / "ingest.log")
        draft.replace(made.baseline)
    return made


def _run(module: str, *arguments: object, log: Path) -> None:
    with log.open("wb") as out:
        ended = subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)], stdout=out, stderr=out, check=False
        )
    if ended.returncode:
        raise SystemExit(f"{module} failed; {log} says why")
