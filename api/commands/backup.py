"""`rujuk backup`: the library in one file, while it is served and added to."""

import json as json_
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.commands.options import JsonOption, LibraryOption, settings
from corpus.backup import back_up
from corpus.library import FILE, Library


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.", show_default=False)] = False,
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
    held = f"{made.documents:,} documents, generation {made.generation}, {made.size:,} bytes"
    terminal.write(f"backed up: {file}: {held}, checked")
    terminal.note(f"to restore it, copy it as {FILE} into a folder of its own, and name that with --library")
