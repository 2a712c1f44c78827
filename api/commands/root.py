"""`rujuk` itself: the commands under one name, and the options that stand before any of them."""

from pathlib import Path
from typing import Annotated

import typer

import api
from api import terminal
from api.commands import add, ask, backup, check, copy, doctor, evaluate, key, library, mcp, serve, verify
from api.commands.options import BeforeCommand, LibraryOption
from api.settings import PREFIX, Settings

_HELP = "Ask a library of documents; get the exact sentence that answers, with a citation that anyone can check."


def _print_version(wanted: bool) -> None:
    if wanted:
        terminal.write(f"rujuk {api.version()}")
        raise typer.Exit


def _before(
    context: typer.Context,
    library: LibraryOption = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings in TOML; the environment wins.", show_default=False),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = BeforeCommand(library, config)


def _settings() -> str:
    lines = [f"  {PREFIX + name.upper():<25} {field.description}" for name, field in Settings.model_fields.items()]
    return "\b\nSettings, from the environment; in --config FILE as `library`, `port` ...:\n" + "\n".join(lines)


def make() -> typer.Typer:
    """The command line."""
    app = typer.Typer(
        help=_HELP,
        epilog=_settings(),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_before)
    app.command()(ask.ask)
    app.command()(serve.serve)
    app.command()(mcp.mcp)
    app.command(help=add.describe())(add.add)
    app.command("list")(library.list_)
    app.command()(library.show)
    app.command()(library.remove)
    app.command()(verify.verify)
    app.command()(check.check)
    app.command()(backup.backup)
    app.command()(copy.copy)
    app.command()(doctor.doctor)
    app.command("eval")(evaluate.evaluate)
    app.add_typer(key.make(), name="key")
    return app
