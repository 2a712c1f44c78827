"""`rujuk` itself: the commands under one name, and the options that stand before any of them."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

import api
from api import terminal
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


_COMMANDS: Final = {
    "ask": ("ask", "ask"),
    "serve": ("serve", "serve"),
    "mcp": ("mcp", "mcp"),
    "add": ("add", "add"),
    "list": ("library", "list_"),
    "show": ("library", "show"),
    "remove": ("library", "remove"),
    "verify": ("ask", "verify"),
    "check": ("library", "check"),
    "backup": ("library", "backup"),
    "copy": ("library", "copy"),
    "doctor": ("doctor", "doctor"),
    "eval": ("evaluate", "evaluate"),
    "key": ("key", None),
}
"""The module and the function of each command; a module without one makes commands of its own."""


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for: `rujuk list` need not load the service."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = dict.fromkeys(_COMMANDS)  # type: ignore[assignment]  # `get_command` alone reads the values

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # the base class gives it
        if cmd_name not in _COMMANDS:
            return None
        module_name, function = _COMMANDS[cmd_name]
        module = import_module(f"api.commands.{module_name}")
        if function is None:
            commands = module.make()
        else:
            commands = typer.Typer(add_completion=False, rich_markup_mode=None)
            described = module.describe() if hasattr(module, "describe") else None
            commands.command(cmd_name, help=described)(getattr(module, function))
        made = typer.main.get_command(commands)
        made.name = cmd_name
        return made


def make() -> typer.Typer:
    """The command line."""
    app = typer.Typer(
        cls=_Commands,
        help=_HELP,
        epilog=_settings(),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_before)
    return app
