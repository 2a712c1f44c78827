"""`rujuk eval`: questions whose answers are known, against the library."""

import json as json_
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api import first_library, terminal
from api.commands.options import JsonOption, LibraryOption, settings
from api.opening import open_or_make
from corpus.errors import SettingRefused
from retriever.answers import Answer
from retriever.evaluation import floors, questions, report, run, table
from retriever.retriever import Retriever


def evaluate(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="QUESTIONS.jsonl", help="Without it: the bundled questions.", show_default=False),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="METRIC=VALUE",
            help="Exit with 4 where a metric is worse: hit@1=0.9, th:ece=0.1. May be given again.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Run questions against the library and report how well it answers."""
    required = [_floor(text) for text in fail_under or []]
    chosen = settings(context, library)
    asked = questions.load(path or first_library.questions_path())
    retriever = open_or_make(chosen, terminal.note)
    with _progress() as progress:
        summed = report.aggregate(run.run(lambda question: _ask(retriever, question), asked, progress=progress))
    if json:
        terminal.write(json_.dumps(report.to_json(summed, details=True), ensure_ascii=False, indent=2))
    else:
        terminal.show(table.table(summed))
    misses = floors.check(summed, required)
    for miss in misses:
        terminal.note(f"missed: {miss.message}")
    if misses:
        raise typer.Exit(4)


def _floor(text: str) -> floors.Floor:
    try:
        return floors.parse(text)
    except SettingRefused as error:
        raise typer.BadParameter(str(error)) from None


def _ask(retriever: Retriever, question: questions.Question) -> Answer:
    return retriever.ask(
        question.text, top_k=run.depth(question), documents=question.documents, history=question.history
    )


@contextmanager
def _progress() -> Iterator[run.Progress]:
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("asking")
        yield lambda done, total: bar.update(task, completed=done, total=total)
