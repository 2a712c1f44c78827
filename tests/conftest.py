"""Fixtures for all: the real model, and a real library of the bundled release."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import uvicorn
from hypothesis import settings as hypothesis_settings
from starlette.testclient import TestClient

from api import bootstrap
from api.app import create_app
from api.service import Service
from api.settings import Settings
from corpus.library import Library
from ingest import Sandbox
from retriever.models import Embedder, load
from retriever.models.registry import STANDARD
from retriever.reader.reader import Reader, load_reader
from retriever.retriever import Retriever
from tests.postgres import Server, serving_postgres

# Machines are shared and models load slowly: how long an example takes says nothing about it.
hypothesis_settings.register_profile("rujuk", deadline=None)
hypothesis_settings.load_profile("rujuk")

Serving = Callable[..., AbstractContextManager[TestClient]]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.upper().startswith("RUJUK_")]:
        monkeypatch.delenv(variable)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default model, loaded once."""
    return load(STANDARD)


@pytest.fixture(scope="session")
def _loaded_once(embedder: Embedder, reader: Reader) -> Iterator[None]:
    """The application takes reader and default model from this session rather than load them again; others it loads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "load", lambda name, **_: embedder if name == embedder.name else load(name))
        patch.setattr(bootstrap, "load_reader", lambda *_: reader)
        yield


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A library of the bundled release. Not to be changed: `shelf` gives a copy."""
    folder = tmp_path_factory.mktemp("bundled") / "library"
    bootstrap.make_first_library(folder, embedder)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started for the first test that asks for one."""
    with serving_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The packaged reader, loaded once."""
    return load_reader(Settings.model_fields["cache"].get_default(call_default_factory=True), print)


@pytest.fixture(scope="session")
def retriever(library_folder: Path, embedder: Embedder, reader: Reader) -> Iterator[Retriever]:
    """A retriever over the bundled release. Not to be changed."""
    library = Library.open(library_folder)
    yield Retriever(library, embedder, reader=reader)
    library.close()


@pytest.fixture
def shelf(library_folder: Path, tmp_path: Path) -> Path:
    """A copy of the bundled library that a test may change."""
    return Path(shutil.copytree(library_folder, tmp_path / "shelf"))


@pytest.fixture(scope="session")
def client(library_folder: Path, _loaded_once: None) -> Iterator[TestClient]:
    """A client of the application over the bundled library, which it must not change."""
    with serve(Settings.load(library=library_folder, read_only=True)) as session:
        yield session


@pytest.fixture(scope="session")
def address(library_folder: Path, _loaded_once: None) -> Iterator[str]:
    """Where the application over the bundled library listens, for clients that want a real port."""
    with listen(Settings.load(library=library_folder, read_only=True)) as (listening, _):
        yield listening


@pytest.fixture
def serving(shelf: Path, _loaded_once: None) -> Serving:
    """`with serving(**settings) as client`: an application over a library that the test may change.

    Uploads are parsed in `sandbox`, by default one of the application's own.
    """
    return lambda sandbox=None, **chosen: serve(Settings.load(**{"library": shelf, **chosen}), sandbox)


@contextmanager
def listen(settings: Settings, sandbox: Sandbox | None = None) -> Iterator[tuple[str, Service]]:
    """The application, ready, on a port of the loopback interface: its address, and its service."""
    ready: Queue[Service] = Queue()
    app = create_app(settings, loaded=ready.put, sandbox=sandbox)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", ready.get(timeout=60)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def serve(settings: Settings, sandbox: Sandbox | None = None, **more: Any) -> Iterator[TestClient]:
    """The application, ready."""
    loaded: Queue[Service] = Queue()
    app = create_app(settings, loaded=loaded.put, sandbox=sandbox, **more)
    with TestClient(app, base_url="http://localhost") as session:
        assert loaded.get(timeout=60).failure is None
        yield session
