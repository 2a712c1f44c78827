"""An attack on a real server gives a row of the table, and the mixed load its line."""

import re
import sys
from pathlib import Path

import pytest

from benchmarks import attacks

_LINES = re.MULTILINE


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what processes hold")
def test_attacks_are_made_and_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--only", "quote of 850 KB", "--mixed", "1", "--work", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["attacks", *chosen])
    attacks.main()
    said = capsys.readouterr().out
    assert re.search(
        r"^\| a citation with a quote of 850 KB \| \d+ \| \d+\.\d\d \| \d+\.\d \| 1 x 422 \|$", said, re.MULTILINE
    )
    assert re.search(
        r"^64 clients for 1 s: questions \{.*\}, p50 .* uploads .* memory \d+ MB before", said, re.MULTILINE
    )
