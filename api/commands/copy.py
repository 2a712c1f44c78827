"""`rujuk copy`: a library from one place to another, between a folder and a PostgreSQL database or within either."""

import json as json_
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api import terminal
from api.commands.options import JsonOption
from corpus import copying
from corpus.library import Library
from corpus.storage import DatabaseURL, Location, parse_location


def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="The library: its folder, or postgresql://...", show_default=False)
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where to; none may be there.", show_default=False)],
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
        terminal.write(f"copied: {place}: {made.documents:,} documents, generation {made.generation}, verified")


def _located(text: str) -> Location:
    location = parse_location(text)
    return location if isinstance(location, DatabaseURL) else Path(text).expanduser().absolute()
