"""Names become folders: packaged, local, of the hub's cache; never the network unasked."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import SocketBlockedError
from safetensors.numpy import load_file, save, save_file

from corpus.errors import ModelError
from retriever.models import load, registry
from retriever.models.cache import sha256
from retriever.models.registry import PACKAGED, add_adapter, digest_of, find, merge_adapter
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
        assert find(name, tmp_path, _say).digest == packaged.digest


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
    for revision in ("0" * 40, "main"):
        found = find(f"{asked}@{revision}", tmp_path / "cache", _say)
        assert (found.name, found.folder()) == (asked, snapshot)
    for revision in ("", "@", f"@{'1' * 40}"):
        with pytest.raises(ModelError, match="no NAME@REVISION of the hub's"):
            find(f"{asked}{revision}", tmp_path / "cache", _say)


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("name", ["no-such-model", "people/no-such-model", "/no/such/folder", "no such model", "é"])
def test_a_model_that_is_nowhere_is_refused_naming_those_that_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{name}.*multilingual-e5-small.*all-MiniLM-L6-v2"):
        find(name, tmp_path, _say)


@pytest.mark.usefixtures("hub")
def test_the_network_is_used_only_where_that_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        find("people/no-such-model@main", tmp_path, _say)
    said: list[str] = []
    with pytest.raises((SocketBlockedError, ModelError), match=r"cannot fetch|socket"):
        find("people/no-such-model@main", tmp_path, said.append, network=True)
    assert said == ["fetching people/no-such-model at main from the model hub"]


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    (made / "1_Pooling").mkdir(parents=True)
    for name in ("config.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json", "README.md"):
        (made / name).write_text(name)
    return made


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_it_changes_with_each_file_that_counts(name: str, model_folder: Path, tmp_path: Path) -> None:
    before = digest_of(model_folder, tmp_path / "cache")
    (model_folder / name).write_text("changed")
    assert digest_of(model_folder, tmp_path / "cache") != before


def test_it_does_not_change_with_the_place_or_with_what_is_only_read_by_people(
    model_folder: Path, tmp_path: Path
) -> None:
    before = digest_of(model_folder, tmp_path / "cache")
    (model_folder / "README.md").write_text("changed")
    (model_folder / "onnx").mkdir()
    (model_folder / "onnx" / "config.json").write_text("another engine's")
    assert digest_of(model_folder.rename(tmp_path / "moved"), tmp_path / "cache") == before


def test_files_that_did_not_change_are_not_read_again(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_of(model_folder, tmp_path / "cache")
    monkeypatch.delattr(registry, "sha256")
    assert digest_of(model_folder, tmp_path / "cache") == before
    os.utime(model_folder / "model.safetensors", (0, 0))
    with pytest.raises(NameError):
        digest_of(model_folder, tmp_path / "cache")


def test_a_cache_that_is_damaged_or_cannot_be_written_is_done_without(model_folder: Path, tmp_path: Path) -> None:
    before = digest_of(model_folder, tmp_path / "cache")
    for known in (tmp_path / "cache" / "digests").iterdir():
        known.write_text("[]")
    (tmp_path / "file").write_text("no folder")
    assert digest_of(model_folder, tmp_path / "cache") == digest_of(model_folder, tmp_path / "file") == before


def test_a_folder_without_a_model_or_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model"):
        digest_of(tmp_path, tmp_path / "cache")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="holds no weights"):
        digest_of(tmp_path, tmp_path / "cache")


@given(seed=st.integers(0, 2**32 - 1), rank=st.integers(1, 4))
def test_a_merged_weight_gives_what_both_products_give_together(seed: int, rank: int) -> None:
    random = np.random.default_rng(seed)
    weights = {"a.weight": random.normal(size=(5, 3)), "a.bias": random.normal(size=5), "b.weight": np.ones((2, 2))}
    up, down, hidden = random.normal(size=(5, rank)), random.normal(size=(rank, 3)), random.normal(size=3)
    found = add_adapter(weights, {"a.up": up.astype(np.float16), "a.down": down.astype(np.float16)})
    apart = weights["a.weight"] @ hidden + up.astype(np.float16) @ (down.astype(np.float16) @ hidden)
    np.testing.assert_allclose(found["a.weight"] @ hidden, apart, atol=1e-4)
    assert found.keys() == weights.keys()
    assert found["b.weight"] is weights["b.weight"]


def test_an_adapter_of_another_model_is_refused(tmp_path: Path) -> None:
    save_file({"a.weight": np.ones((2, 2), np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(KeyError, match=r"other\.weight"):
        merge_adapter(tmp_path, save({"other.up": np.ones((2, 1)), "other.down": np.ones((1, 2))}))
    assert list(load_file(tmp_path / "model.safetensors")) == ["a.weight"]


def test_an_adapter_that_is_not_the_published_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGED, "other", replace(PACKAGED["multilingual-e5-small+asean"], adapter_sha256="0" * 64))
    with pytest.raises(ModelError, match=r"asean\.safetensors is not the published adapter"):
        find("other", tmp_path, lambda _: None).folder()


def test_an_adapter_changes_vectors_and_their_digest_and_leaves_the_table_of_words() -> None:
    """The reader takes its words from either."""
    plain, adapted = load("multilingual-e5-small"), load("multilingual-e5-small+asean")
    assert plain.digest != adapted.digest
    text = "ປະເທດມາເລເຊຍ"
    assert 0.5 < float(plain.embed_question(text) @ adapted.embed_question(text)) < 0.999
