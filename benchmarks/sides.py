"""The two services that stand side by side: how each is started, and where its answers point."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.generated import Question
from benchmarks.load import TOP_K
from benchmarks.prepared import Prepared
from benchmarks.servers import Command, Server, running

Place = tuple[str, int]
"""Where a passage stands: its document's id, its first code point."""


@dataclass
class Side:
    """One of the two: its command, how its answers are read, and what each round measured of it.

    `places`: of an answer's passages, in their order. `environment` as `running` has it.
    """

    name: str
    command: Command
    places: Callable[[Any], Sequence[Place]]
    environment: Mapping[str, str] = field(default_factory=dict)
    figures: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0

    @contextmanager
    def started(self, folder: Path) -> Iterator[Server]:
        """A running server; its log goes into the folder."""
        with running(self.command, folder / f"{self.name}.log", self.environment) as server:
            yield server

    def first_answer(self, server: Server, questions: Sequence[Question]) -> float:
        """Seconds from the start of the process to the first answer that has the right paragraph among its passages."""
        texts = [question.text for question in questions]
        return server.first(texts, lambda number, answer: self.finds(answer, questions[number], TOP_K))

    def finds(self, answer: Any, question: Question, count: int) -> bool:
        """Whether one of the first `count` passages is the right one."""
        return any(
            document == question.document and question.start <= start < question.end
            for document, start in self.places(answer)[:count]
        )

    def note(self, measured: dict[str, float]) -> None:
        """Keep what a round measured."""
        for name, value in measured.items():
            self.figures.setdefault(name, []).append(value)


def rujuk(made: Prepared, reader: str) -> Side:
    """Rujuk, as `rujuk serve` starts it, with the reader "on" or "off"."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "api.cli", "--library", str(made.library), "serve", "--port", str(port)]

    return Side(f"rujuk-{reader}", command, cited, {"RUJUK_READER": reader})


def baseline(made: Prepared, threads: int) -> Side:
    """The yardstick, with so many threads for torch."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "benchmarks.baseline", "serve", str(made.model), str(made.baseline), str(port)]

    return Side("baseline", command, found, {"OMP_NUM_THREADS": str(threads)})


def empty(port: int) -> list[str]:
    """The command of the endpoint that does nothing."""
    return [sys.executable, "-m", "benchmarks.empty", str(port)]


def cited(answer: Any) -> list[Place]:
    """The places of what Rujuk answers; of no answer none."""
    citations = [passage["citation"] for passage in answer["passages"]] if answer else []
    return [(citation["document"]["id"], citation["start"]) for citation in citations]


def found(answer: Any) -> list[Place]:
    """The places of what the baseline answers; of no answer none."""
    return [(passage["document"], passage["start"]) for passage in answer["passages"]] if answer else []
