"""The README does what it says: its commands run, its answers are those that come."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.cli import main

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```(console|json)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
SHOWN = [block for language, block in BLOCKS if language == "console" and block.startswith("$ rujuk")]


def _without_numbers(text: str) -> str:
    return re.sub(r"0\.\d+", "0.00", text).strip()


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.splitlines()[0])
def test_a_command_prints_what_the_readme_shows(
    block: str, library_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, _, shown = block.partition("\n")
    monkeypatch.setenv("RUJUK_LIBRARY", str(library_folder))
    monkeypatch.setattr("sys.argv", shlex.split(command.removeprefix("$ ")))
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code in (0, None)
    assert _without_numbers(capsys.readouterr().out).startswith(_without_numbers(shown))


def test_the_answer_over_http_is_the_one_shown(client: TestClient) -> None:
    request = next(block for _, block in BLOCKS if "curl" in block)
    body = json.loads(re.search(r"-d '(.*)'", request)[1])  # type: ignore[index]  # the README has it
    (shown,) = [json.loads(block) for language, block in BLOCKS if language == "json"]
    _assert_within(shown, client.post("/v1/ask", json=body).json())


def _assert_within(shown: Any, whole: Any) -> None:
    """All that is shown is in the whole, which may hold more keys and, in lists, more items."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            _assert_within(value, whole[key])
    elif isinstance(shown, list):
        for one, other in zip(shown, whole, strict=False):
            _assert_within(one, other)
    else:
        assert shown == whole
