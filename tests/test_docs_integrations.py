"""docs/integrations.md does what it says: its programs run against the service, its settings and routes exist."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.settings import Settings

TEXT = (Path(__file__).parent.parent / "docs" / "integrations.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SILENT = {"HAYSTACK_TELEMETRY_ENABLED": "False", "LANGSMITH_TRACING": "false"}


@pytest.mark.parametrize("program", PROGRAMS, ids=["openai", "langchain", "llama_index", "haystack"])
def test_a_program_prints_the_quote_and_where_it_stands(program: str, address: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program.replace("http://127.0.0.1:8000", address)],
        env={**os.environ, **SILENT},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    first = ran.stdout.splitlines()[0]
    assert first.startswith("ASEAN estimates that there are about 70 million MSMEs across its member states")
    assert "613" in ran.stdout


def test_its_settings_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"RUJUK_([A-Z_]+)", TEXT):
        assert name.lower() in Settings.model_fields
    for name, value in re.findall(r"(RUJUK_[A-Z_]+)=(\S+?)`", TEXT):
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    assert str(settings.public_url) == "https://rujuk.example.org/"
    assert settings.openwebui_sources


def test_the_operation_ids_are_those_that_stay(client: TestClient) -> None:
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    operations = {each["operationId"]: each for methods in paths.values() for each in methods.values()}
    assert len(operations) == sum(map(len, paths.values()))
    assert {"ask", "verify", "list_documents", "get_document", "get_text", "add", "remove"} <= set(operations)
    assert {"list_models", "complete_chat", "exchange", "retrieve"} <= set(operations)
    for name, operation in operations.items():
        assert re.fullmatch(r"[a-z_]+", name)
        assert len(operation["description"]) <= 300, name  # what most clients take
