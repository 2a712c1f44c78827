"""Options are said in one place: what they take, and which of them wins."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from api.commands.options import BeforeCommand, collection_name, settings


def before(library: str | None = None, config: Path | None = None) -> Any:
    return SimpleNamespace(obj=BeforeCommand(library, config))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_LIBRARY", "/of/the/environment")
    monkeypatch.delenv("RUJUK_PORT", raising=False)


@pytest.mark.parametrize(
    ("own", "earlier", "chosen"),
    [("/own", "/earlier", "/own"), (None, "/earlier", "/earlier"), (None, None, "/of/the/environment")],
)
def test_the_library_of_the_command_wins_then_that_before_it(own: str | None, earlier: str | None, chosen: str) -> None:
    assert settings(before(earlier), own).library == Path(chosen)


def test_an_option_that_was_not_given_leaves_what_the_file_says(tmp_path: Path) -> None:
    config = tmp_path / "rujuk.toml"
    config.write_text('port = 8123\nhost = "::1"\n')
    chosen = settings(before(config=config), None, port=None, host="127.0.0.1")
    assert (chosen.port, chosen.host) == (8123, "127.0.0.1")


def test_a_name_of_a_collection_is_taken_as_it_is_stored() -> None:
    assert collection_name(None) is None
    assert collection_name("law") == "law"


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 10_000])
def test_what_can_be_no_name_of_a_collection_is_wrong_usage(name: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"^it "):
        collection_name(name)
