"""Rujuk's HTTP service against the obvious one on the same models and questions: starts, answers, memory, ingest.

    python -m benchmarks.service [--embedders NAME...] [--readers on off] [--paragraphs N] [--seed N] [--rounds N]
                                 [--requests N] [--slice N] [--work FOLDER] [--json FILE]

The corpus is generated (`generated.py`), the yardstick is `baseline.py`. In every round of a model Rujuk with its
reader, Rujuk without it and the yardstick take turns: each is started as a process of its own, asked over HTTP by 1, 8
and 32 clients (`load.py`), weighed and stopped. Figures are medians of the rounds. The questions of a round are all
distinct and each process is new, so that no cache of vectors counts. Cold start is from the start of the process to its
first right answer, with its files in the system's cache. What both serve is made at the first run and kept.

Thread settings of the caller are dropped. Rujuk chooses its own; the baseline's torch gets one thread or one a core,
whichever answers one client faster: on a busy machine threads that wait for each other would make it far slower.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks import ingesting, load, machine, sides
from benchmarks.figures import CLIENTS, PARTS, TARGETS, latencies, medians, percentile, table
from benchmarks.generated import Corpus, Question, generate
from benchmarks.limits import Limits
from benchmarks.options import parser
from benchmarks.prepared import Prepared, prepare
from benchmarks.runs import Rounds, Run, Sides
from benchmarks.servers import Server
from benchmarks.sides import Side
from retriever.models.registry import STANDARD

_FIRST = 20  # questions set aside for the first right answer
_WARMING = 2  # questions of each client that are not counted
_TRIED = 40  # questions by which the baseline's threads are chosen
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TOKENIZERS_PARALLELISM")


def main() -> None:
    """Print the tables; write the numbers where they are wanted."""
    chosen = _arguments()
    for name in _THREADS:
        os.environ.pop(name, None)
    corpus = generate(chosen.paragraphs, chosen.seed)
    wanted = _FIRST + sum(chosen.requests + _WARMING * clients for clients in CLIENTS)
    if wanted > len(corpus.questions):
        raise SystemExit(f"a round asks {wanted:,} questions; {chosen.paragraphs:,} paragraphs give fewer")
    about = f"{chosen.paragraphs:,} paragraphs, medians of {chosen.rounds}, {machine.cores()} cores"
    run = Run(about, machine.line())
    print(f"{about}; seed {chosen.seed}, {chosen.requests} requests for each number of clients\n{run.machine}\n")
    for embedder in chosen.embedders:
        run.sides.extend(_measured(embedder, corpus, wanted, chosen))
        if chosen.json:
            run.write(chosen.json)  # after each model: a run that is stopped leaves what it has


def _arguments() -> argparse.Namespace:
    options = parser(__doc__, work="service", several=(STANDARD, "all-MiniLM-L6-v2"))
    options.add_argument("--readers", nargs="+", choices=("on", "off"), default=["on", "off"])
    options.add_argument("--paragraphs", type=int, default=2_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--requests", type=int, default=150)
    options.add_argument("--slice", type=int, default=150, help="paragraphs of a round of ingest")
    options.add_argument("--json", type=Path)
    return options.parse_args()


def _measured(embedder: str, corpus: Corpus, wanted: int, chosen: argparse.Namespace) -> list[Sides]:
    """Measure one model, and print a table for each reader."""
    os.environ["RUJUK_EMBEDDER"] = embedder
    made = prepare(corpus, embedder, chosen.work)
    began = time.monotonic()
    rounds = dealt(corpus.questions, wanted, chosen.rounds)
    rujuk = {reader: sides.rujuk(made, reader) for reader in chosen.readers}
    bench = Bench(made, chosen.requests, rujuk, *_baseline(made, rounds[0]))
    batch = bench.ingest(embedder, chosen.rounds, chosen.slice)
    bench.serve(embedder, rounds)
    notes = [
        f"baseline at its best: torch on {bench.threads} of {machine.cores()} cores, ingest by {batch}",
        "the baseline embeds paragraphs, Rujuk every sentence besides",
        f"failed requests: rujuk {sum(side.failed for side in rujuk.values())}, baseline {bench.baseline.failed}",
        f"the client took at most {max(bench.client):.0%} of a core",
        f"measured in {time.monotonic() - began:.0f} s",
    ]
    found = [
        Sides(embedder, reader, side.figures, bench.baseline.figures, bench.parts_of(reader), notes)
        for reader, side in rujuk.items()
    ]
    for each in found:
        figures = (medians(each.rujuk), medians(each.baseline), medians(each.parts))
        print("\n".join([each.name, *table(*figures, TARGETS.get((each.embedder, each.reader), {})), ""]))
    print("\n".join([*notes, ""]), flush=True)
    return found


def dealt(questions: Sequence[Question], wanted: int, rounds: int) -> list[list[Question]]:
    """The questions of each round, other ones each time while there are such; none twice in a round."""
    twice = [*questions, *questions]
    starts = [number * wanted % len(questions) for number in range(rounds)]
    return [twice[start : start + wanted] for start in starts]


def _baseline(made: Prepared, questions: Sequence[Question]) -> tuple[Side, int]:
    """The yardstick with the number of threads that answers one client faster, and that number."""
    trials = {}
    for threads in sorted({1, machine.cores()}):
        side = sides.baseline(made, threads)
        with side.started(made.folder) as server:
            side.first_answer(server, questions)
            tried = load.ask(server.port, [question.text for question in questions[-_TRIED:]], 1)
            trials[threads] = percentile([reply.seconds for reply in tried.replies], 0.5)
    best = min(trials, key=lambda threads: trials[threads])
    return sides.baseline(made, best), best


@dataclass
class Bench:
    """Both sides over one corpus, Rujuk by its reader, the parts of an answer, and how busy the client was."""

    made: Prepared
    requests: int
    rujuk: dict[str, Side]
    baseline: Side
    threads: int
    parts: Side = field(default_factory=lambda: Side("empty", sides.empty, sides.found))
    client: list[float] = field(default_factory=list)

    def parts_of(self, reader: str) -> Rounds:
        """What the parts took: none where a reader reads besides."""
        return self.parts.figures if reader == "off" else {}

    def ingest(self, embedder: str, rounds: int, paragraphs: int) -> int:
        """Measure ingest; the batch that the baseline does best with."""
        found, batch = ingesting.rates(embedder, self.made.model, rounds, paragraphs)
        for side in self.rujuk.values():
            side.figures["ingest"] = found["rujuk"]
        self.baseline.figures["ingest"] = found["baseline"]
        return batch

    def serve(self, embedder: str, rounds: Sequence[Sequence[Question]]) -> None:
        """Measure all else, the sides in turns, each with the same questions."""
        for side in self.rujuk.values():
            with side.started(self.made.folder) as server:  # its files are in the system's cache from now on
                side.first_answer(server, rounds[0])
        limits = Limits(embedder, self.made.library)
        for number, questions in enumerate(rounds, start=1):
            print(f"{embedder}, round {number}", file=sys.stderr, flush=True)
            for side in (*self.rujuk.values(), self.baseline):
                with side.started(self.made.folder) as server:
                    side.note(self._measured(server, side, questions))
            self.parts.note(self._limits(limits, [question.text for question in questions[: self.requests]]))
        limits.close()

    def _measured(self, server: Server, side: Side, questions: Sequence[Question]) -> dict[str, float]:
        deck = iter(questions)
        measured = {"cold start": side.first_answer(server, list(islice(deck, _FIRST)))}
        right: list[bool] = []
        for clients in CLIENTS:
            self._asked(server, side, deck, _WARMING * clients, clients)
            counted, done = self._asked(server, side, deck, self.requests, clients)
            measured |= latencies([reply.seconds for reply in done.replies], done.seconds, clients)
            right += [side.finds(reply.answer(), each, 1) for reply, each in zip(done.replies, counted, strict=True)]
            self.client.append(done.client / done.seconds)
        measured |= {"memory": server.memory("VmRSS"), "most memory": server.memory("VmHWM")}
        return measured | {"hit@1": sum(right) / len(right)}

    def _asked(
        self, server: Server, side: Side, deck: Iterator[Question], count: int, clients: int
    ) -> tuple[list[Question], load.Load]:
        """Ask the next questions."""
        questions = list(islice(deck, count))
        done = load.ask(server.port, [question.text for question in questions], clients)
        side.failed += sum(reply.status != 200 for reply in done.replies)
        return questions, done

    def _limits(self, limits: Limits, questions: Sequence[str]) -> dict[str, float]:
        with self.parts.started(self.made.folder) as server:
            server.answer(questions[0])
            load.ask(server.port, questions[:50], 1)
            alone = load.ask(server.port, questions, 1)
        seconds = (*limits.seconds(questions), [reply.seconds for reply in alone.replies])
        return {name: 1000 * percentile(each, 0.5) for name, each in zip(PARTS, seconds, strict=True)}


if __name__ == "__main__":
    main()
