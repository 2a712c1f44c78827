"""`rujuk add`: files and folders into the library, a line for each document once it is durable."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import ingest
from api import adding, terminal
from api.commands.options import JsonOption, LibraryOption, settings
from api.opening import open_or_create
from api.schemas.documents import AddedDocument, ReEmbeddedDocument
from api.settings import Settings
from corpus.errors import DocumentRefused
from corpus.library import Library
from ingest.text import shown
from retriever.models import load
from retriever.re_embedding import re_embed as embed_anew
from retriever.retriever import Retriever

_STATUSES = ("re-embedded", "added", "updated", "unchanged", "refused")


def add(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files and folders.", show_default=False)
    ] = None,
    re_embed: Annotated[
        bool, typer.Option("--re-embed", help="Make all vectors anew with the model in use.", show_default=False)
    ] = False,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Add files and folders: PDF, Word (.docx), HTML, Markdown, plain text, JSON lines (.jsonl)."""
    chosen = settings(context, library)
    if not paths and not re_embed:
        raise typer.BadParameter("name the files and folders to add", param_hint="PATH...")
    counts: Counter[str] = Counter()
    for document in _done(chosen, paths or [], re_embed):
        counts[document.status] += 1
        terminal.write(document.model_dump_json() if json else _line(document))
    terminal.note(", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status]) or "nothing to do")
    if counts["refused"]:
        raise typer.Exit(3)


def _done(chosen: Settings, paths: list[Path], re_embed: bool) -> Iterator[AddedDocument | ReEmbeddedDocument]:
    if re_embed:
        yield from _re_embedded(chosen)
    if paths:
        yield from _added(open_or_create(chosen, terminal.note), paths)


def _re_embedded(chosen: Settings) -> Iterator[ReEmbeddedDocument]:
    library = Library.open(chosen.library)
    embedder = load(chosen.embedder, cache=chosen.cache, say=terminal.note, network=chosen.network)
    with _progress() as bar:
        for document in bar.track(embed_anew(library, embedder), len(library.documents()), description="re-embedding"):
            yield ReEmbeddedDocument(id=document.id)


def _added(retriever: Retriever, paths: list[Path]) -> Iterator[AddedDocument]:
    """Read and add file by file, with progress on standard error while a person looks on."""
    files: list[Path] = []
    for path in paths:
        try:
            files += [file for file, _label in ingest.walk([path])]
        except DocumentRefused as error:
            name = shown(str(path))
            yield AddedDocument(path=name, id=None, status="refused", detail=str(error).removeprefix(name).lstrip(": "))
    with _progress() as bar:
        task = bar.add_task("", total=len(files))
        for file in files:
            name = shown(file.name)
            bar.update(task, description=name)
            for count, document in enumerate(adding.add_all(retriever, ingest.read(file), shown(str(file)), name), 1):
                bar.update(task, description=f"{name} ({count:,})")
                yield document
            bar.advance(task)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    together = terminal.is_terminal()  # else what goes into the pipe must not pass through the console
    return Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal, redirect_stdout=together
    )


def _line(document: AddedDocument | ReEmbeddedDocument) -> str:
    if isinstance(document, ReEmbeddedDocument):
        return terminal.one_line(f"{document.status}: {document.id}")
    rest = f": {document.detail}" if document.status == "refused" else f" as {document.id}"
    return terminal.one_line(f"{document.status}: {document.path}{rest}")
