"""docs/evaluation.md does what it says: its files are written, its commands run in order and print what is shown."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from api.cli import main
from retriever.evaluation.report import METRICS

DOCUMENT = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text("utf-8")
STEPS = [
    step.partition("\n")
    for block in re.findall(r"```console\n(.*?)```", DOCUMENT, re.DOTALL)
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


def columns(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines() if not line.startswith("─")]


@pytest.mark.usefixtures("_loaded_once")
def test_its_commands_run_in_order_and_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, _, shown in STEPS:
        program, *arguments = shlex.split(command)
        if program == "cat":
            file = Path(arguments[0])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(shown)
            continue
        arguments, into = (arguments[:-2], arguments[-1]) if ">" in arguments else (arguments, None)
        monkeypatch.setattr(sys, "argv", [program, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr().out
        assert ended.value.code in (0, None), command
        assert columns(printed)[: len(columns(shown))] == columns(shown), command
        if into:
            Path(into).write_text(printed)
    assert "Since the baseline" in Path("report.html").read_text("utf-8")


def test_it_says_what_every_metric_is() -> None:
    named = set(re.findall(r"`([a-z0-9_@]+)`", "".join(re.findall(r"^\| (.*?) \|", DOCUMENT, re.MULTILINE))))
    assert named == {metric.name for metric in METRICS if metric.unit != "count"}
