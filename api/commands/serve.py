"""`rujuk serve`: the HTTP service and the page."""

import asyncio
import gc
import logging
import math
import socket
import sys
from functools import partial
from typing import cast

import typer
import uvicorn
from fastapi import FastAPI

import api
from api import access, logs, telemetry, terminal
from api.app import create_app
from api.commands.options import HostOption, LibraryOption, PortOption, settings
from api.keys import Key, read_keys
from api.process import limit_arenas
from api.protocol import LimitedProtocol
from api.service import Service
from api.settings import Settings
from corpus.errors import SettingRefused
from corpus.library import Library

_log = logging.getLogger("rujuk")
_SWITCH_SECONDS = 0.0005
"""How long a thread may keep Python from the others that wait: a tenth of the usual, which is half an answer's time."""


def serve(
    context: typer.Context,
    host: HostOption = None,
    port: PortOption = None,
    library: LibraryOption = None,
) -> None:
    """Serve answers over HTTP, until Ctrl-C."""
    chosen = settings(context, library, host=host, port=port)
    keys = read_keys(chosen.key_file)
    said = _require_opening(chosen, keys)
    if Library.exists(chosen.library):
        Library.open(chosen.library).close()  # what cannot be opened should fail before anybody connects
    logs.configure(chosen.log_level, chosen.log_format)
    if said is not None:
        _log.log(logging.INFO if keys else logging.WARNING, "%s", said)
    with _listening(chosen) as listener:
        _run(chosen, listener)


def _require_opening(chosen: Settings, keys: tuple[Key, ...] | None) -> str | None:
    """Say who may come in; a usage error, exit 2, where everybody might and nobody has said so."""
    try:
        return access.describe_opening(chosen, keys)
    except SettingRefused as error:
        raise typer.BadParameter(str(error), param_hint="--host") from None


def _run(chosen: Settings, listener: socket.socket) -> None:
    def loaded(service: Service) -> None:
        if service.failure is not None:
            server.should_exit = True
        elif not server.should_exit:
            gc.freeze()  # what was loaded stays: no collection need look at it
            terminal.write(f"Rujuk {api.version()} is ready at {_url(listener)} (Ctrl-C stops it)")

    sys.setswitchinterval(_SWITCH_SECONDS)
    limit_arenas()
    spans = telemetry.start(api.version())
    app = create_app(chosen, loaded=loaded, spans=spans)
    service: Service = app.state.service
    server = _Server(_configured(app, chosen), service)
    if chosen.metrics_port is not None:
        _serve_metrics(service, chosen.host, chosen.metrics_port)
    server.run(sockets=[listener])
    if service.failure is not None:
        raise service.failure


def _serve_metrics(service: Service, host: str, port: int) -> None:
    try:
        service.metrics.serve(host, port)
    except OSError as error:
        where = f"{host}, port {port}"
        raise SettingRefused(f"cannot listen on {where}: {_words(error)}; choose another RUJUK_METRICS_PORT") from error


class _Server(uvicorn.Server):
    """A server that tells what waits that it stops, and gives what runs its time."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._service.stop()
        await super().shutdown(sockets)


def _configured(app: FastAPI, chosen: Settings) -> uvicorn.Config:
    # Typed as a class in uvicorn, which only ever calls it.
    protocol = cast("type[asyncio.Protocol]", partial(LimitedProtocol, settings=chosen))
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(chosen.trusted_proxies),
        timeout_graceful_shutdown=math.ceil(chosen.grace_seconds),
    )


def _listening(chosen: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        listener = socket.create_server((chosen.host, chosen.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{chosen.host}, port {chosen.port}"
        raise SettingRefused(f"cannot listen on {where}: {_words(error)}; choose another with --port") from error
    # Connections inherit it. Without, an answer in two packets waits 40 ms for the client to acknowledge the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _words(error: OSError) -> str:
    return str(error.strerror or error).partition(" (")[0]  # the socket module appends which address it was


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
