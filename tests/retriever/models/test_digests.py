"""A folder's digest tells whether its vectors can have changed."""

import os
from pathlib import Path

import pytest

from corpus.errors import ModelError
from retriever.models import digests
from retriever.models.digests import digest_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    (made / "1_Pooling").mkdir(parents=True)
    for name in ("config.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json", "README.md"):
        (made / name).write_text(name)
    return made


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_it_changes_with_each_file_that_counts(name: str, folder: Path, tmp_path: Path) -> None:
    before = digest_of(folder, tmp_path / "cache")
    (folder / name).write_text("changed")
    assert digest_of(folder, tmp_path / "cache") != before


def test_it_does_not_change_with_the_place_or_with_what_is_only_read_by_people(folder: Path, tmp_path: Path) -> None:
    before = digest_of(folder, tmp_path / "cache")
    (folder / "README.md").write_text("changed")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("another engine's")
    assert digest_of(folder.rename(tmp_path / "moved"), tmp_path / "cache") == before


def test_files_that_did_not_change_are_not_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_of(folder, tmp_path / "cache")
    monkeypatch.delattr(digests, "sha256")
    assert digest_of(folder, tmp_path / "cache") == before
    os.utime(folder / "model.safetensors", (0, 0))
    with pytest.raises(NameError):
        digest_of(folder, tmp_path / "cache")


def test_a_cache_that_is_damaged_or_cannot_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    before = digest_of(folder, tmp_path / "cache")
    for known in (tmp_path / "cache" / "digests").iterdir():
        known.write_text("[]")
    (tmp_path / "file").write_text("no folder")
    assert digest_of(folder, tmp_path / "cache") == digest_of(folder, tmp_path / "file") == before


def test_a_folder_without_a_model_or_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model"):
        digest_of(tmp_path, tmp_path / "cache")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="holds no weights"):
        digest_of(tmp_path, tmp_path / "cache")
