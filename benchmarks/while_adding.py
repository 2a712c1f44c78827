"""Questions while documents are being added: p50 and p99 at rest, while another process adds, and while an upload does.

    python -m benchmarks.while_adding [--embedder NAME] [--paragraphs N] [--documents N] [--rounds N] [--clients N]
                                      [--seed N] [--work FOLDER]

A library of `--paragraphs` generated paragraphs is made once and kept. Every round starts a server on a copy of it and
asks at rest, then while `rujuk add` takes `--documents` more in from a file, at rest again, and while they come over
HTTP as one upload. No question comes again before all others, so that no cache of vectors counts; each client asks its
next one as soon as it has an answer. A rate is that of the whole command or request, the start of the process included.
Figures are of all rounds together.
"""

import argparse
import hashlib
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from benchmarks import load, machine
from benchmarks.figures import percentile
from benchmarks.generated import Corpus, generate
from benchmarks.options import parser
from benchmarks.servers import Server, running
from corpus.library import FILE, Library

_WAVE = 20  # questions between two looks at whether the adding goes on
_RESTING = 500
_WARMING = 20
_MOST_SECONDS = 3600
_MODES = ("at rest", "rujuk add", "at rest again", "upload")


def main() -> None:
    """Print the table."""
    chosen = _arguments()
    corpus = generate(chosen.paragraphs, chosen.seed)
    made = _prepared(corpus, chosen.embedder, chosen.work)
    bench = Bench(chosen.embedder, chosen.clients, cycle([question.text for question in corpus.questions]))
    for number in range(chosen.rounds):
        print(f"round {number + 1}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=chosen.work) as folder:
            bench.round(made, Path(folder), [_records(chosen.documents, f"{number}-{way}") for way in ("a", "b")])
    print(
        f"{chosen.embedder}, {chosen.paragraphs:,} paragraphs, {chosen.documents:,} documents more, "
        f"{chosen.clients} client(s), {chosen.rounds} round(s)\n{machine.line()}\n"
    )
    print("\n".join(bench.table()))


def _arguments() -> argparse.Namespace:
    options = parser(__doc__, work="while_adding")
    options.add_argument("--paragraphs", type=int, default=4_000)
    options.add_argument("--documents", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--clients", type=int, default=1)
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args()


def _prepared(corpus: Corpus, embedder: str, work: Path) -> Path:
    """The folder of the library of that corpus, made where it is not there yet."""
    lines = corpus.jsonl()
    folder = work / f"{Path(embedder).name}-{hashlib.sha256(lines.encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "corpus.jsonl"
    file.write_text(lines, encoding="utf-8")
    print(f"preparing {folder}", file=sys.stderr, flush=True)
    subprocess.run([*_rujuk(embedder, folder), "add", file], stdout=subprocess.DEVNULL, check=True)
    return folder


def _rujuk(embedder: str, library: Path) -> list[str]:
    return ["env", f"RUJUK_EMBEDDER={embedder}", sys.executable, "-m", "api.cli", "--library", str(library)]


def _records(count: int, name: str) -> str:
    """JSON lines of so many documents, of a paragraph each, that no other name gives."""
    corpus = generate(count, int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]))
    paragraphs = ((article.title, text) for article in corpus.articles for text in article.paragraphs)
    return "".join(
        json.dumps({"id": f"{name}-{number}", "title": title, "text": text, "language": "en"}) + "\n"
        for number, (title, text) in enumerate(paragraphs)
    )


@dataclass
class Bench:
    """What was measured: the seconds of each answer in each mode, failures, and documents a second."""

    embedder: str
    clients: int
    questions: Iterator[str]
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: int = 0

    def round(self, made: Path, folder: Path, records: list[str]) -> None:
        """Measure all modes once, on a copy of the library; `records` are for either way of adding."""
        shutil.copy(made / FILE, folder / FILE)
        command = [*_rujuk(self.embedder, folder), "serve", "--port"]
        with running(lambda port: [*command, str(port)], folder / "server.log") as server:
            server.answer("Is the library ready to answer?")
            self._ask(server, _WARMING)
            ways: tuple[Callable[[], None], ...] = (
                lambda: self._add(folder, records[0]),
                lambda: _upload(server.port, records[1]),
            )
            for rest, busy, way, lines in zip(_MODES[::2], _MODES[1::2], ways, records, strict=True):
                self.seconds[rest] += self._ask(server, _RESTING)
                self._while(server, busy, way, lines.count("\n"))
        if len(Library.open(folder).documents()) < sum(lines.count("\n") for lines in records):
            raise SystemExit("not all documents were added")

    def _while(self, server: Server, mode: str, way: Callable[[], None], documents: int) -> None:
        with ThreadPoolExecutor(1) as pool:
            began = time.perf_counter()
            adding = pool.submit(way)
            while not adding.done():
                self.seconds[mode] += self._ask(server, _WAVE)
            adding.result()
            self.rates[mode].append(documents / (time.perf_counter() - began))

    def _ask(self, server: Server, count: int) -> list[float]:
        done = load.ask(server.port, list(islice(self.questions, count)), self.clients)
        self.failed += sum(reply.status != 200 for reply in done.replies)
        return [reply.seconds for reply in done.replies]

    def _add(self, folder: Path, lines: str) -> None:
        file = folder / "more.jsonl"
        file.write_text(lines, encoding="utf-8")
        subprocess.run([*_rujuk(self.embedder, folder), "add", file], stdout=subprocess.DEVNULL, check=True)

    def table(self) -> list[str]:
        """A line a mode: questions, p50, p99 and the longest in milliseconds, documents a second."""
        lines = [f"{'':14} {'questions':>9} {'p50':>8} {'p99':>8} {'longest':>8} {'documents/s':>12}"]
        for mode in _MODES:
            seconds, rates = self.seconds[mode], self.rates[mode]
            times = [1000 * percentile(seconds, share) for share in (0.5, 0.99, 1)]
            rate = f"{sum(rates) / len(rates):12.1f}" if rates else ""
            lines.append(f"{mode:14} {len(seconds):9,} {times[0]:8.1f} {times[1]:8.1f} {times[2]:8.1f} {rate}".rstrip())
        return [*lines, f"failed requests: {self.failed}"]


def _upload(port: int, lines: str) -> None:
    boundary = "a-boundary-that-no-document-holds"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="more.jsonl"\r\n\r\n'
    connection = http.client.HTTPConnection(load.HOST, port, timeout=_MOST_SECONDS)
    try:
        connection.request(
            "POST",
            "/v1/documents",
            f"{head}{lines}\r\n--{boundary}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        response = connection.getresponse()
        if response.status != 201:
            raise SystemExit(f"the upload was answered {response.status}: {response.read()[:500].decode()}")
    finally:
        connection.close()


if __name__ == "__main__":
    main()
