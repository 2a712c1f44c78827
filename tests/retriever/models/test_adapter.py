"""The adapter that is merged into a model's weights."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save, save_file

from corpus.errors import ModelError
from retriever.models import adapter, load
from retriever.models.registry import PACKAGED, find


@given(seed=st.integers(0, 2**32 - 1), rank=st.integers(1, 4))
def test_a_merged_weight_gives_what_both_products_give_together(seed: int, rank: int) -> None:
    random = np.random.default_rng(seed)
    weights = {"a.weight": random.normal(size=(5, 3)), "a.bias": random.normal(size=5), "b.weight": np.ones((2, 2))}
    up, down, hidden = random.normal(size=(5, rank)), random.normal(size=(rank, 3)), random.normal(size=3)
    found = adapter.merged(weights, {"a.up": up.astype(np.float16), "a.down": down.astype(np.float16)})
    apart = weights["a.weight"] @ hidden + up.astype(np.float16) @ (down.astype(np.float16) @ hidden)
    np.testing.assert_allclose(found["a.weight"] @ hidden, apart, atol=1e-4)
    assert found.keys() == weights.keys()
    assert found["b.weight"] is weights["b.weight"]


def test_an_adapter_of_another_model_is_refused(tmp_path: Path) -> None:
    save_file({"a.weight": np.ones((2, 2), np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(KeyError, match=r"other\.weight"):
        adapter.merge(tmp_path, save({"other.up": np.ones((2, 1)), "other.down": np.ones((1, 2))}))
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
