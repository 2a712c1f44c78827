"""Options that commands share, and the settings that they make."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.settings import Settings
from ingest import metadata

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The folder that holds the library.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.", show_default=False)]


CollectionsOption = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="NAME", help="Only this collection; again for more.", show_default=False),
]


def collection_name(value: str | None) -> str | None:
    """The name of a collection, where one is given."""
    try:
        return None if value is None else metadata.collection_name(value)
    except ValueError as error:
        raise typer.BadParameter(f"it {error}") from error


def settings(context: typer.Context, library: Path | None, **overrides: Any) -> Settings:
    """The settings for a command: its own options win over those before the command, and both over the environment."""
    return Settings.load(library=library or context.obj, **overrides)
