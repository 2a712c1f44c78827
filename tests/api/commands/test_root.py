"""The commands under one name, each loaded when it is asked for."""

import subprocess
import sys

import pytest

from api.commands import root
from tests.api.conftest import Rujuk

LOADED = """
import sys
from api.commands import root
sys.argv = ["rujuk", *sys.argv[1:], "--help"]
try:
    root.make()(prog_name="rujuk")
except SystemExit:
    print(sorted({"fastapi", "faiss", "mcp"} & sys.modules.keys()))
"""


@pytest.mark.parametrize("command", root._COMMANDS)
def test_each_command_is_there(rujuk: Rujuk, command: str) -> None:
    ran = rujuk(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: rujuk {command} ")


def test_one_that_is_not_there_is_told_with_what_is_near(rujuk: Rujuk) -> None:
    ran = rujuk("lst")
    assert ran.code == 2
    assert "Did you mean 'list'?" in ran.err


@pytest.mark.parametrize("command", ["list", "check", "key"])
def test_a_command_does_not_load_the_service(command: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED, command], capture_output=True, text=True, check=True)
    assert "fastapi" not in ran.stdout.splitlines()[-1], ran.stdout
