"""The compiler: what it makes gives the original's vectors, and what it cannot make it says."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from retriever.models import compiler, onnx_embedder
from retriever.models.compiler import FLOORS, compile_model
from retriever.models.compiling import REFUSED
from retriever.models.embedder import from_folder
from retriever.models.onnx_graph import Precision
from tests.retriever.models.conftest import TinyModel

TEXTS = ["Rice is planted in May.", "harvested", "the " * 40, "", "Xyzzy?", "a café, the ferries leaving at nine"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to compile into."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _only(monkeypatch: pytest.MonkeyPatch, precision: Precision) -> None:
    monkeypatch.setattr(compiler, "FLOORS", {precision: FLOORS[precision]})


@pytest.mark.parametrize("architecture", ["bert", "roberta", "xlm-roberta"])
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_in_float32_the_vectors_are_the_original_ones(
    architecture: str, pooling: str, tiny: TinyModel, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, "float32")
    folder = tiny(architecture, pooling, {"query": "when ", "passage": "the "})
    notes = compile_model("tiny", folder, out, print)
    mine, original = onnx_embedder.from_compiled("tiny", "", out, notes), from_folder("tiny", folder, "")
    np.testing.assert_allclose(mine.embed_passages(TEXTS), original.embed_passages(TEXTS), atol=1e-5)
    for text in TEXTS:
        np.testing.assert_allclose(mine.embed_question(text), original.embed_question(text), atol=1e-5)


def test_in_int8_the_vectors_are_near_the_original_ones(
    tiny: TinyModel, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Random weights are rounded worse than trained ones, and worst by processors without instructions for int8.
    monkeypatch.setattr(compiler, "FLOORS", FLOORS | {"int8": (0.9, 0.95)})
    folder = tiny()
    notes = compile_model("tiny", folder, out, print)
    assert (notes["precision"], notes["reason"]) == ("int8", "")
    mine, original = onnx_embedder.from_compiled("tiny", "", out, notes), from_folder("tiny", folder, "")
    cosines = (mine.embed_passages(TEXTS) * original.embed_passages(TEXTS)).sum(axis=1)
    assert 0.9 < cosines.min() < 1 - 1e-6  # near, and not the same


def test_vectors_too_far_from_the_original_ones_are_not_served(
    tiny: TinyModel, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "FLOORS", {"int8": (0.9999999, 0.99), "float32": FLOORS["float32"]})
    notes = compile_model("tiny", tiny(), out, print)
    assert notes["precision"] == "float32"
    assert notes["reason"].startswith("in int8 the cosine of its vectors to the original's is 0.")


def test_where_no_precision_is_near_enough_nothing_is_left_and_it_is_said(
    tiny: TinyModel, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "FLOORS", {"int8": (1.1, 1.1), "float32": (1.1, 1.1)})
    notes = compile_model("tiny", tiny(), out, print)
    assert notes["precision"] is None
    assert "in int8" in notes["reason"]
    assert "in float32" in notes["reason"]
    assert not list(out.iterdir())


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ({"pooling": "max"}, "its pooling is max"),
        ({"architecture": "electra"}, "its architecture is ElectraModel"),
        ({"hidden_act": "relu"}, "its activation is relu"),
    ],
)
def test_a_model_that_the_graph_cannot_say_is_told_apart(
    kind: dict[str, str], reason: str, tiny: TinyModel, out: Path
) -> None:
    notes = compile_model("tiny", tiny(**kind), out, print)
    assert notes["precision"] is None
    assert notes["reason"].startswith(reason)


def test_prompts_left_out_of_the_pooling_are_told_apart(tiny: TinyModel, out: Path) -> None:
    folder = tiny()
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps({**json.loads(pooling.read_text()), "include_prompt": False}))
    assert compile_model("tiny", folder, out, print)["reason"] == "its pooling leaves the prompt out"


def test_weights_that_are_damaged_are_refused(tiny: TinyModel, out: Path) -> None:
    folder = tiny()
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot load"):
        compile_model("tiny", folder, out, print)


def test_a_refused_model_is_told_in_one_line_and_a_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compiler.main(["no-such-model", str(tmp_path), str(tmp_path)]) == REFUSED
    assert capsys.readouterr().err.count("\n") == 1
