"""The OpenAPI document is what the application does: schemathesis tries, and the examples are true."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from jsonschema_rs import validator_for
from starlette.testclient import TestClient

from api.app import create_app
from api.keys import Scope, add_key
from api.schemas import examples
from api.settings import Settings
from tests.shown import assert_shows


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


@pytest.fixture
def address(shelf: Path, _loaded_once: None) -> Iterator[str]:
    """The application, ready, on a port of the loopback interface."""
    ready = threading.Event()
    app = create_app(Settings.load(library=shelf), loaded=lambda _service: ready.set())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        assert ready.wait(60)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.slow
def test_schemathesis_finds_no_server_error_and_no_violation_of_the_schema(
    address: str, shelf: Path, tmp_path: Path
) -> None:
    examine(address, tmp_path)
    keys = shelf / "keys.json"
    for scope in (Scope.ADMIN, Scope.ASK):
        key = add_key(keys, scope, scope, rate="60/minute" if scope is Scope.ASK else None)
        examine(address, tmp_path, "--max-examples", "3", "--header", f"Authorization: Bearer {key}")


def examine(address: str, folder: Path, *options: str) -> None:
    """Have schemathesis try all that the OpenAPI document allows, and what it does not."""
    config = Path(__file__).with_name("schemathesis.toml")
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{address}/openapi.json"]
    found = subprocess.run([*program, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "11 selected / 11 total" in found.stdout


def test_every_route_is_described_with_its_problems(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            for status, response in operation["responses"].items():
                assert response["description"], where
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], where


def test_limits_of_the_settings_are_in_the_schema(described: dict[str, Any]) -> None:
    properties = described["components"]["schemas"]["AskRequest"]["properties"]
    assert properties["question"]["maxLength"] == 2_000
    assert (properties["top_k"]["minimum"], properties["top_k"]["maximum"]) == (1, 100)


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    shown = 0
    for name, schema in described["components"]["schemas"].items():
        validator = validator_for({"$ref": f"#/components/schemas/{name}", "components": described["components"]})
        for example in schema.get("examples", []):
            validator.validate(example)
            shown += 1
    assert shown >= 8


def test_the_examples_are_true(client: TestClient) -> None:
    for request in examples.REQUESTS:
        assert client.post("/v1/ask", json=request).json()["status"] == "answered"
    answer = client.post("/v1/ask", json=examples.REQUESTS[0]).json()
    assert list(answer) == list(examples.ANSWER)
    assert_shows(examples.ANSWER | {"elapsed_ms": None}, answer | {"elapsed_ms": None})
    assert client.post("/v1/verify", json=examples.CITATION).json() == examples.VERDICT
    (entry,) = client.get("/v1/documents").json()["documents"]
    assert entry | {"added": None} == examples.ENTRY | {"added": None}
