"""`rujuk mcp`: the library for an assistant on this machine, over MCP on standard input and output."""

import signal

import anyio
import typer

from api.commands.options import LibraryOption, settings
from api.metrics import Metrics
from api.service import Service
from corpus.library import Library


def mcp(context: typer.Context, library: LibraryOption = None) -> None:
    """Serve the library to an assistant over MCP, on standard input and output."""
    chosen = settings(context, library)
    if Library.exists(chosen.library):
        Library.open(chosen.library).close()  # what cannot be opened should fail before the assistant begins
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a thread waits for input, which no exception would end
    anyio.run(_serve, Service(chosen, Metrics()))


async def _serve(service: Service) -> None:
    """Answer at once, and load meanwhile: assistants wait seconds for a server, and a first start takes longer."""
    from mcp.server.stdio import stdio_server

    from api.routes.compatible.mcp_server import make_server

    loaded = anyio.Event()
    server = make_server(service, loaded.wait)

    async def load() -> None:
        await anyio.to_thread.run_sync(service.load)
        loaded.set()

    async with anyio.create_task_group() as tasks, stdio_server() as (incoming, outgoing):
        tasks.start_soon(load)
        await server.run(incoming, outgoing, server.create_initialization_options())
    service.close()
