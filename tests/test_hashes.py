"""The lists of hashes hold what is installed: all that pyproject.toml asks for, in the versions of constraints.txt."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)


def versions(file: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PINNED.findall((ROOT / file).read_text("utf-8"))}


@pytest.mark.parametrize(
    ("file", "extras"), [("serving", ["build"]), ("developing", ["build", "dev", "otel", "postgres"])]
)
def test_a_list_is_made_of_what_is_asked_for_now(file: str, extras: list[str]) -> None:
    """`make hashes` makes it anew."""
    listed, pinned = versions(f"hashes/{file}.txt"), versions("constraints.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    names = {canonicalize_name(Requirement(each).name) for each in asked} - {"rujuk"}
    assert names <= listed.keys() & pinned.keys()
    assert {name: version for name, version in listed.items() if pinned.get(name, version) != version} == {}


@pytest.mark.parametrize("file", ["serving", "developing"])
def test_a_list_names_no_place_and_has_hashes_for_each(file: str) -> None:
    written = (ROOT / "hashes" / f"{file}.txt").read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|^torch==|^nvidia", written, re.MULTILINE)
    for entry in re.split(r"\n(?=[A-Za-z])", written.strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
