"""Options that commands share, and the settings that they make."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from api.settings import Settings
from ingest import metadata

LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library", metavar="DIR", help="The folder that holds the library, or postgresql://...", show_default=False
    ),
]
KeepOption = Annotated[
    bool,
    typer.Option("--keep-original", help="Keep the files in the library too, to show their pages.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.", show_default=False)]


@dataclass(frozen=True, slots=True)
class BeforeCommand:
    """The options that stand before a command."""

    library: str | None
    config: Path | None


CollectionsOption = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="NAME", help="Only this collection; again for more.", show_default=False),
]


def collection_name(value: str | None) -> str | None:
    """Check the name of a collection, where one is given. Raises typer.BadParameter where it may not be one."""
    try:
        return None if value is None else metadata.collection_name(value)
    except ValueError as error:
        raise typer.BadParameter(f"it {error}") from error


def settings(context: typer.Context, library: str | None, **overrides: Any) -> Settings:
    """The settings for a command: its own options win over those before the command, and both over the environment."""
    before: BeforeCommand = context.obj
    return Settings.load(before.config, library=library or before.library, **overrides)
