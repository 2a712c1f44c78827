"""The OpenAPI document is what the application does: schemathesis tries, and the examples are true."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for
from starlette.testclient import TestClient

from api.keys import Scope, add_key
from api.schemas import examples
from api.settings import Settings
from tests.conftest import listen
from tests.shown import assert_shows

OTHER_PROBLEMS = {"/mcp": {"application/json"}}


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


@pytest.fixture
def changeable(shelf: Path, _loaded_once: None) -> Iterator[str]:
    """Where the application over a library that may be changed listens."""
    with listen(Settings.load(library=shelf)) as (listening, _):
        yield listening


@pytest.mark.slow
def test_schemathesis_finds_no_server_error_and_no_violation_of_the_schema(
    changeable: str, shelf: Path, tmp_path: Path
) -> None:
    examine(changeable, tmp_path)
    keys = shelf / "keys.json"
    for scope in (Scope.ADMIN, Scope.ASK):
        key = add_key(keys, scope, scope, rate="60/minute" if scope is Scope.ASK else None)
        examine(changeable, tmp_path, "--max-examples", "3", "--header", f"Authorization: Bearer {key}")
    examine(changeable, tmp_path, "--max-examples", "1", "--phases", "fuzzing")  # with keys, and sent none


def examine(address: str, folder: Path, *options: str) -> None:
    """Have schemathesis try all that the OpenAPI document allows, and what it does not."""
    config = Path(__file__).with_name("schemathesis.toml")
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{address}/openapi.json"]
    found = subprocess.run([*program, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "18 selected / 18 total" in found.stdout


def test_every_route_is_described_with_its_problems(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            for status, response in operation["responses"].items():
                assert response["description"], where
                if int(status) >= 400:
                    assert set(response["content"]) - OTHER_PROBLEMS.get(path, set()) == {"application/problem+json"}


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
