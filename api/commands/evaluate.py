"""`rujuk eval`: questions whose answers are known, against the library."""

import io
import json as json_
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import typer

import api
from api import bootstrap, terminal
from api.bootstrap import open_or_make
from api.commands.options import (
    BaselineOption,
    FloorsOption,
    JsonOption,
    LibraryOption,
    QuestionsArgument,
    ReportOption,
    settings,
)
from api.reports import terminal_report
from api.reports.terminal_report import comparison_table
from corpus.durable import write_atomically
from corpus.errors import SettingRefused
from retriever.answers import Answer
from retriever.evaluation import comparison, floors, judging, questions, report
from retriever.evaluation.comparison import Comparison
from retriever.evaluation.report import About, Report, to_json
from retriever.evaluation.statistics import LEVEL, METHOD, intervals
from retriever.retriever import Retriever


def evaluate(
    context: typer.Context,
    path: QuestionsArgument = None,
    report_path: ReportOption = None,
    baseline_path: BaselineOption = None,
    fail_under: FloorsOption = None,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Run questions against the library and report how well it answers."""
    chosen = settings(context, library)
    file = path or bootstrap.questions_path()
    asked = questions.load(file)
    required = _floors(fail_under or [], asked)
    earlier = comparison.read_baseline(baseline_path, asked) if baseline_path else None
    with written_whole(report_path) if report_path else nullcontext() as page:
        retriever = open_or_make(chosen, terminal.note)
        with terminal.show_count_progress() as bar:
            task = bar.add_task("asking")
            outcomes = judging.run(
                lambda question: _ask(retriever, question),
                asked,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
            summed = report.aggregate(outcomes)
        compared = comparison.compare(earlier, summed.outcomes) if earlier else None
        about = _about(file, retriever)
        if page:
            from api.reports import html_report

            page.write(html_report.page(summed, about, compared))
    if json:
        terminal.write(json_.dumps(json_report(summed, about, compared), ensure_ascii=False, indent=2))
    else:
        beside = [comparison_table(compared, terminal.one_line)] if compared else []
        terminal.show(terminal_report.table(summed, terminal.one_line), *beside)
    if report_path:
        terminal.note(f"report: {report_path}")
    _hold(summed, required)


def _hold(summed: report.Report, required: Sequence[floors.Floor]) -> None:
    misses = floors.check(summed, required)
    for miss in misses:
        terminal.note(f"missed: {miss.message}")
    if misses:
        raise typer.Exit(4)


def _floors(given: Sequence[str], asked: Sequence[questions.Question]) -> list[floors.Floor]:
    try:
        required = [floors.parse(text) for text in given]
        floors.require_groups(required, asked)
    except SettingRefused as error:
        raise typer.BadParameter(str(error)) from None
    return required


def _about(file: Path, retriever: Retriever) -> About:
    return About(
        questions=file.resolve().name,
        made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        rujuk=api.version(),
        embedder=retriever.embedder.name,
        generation=retriever.check(),
        threshold=retriever.threshold,
    )


def _ask(retriever: Retriever, question: questions.Question) -> Answer:
    return retriever.ask(
        question.text, top_k=judging.depth(question), documents=question.documents, history=question.history
    )


@contextmanager
def written_whole(path: Path) -> Iterator[IO[str]]:
    """A draft beside `path`, UTF-8, that takes its name when the block ends, and is removed where it raises.

    Raises SettingRefused at once where `path` cannot be written: no such folder, no right to, not an ordinary file; and
    at the end where it no longer can.
    """
    with ExitStack() as stack:
        with _refused(path):
            if path.exists() and not path.is_file():
                raise SettingRefused(f"cannot write {path}: it is not an ordinary file; name a file")
            # What a link points to is written, not the link.
            stream = stack.enter_context(write_atomically(path.resolve()))
        text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
        yield text
        with _refused(path):
            text.flush()
            stack.close()


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """What the file system does not do is said in a line. A loop of links is a RuntimeError, a NUL a ValueError."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingRefused(f"cannot write {path}: {why}; name a file in a folder that is yours") from error


def json_report(report: Report, about: About, compared: Comparison | None = None) -> dict[str, Any]:
    """The report with every question, what the run was made of, the overall metrics' intervals, the comparison."""
    whole = to_json(report, details=True) | {"run": asdict(about), "intervals": _intervals(report)}
    return whole | ({"comparison": comparison.to_json(compared)} if compared else {})


def _intervals(report: Report) -> dict[str, Any]:
    found = intervals(report.outcomes)
    return {
        "method": METHOD,
        "level": LEVEL / 100,
        "overall": {name: {"low": each.low, "high": each.high, "n": each.n} for name, each in found.items()},
    }
