"""The README does what it says: its commands run, its answers are those that come."""

import json
import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.cli import main
from api.schemas import examples
from tests.shown import assert_shows

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```(console|json)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
(REQUEST,) = [
    json.loads(sent) for _, block in BLOCKS for sent in re.findall(r"^\$ curl .* -d '(.*)'$", block, re.MULTILINE)
]
ANSWER, CONFIGURATION = [json.loads(block) for language, block in BLOCKS if language == "json"]
SHOWN = [block for language, block in BLOCKS if language == "console" and block.startswith("$ rujuk")]


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
    printed = capsys.readouterr().out.splitlines()
    assert printed[: len(shown.splitlines())] == shown.splitlines()


def test_the_answer_over_http_is_the_one_shown(client: TestClient) -> None:
    assert_shows(ANSWER, client.post("/v1/ask", json=REQUEST).json())


def test_the_reference_shows_the_same_answer() -> None:
    assert examples.REQUESTS[0] == REQUEST
    assert_shows(ANSWER, examples.ANSWER)
    (shown,) = re.findall(r"^confidence (\S+)$", SHOWN[0], re.MULTILINE)
    assert float(shown) == ANSWER["confidence"]
