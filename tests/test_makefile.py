"""`make help` says what each target does."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_help_tells_every_target() -> None:
    (targets,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    command = ["make", "--no-print-directory", "help"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    told = dict(line.split(maxsplit=1) for line in printed.splitlines())
    assert set(told) == set(targets.split())
    assert all(told.values())
