"""Whether `rujuk add` takes more memory the more it adds: its memory after each tenth of many paragraphs.

    python -m benchmarks.ingest_memory [--paragraphs N] [--embedder NAME] [--work FOLDER]

The paragraphs are generated (`generated.py`) and cut to their first sentence, so that 100,000 take minutes. Only Linux
tells a process's memory.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.generated import generate
from benchmarks.options import parser
from benchmarks.servers import Server
from corpus.errors import LibraryError
from corpus.library import Library

_PAUSE = 0.5  # seconds between two looks


def main() -> None:
    """Print how much memory the process had after each tenth, and at most."""
    options = parser(__doc__, embedder="all-MiniLM-L6-v2", work="ingest_memory")
    options.add_argument("--paragraphs", type=int, default=100_000)
    chosen = options.parse_args()
    shutil.rmtree(chosen.work, ignore_errors=True)  # what is there already would not be added
    chosen.work.mkdir(parents=True)
    file = _write(chosen.work / "corpus.jsonl", chosen.paragraphs)
    library = chosen.work / "library"
    command = [sys.executable, "-m", "api.cli", "--library", str(library), "add", str(file)]
    environment = os.environ | {"RUJUK_EMBEDDER": chosen.embedder}
    with (chosen.work / "add.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    began, told, most = time.perf_counter(), 0, 0.0
    adding = Server(process, 0, began)
    print(f"{chosen.embedder}, {chosen.paragraphs:,} paragraphs of one sentence\n{'paragraphs':>10} {'MB':>6} {'s':>6}")
    while process.poll() is None:
        time.sleep(_PAUSE)
        added = _added(library)
        if process.poll() is None:
            most = adding.memory("VmHWM")
        if process.poll() is None and added >= (told + 1) * chosen.paragraphs / 10:
            told = int(added / chosen.paragraphs * 10)
            print(f"{added:>10,} {adding.memory('VmRSS'):>6.0f} {time.perf_counter() - began:>6.0f}", flush=True)
    if process.returncode or not told:
        raise SystemExit(f"rujuk add failed; {chosen.work / 'add.log'} says why")
    print(f"at most {most:.0f} MB")


def _write(file: Path, paragraphs: int) -> Path:
    corpus = generate(paragraphs)
    short = [
        replace(each, paragraphs=tuple(f"{text.partition('. ')[0].rstrip('.')}." for text in each.paragraphs))
        for each in corpus.articles
    ]
    file.write_text(replace(corpus, articles=tuple(short)).jsonl(), encoding="utf-8")
    return file


def _added(library: Path) -> int:
    try:
        opened = Library.open(library)
    except LibraryError:  # not laid yet
        return 0
    try:
        return sum(each.paragraphs for each in opened.documents())
    finally:
        opened.close()


if __name__ == "__main__":
    main()
