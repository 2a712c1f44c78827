"""Names become folders: packaged, local, of the hub's cache; never the network unasked."""

import shutil
from dataclasses import replace
from pathlib import Path

import huggingface_hub.constants
import pytest
from pytest_socket import SocketBlockedError

from corpus.errors import ModelError
from retriever.models import registry
from retriever.models.cache import sha256
from retriever.models.registry import PACKAGED, find
from tests.retriever.models.conftest import TinyModel

NAME = "all-MiniLM-L6-v2"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty hub cache."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def _say(word: str) -> None:
    raise AssertionError(word)


def test_a_packaged_model_is_known_before_its_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(registry, "sha256")
    for name, packaged in PACKAGED.items():
        assert find(name, tmp_path, _say).digest == packaged.sha256


def test_a_packaged_model_is_what_was_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sha256(find(NAME, tmp_path, _say).folder() / "model.safetensors") == PACKAGED[NAME].sha256
    monkeypatch.setitem(PACKAGED, NAME, replace(PACKAGED[NAME], sha256="0" * 64))
    with pytest.raises(ModelError, match="not the published one"):
        find(NAME, tmp_path, _say).folder()


def test_a_packaged_model_whose_package_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGED, NAME, replace(PACKAGED[NAME], module="no_such_package"))
    with pytest.raises(ModelError, match=f"the package that carries {NAME} is not installed"):
        find(NAME, tmp_path, _say).folder()


def test_a_folder_works_by_its_path(tiny: TinyModel, tmp_path: Path) -> None:
    folder = tiny()
    found = find(str(folder), tmp_path / "cache", _say)
    assert (found.name, found.folder()) == ("tiny-bert-mean", folder)


@pytest.mark.parametrize("asked", ["people/tiny", "sentence-transformers/tiny", "tiny"])
def test_a_hub_name_works_where_this_machine_holds_it(asked: str, tiny: TinyModel, hub: Path, tmp_path: Path) -> None:
    owner = asked.rpartition("/")[0] or "sentence-transformers"
    stored = hub / f"models--{owner}--tiny"
    snapshot = Path(shutil.copytree(tiny(), stored / "snapshots" / ("0" * 40)))
    (stored / "refs").mkdir()
    (stored / "refs" / "main").write_text("0" * 40)
    found = find(asked, tmp_path / "cache", _say)
    assert (found.name, found.folder()) == (asked, snapshot)


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("name", ["no-such-model", "people/no-such-model", "/no/such/folder", "no such model", "é"])
def test_a_model_that_is_nowhere_is_refused_naming_those_that_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{name}.*multilingual-e5-small, all-MiniLM-L6-v2"):
        find(name, tmp_path, _say)


@pytest.mark.usefixtures("hub")
def test_the_network_is_used_only_where_that_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        find("people/no-such-model", tmp_path, _say)
    said: list[str] = []
    with pytest.raises((SocketBlockedError, ModelError), match=r"cannot fetch|socket"):
        find("people/no-such-model", tmp_path, said.append, network=True)
    assert said == ["fetching people/no-such-model from the model hub"]
