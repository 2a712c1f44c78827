"""`rujuk list`, `show`, `remove`: what the library holds."""

import json as json_
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api import terminal
from api.commands.options import CollectionsOption, JsonOption, LibraryOption, settings
from api.schemas.documents import DocumentEntry
from corpus.documents import DocumentRecord
from corpus.errors import LibraryError, UnknownDocument
from corpus.filters import DocumentFilter
from corpus.library import Library
from ingest.text import shown


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
        entries = [DocumentEntry.of(record).model_dump(mode="json") for record in records]
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
    id_: Annotated[str, typer.Argument(metavar="ID", help="The document's id.", show_default=False)],
    library: LibraryOption = None,
) -> None:
    """Print a document's text, exactly as offsets count it."""
    text = Library.open(settings(context, library).library).text(shown(id_))
    terminal.write(text, end="\n" if terminal.is_terminal() else "")


def remove(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="The documents' ids.", show_default=False)],
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
