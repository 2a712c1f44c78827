"""docs/embed.md says what the question box does: its options, its languages, its setting."""

import json
import logging
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from api.web import embed

TEXT = (Path(__file__).parent.parent / "docs" / "embed.md").read_text("utf-8")
FOLDER = Path(embed.__file__).parent


def test_the_options_shown_are_those_that_the_script_reads() -> None:
    read = set(re.findall(r"\boptions\.([a-z]+)", (FOLDER / "box.js").read_text("utf-8")))
    assert set(re.findall(r"^\| `data-([a-z]+)` \|", TEXT, re.MULTILINE)) == read
    assert set(re.findall(r"data-([a-z]+)", TEXT)) == read


def test_the_languages_shown_are_those_that_it_has() -> None:
    (row,) = re.findall(r"^\| `data-lang` \|(.*)", TEXT, re.MULTILINE)
    assert re.findall(r"`([a-z]+)`", row) == list(json.loads((FOLDER / "words.json").read_text("utf-8")))


def test_the_tag_shown_loads_the_script(client: TestClient) -> None:
    (address,) = re.findall(r'<script src="https://rujuk\.example\.org(/[^"]*)"', TEXT)
    assert client.get(address).content == embed.script()[0]


def test_the_setting_shown_lists_two_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    (name, value), *_ = re.findall(r'^([A-Z_]+)="(.*)" rujuk serve$', TEXT, re.MULTILINE)
    monkeypatch.setenv(name, value)
    assert Settings.load().embed_origins == ("https://www.example.org", "https://news.example.org")


def test_a_question_is_not_written_to_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert client.post("/v1/ask", json={"question": "Is my secret safe?"}).status_code == 200
        assert client.post("/v1/ask", json={"question": "Is my secret safe?", "top_k": 0}).status_code == 422
    assert "/v1/ask" in caplog.text
    assert "secret" not in caplog.text
