"""`rujuk key add`, `list`, `revoke`: who may use the service."""

import json as json_
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api import keys, terminal
from api.commands.options import JsonOption, LibraryOption, settings
from api.keys import Key, Scope

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name for the key.", show_default=False)]


def make() -> typer.Typer:
    """The commands under `rujuk key`."""
    app = typer.Typer(
        help="Make, list and revoke the keys of the HTTP service.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )
    app.command()(add)
    app.command("list")(list_)
    app.command()(revoke)
    return app


def add(
    context: typer.Context,
    name: NameArgument,
    scope: Annotated[
        Scope, typer.Option("--scope", help="ask: ask and read; write: add and remove too; admin: measurements too.")
    ] = Scope.ASK,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--collection", metavar="C", help="A collection that the key reaches; again for more.", show_default="all"
        ),
    ] = None,
    rate: Annotated[
        str | None,
        typer.Option(
            "--rate", metavar="N/minute", help="Most requests a second, minute, hour or day.", show_default="any"
        ),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Make a key, and print it: it is shown this once. From the first key on, nobody gets in without one."""
    file = settings(context, library).key_file
    first = keys.read_keys(file) is None
    terminal.write(keys.add_key(file, name, scope, collections=collection, rate=rate))
    terminal.note(f"the key of {name}, scope {scope}: it is shown this once; send it as Authorization: Bearer KEY")
    if first:
        terminal.note("it is the first: from now on the service answers nobody without a key")


def list_(context: typer.Context, json: JsonOption = False, library: LibraryOption = None) -> None:
    """List the keys, oldest first, by their names."""
    found = keys.read_keys(settings(context, library).key_file) or ()
    if json:
        entries = [key.model_dump(mode="json", exclude={"sha256"}) for key in found]
        terminal.write(json_.dumps(entries, ensure_ascii=False, indent=2))
    elif not found:
        terminal.note("there are no keys")
    elif terminal.is_terminal():
        terminal.show(_table(found))
    else:
        for key in found:
            terminal.write("\t".join(_cells(key)))


def revoke(context: typer.Context, name: NameArgument, library: LibraryOption = None) -> None:
    """Revoke a key: the next request with it is refused."""
    file = settings(context, library).key_file
    left = keys.revoke_key(file, name)
    terminal.write(f"revoked: {name}")
    if not left:
        terminal.note(f"no key is left, so the service answers nobody; to open it to its own machine, remove {file}")


def _table(found: tuple[Key, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in ("name", "scope", "collections", "rate", "created"):
        table.add_column(heading, overflow="fold")
    for key in found:
        table.add_row(*(Text(cell) for cell in _cells(key)))
    return table


def _cells(key: Key) -> list[str]:
    cells = (key.name, key.scope, ", ".join(key.collections or ["all"]), key.rate or "any", key.created)
    return [terminal.one_line(cell) for cell in cells]
