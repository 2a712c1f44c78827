"""`rujuk list`, `show`, `remove`, `copy`, `backup`, `check`: what the library holds, and whether it is whole."""

import json as json_
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from api import terminal
from api.commands.options import (
    CollectionsOption,
    FileArgument,
    ForceOption,
    IdArgument,
    IdsArgument,
    JsonOption,
    LibraryOption,
    SourceArgument,
    TargetArgument,
    settings,
)
from api.schemas.documents import DocumentEntry
from corpus import copying, integrity
from corpus.backup import back_up
from corpus.documents import DocumentRecord
from corpus.errors import LibraryError, UnknownDocument
from corpus.filters import DocumentFilter
from corpus.integrity import Damage, Health
from corpus.library import FILE, Library
from corpus.storage import DatabaseURL, Location, parse_location
from ingest import Sandbox
from ingest.sandbox import FULL_CONFINEMENT
from ingest.text import shown
from retriever.models import cache


def list_(
    context: typer.Context,
    collection: CollectionsOption = None,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """List the library's documents, oldest first."""
    within = DocumentFilter(collections=frozenset(collection) if collection else None)
    records = Library.open(settings(context, library).library).documents(within)
    if json:
        entries = [DocumentEntry.from_record(record).model_dump(mode="json") for record in records]
        terminal.write(json_.dumps(entries, ensure_ascii=False, indent=2))
    elif not records:
        terminal.note("there is no document in it" if collection else "the library is empty")
    elif terminal.is_terminal():
        terminal.show(_table(records))
    else:
        for record in records:
            terminal.write("\t".join(_cells(record)))


def show(
    context: typer.Context,
    id_: IdArgument,
    library: LibraryOption = None,
) -> None:
    """Print a document's text, exactly as offsets count it."""
    text = Library.open(settings(context, library).library).text(shown(id_))
    terminal.write(text, end="\n" if terminal.is_terminal() else "")


def remove(
    context: typer.Context,
    ids: IdsArgument,
    library: LibraryOption = None,
) -> None:
    """Remove documents from the library."""
    opened = Library.open(settings(context, library).library)
    unknown = 0
    for document_id in ids:
        try:
            opened.remove(shown(document_id))
        except UnknownDocument as error:
            unknown += 1
            terminal.note(str(error))
        else:
            terminal.write(f"removed: {terminal.one_line(document_id)}")
    tidy(opened)
    if unknown:
        raise typer.Exit(3)


def tidy(library: Library) -> None:
    """Write the file anew without what was removed, or say why not."""
    try:
        library.tidy()
    except LibraryError as error:
        terminal.note(f"what was removed is overwritten, but the file could not be written anew without it: {error}")


def _table(records: list[DocumentRecord]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("id", style="cyan", overflow="fold")
    table.add_column("title", overflow="fold")
    table.add_column("published", no_wrap=True)
    table.add_column("paragraphs", justify="right")
    table.add_column("collection", overflow="fold")
    for record in records:
        table.add_row(*(Text(cell) for cell in _cells(record)))
    return table


def _cells(record: DocumentRecord) -> list[str]:
    cells = (record.id, record.title, record.published or "", str(record.paragraphs), record.collection)
    return [terminal.one_line(cell) for cell in cells]


def copy(
    source: SourceArgument,
    target: TargetArgument,
    json: JsonOption = False,
) -> None:
    """Copy a library, as it is now, to another folder or database, and verify the copy by its digests.

    Works while it is served and added to. Stopped, it goes on where it was when it is run again.
    """
    place = _located(target)
    with closing(Library.open(_located(source))) as library, terminal.show_count_progress() as bar:
        task = bar.add_task("copying", total=None)
        made = copying.copy(library, place, progress=lambda done, of: bar.update(task, completed=done, total=of))
    if json:
        terminal.write(json_.dumps({"path": str(place), **asdict(made)}, ensure_ascii=False))
    else:
        terminal.write(
            f"copied: {place}: {terminal.counted(made.documents, 'document')}, generation {made.generation}, verified"
        )


def _located(text: str) -> Location:
    location = parse_location(text)
    return location if isinstance(location, DatabaseURL) else Path(text).expanduser().absolute()


def backup(
    context: typer.Context,
    file: FileArgument,
    force: ForceOption = False,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Back the library up into one file, as it is now; works while it is served and added to."""
    opened = Library.open(settings(context, library).library)
    with terminal.show_count_progress() as bar:
        task = bar.add_task("backing up, by pages", total=None)
        made = back_up(
            opened,
            file.expanduser().absolute(),
            force=force,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    if json:
        terminal.write(json_.dumps({"path": str(file), **asdict(made)}, ensure_ascii=False))
        return
    held = f"{terminal.counted(made.documents, 'document')}, generation {made.generation}, {made.size:,} bytes"
    terminal.write(f"backed up: {file}: {held}, checked")
    terminal.note(f"to restore it, copy it as {FILE} into a folder of its own, and name that with --library")


def check(context: typer.Context, json: JsonOption = False, library: LibraryOption = None) -> None:
    """Check all that the library holds: its file, hashes, spans, vectors and counts.

    Exit 0 where it is whole, 3 where anything is damaged. Works while it is served and added to.
    """
    chosen = settings(context, library)
    opened = Library.open(chosen.library)
    with terminal.show_count_progress() as bar:
        task = bar.add_task("checking", total=None)
        health = integrity.check_library(opened, progress=lambda done, of: bar.update(task, completed=done, total=of))
    damaged = [str(folder) for folder in cache.damaged(chosen.cache)]
    with Sandbox() as sandbox:
        confinement = sandbox.confinement()
    if json:
        terminal.write(_health_json(health, damaged, confinement))
    else:
        for damage in health.damage:
            terminal.write(_damage_line(damage))
    for folder in damaged:
        terminal.note(f"{folder} is damaged: it is no part of the library, and is made again at its next use")
    if confinement != FULL_CONFINEMENT:
        terminal.note(
            f"files are parsed with limits on time and memory, and of {FULL_CONFINEMENT} {confinement or 'neither'}"
        )
    terminal.note(_health_summary(health))
    if health.damage:
        raise typer.Exit(3)


def _health_json(health: Health, caches: list[str], confinement: str) -> str:
    status = "damaged" if health.damage else "whole"
    about = {"status": status, **asdict(health), "caches": caches, "sandbox": confinement}
    return json_.dumps(about, ensure_ascii=False)


def _damage_line(damage: Damage) -> str:
    what = "the library" if damage.document is None else f"document {damage.document}"
    return terminal.one_line(f"damaged: {what}: {damage.what}")


def _health_summary(health: Health) -> str:
    documents, paragraphs = (
        terminal.counted(count, one)
        for count, one in ((health.documents, "document"), (health.paragraphs, "paragraph"))
    )
    held = f"{documents}, {paragraphs}, generation {health.generation}"
    if not health.damage:
        return f"whole: {held}"
    named = [damage.document for damage in health.damage]
    if None in named:
        return f"damaged: restore a back-up, or add what is still in the files to a new library ({held} found)"
    return f"damaged: remove the documents named and add them again, or restore a back-up ({held} found)"
