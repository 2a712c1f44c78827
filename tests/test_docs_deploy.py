"""The guide to deploying: its commands print what it shows, its settings are settings, its files are there."""

import re
import tomllib
from pathlib import Path

import pytest

from api.settings import Settings
from tests.api.conftest import Rujuk, rujuk
from tests.test_operations import shelf

__all__ = ["rujuk", "shelf"]  # fixtures

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
SETTINGS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def test_its_commands_print_what_it_shows(shelf: Path, rujuk: Rujuk) -> None:
    Path("rujuk.toml").write_text(SETTINGS[0])
    looked = rujuk("--library", "shelf", "doctor")
    shown = re.search(r"\$ rujuk --library shelf doctor\n(.*?)```", GUIDE, re.DOTALL)
    assert shown is not None
    assert [line.split()[:2] for line in looked.lines] == [line.split()[:2] for line in shown[1].splitlines()]
    listed = rujuk("--config", "rujuk.toml", "--library", "shelf", "list").out
    assert listed in GUIDE


@pytest.mark.parametrize("settings", [*SETTINGS, (ROOT / "deploy" / "rujuk.toml").read_text("utf-8")])
def test_its_settings_are_settings(settings: str) -> None:
    assert set(tomllib.loads(settings)) <= set(Settings.model_fields)


@pytest.mark.parametrize("page", ["README.md", "deploy.md"])
def test_the_files_that_it_names_are_there(page: str) -> None:
    named = re.findall(r"\]\(([^):#]+)\)", (ROOT / "docs" / page).read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / "docs" / name).exists()] == []


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    assert [
        page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md" and page.name not in index
    ] == []


def test_the_container_and_the_service_set_what_there_is_to_set() -> None:
    text = "".join((ROOT / "deploy" / name).read_text("utf-8") for name in ("Containerfile", "rujuk.service"))
    named = {name.lower() for name in re.findall(r"RUJUK_(\w+)=", text)}
    assert named
    assert named <= set(Settings.model_fields)
