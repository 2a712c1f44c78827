"""The embedder that serves: vectors that depend on their text alone, whoever else is asking."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retriever.models import Embedder, load, onnx_embedder, registry
from retriever.models.compiler import PASSAGES, QUESTIONS
from retriever.models.embedder import from_folder

TEXTS = [*PASSAGES, *QUESTIONS, "", "\n", "word " * 3000]


@pytest.fixture(params=["minilm", "e5"])
def compiled(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = request.getfixturevalue(request.param)
    return found


def test_it_is_the_compiled_one_that_serves(compiled: Embedder) -> None:
    assert isinstance(compiled, onnx_embedder.OnnxEmbedder)


def test_a_text_has_the_same_vector_alone_and_among_others(compiled: Embedder) -> None:
    among = compiled.embed_passages(TEXTS)
    for text, vector in zip(TEXTS, among, strict=True):
        np.testing.assert_array_equal(compiled.embed_passages([text])[0], vector)
    shuffled = random.sample(range(len(TEXTS)), len(TEXTS))
    np.testing.assert_array_equal(compiled.embed_passages([TEXTS[at] for at in shuffled]), among[shuffled])


def test_questions_asked_at_once_have_the_vectors_they_have_alone(compiled: Embedder, model_cache: Path) -> None:
    questions = [f"{text} {at}" for at in range(8) for text in QUESTIONS]
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(compiled.embed_question, questions))
    another = load(compiled.name, cache=model_cache)  # which remembers none of them
    for question, vector in zip(questions, asked, strict=True):
        np.testing.assert_array_equal(another.embed_question(question), vector)


@pytest.mark.parametrize("asking", [False, True])
def test_passages_leave_cores_to_questions_that_are_being_asked(
    compiled: onnx_embedder.OnnxEmbedder, monkeypatch: pytest.MonkeyPatch, *, asking: bool
) -> None:
    at_work = set[int]()
    both = threading.Event()
    run = compiled._run

    def watched(*arguments: Any) -> Any:
        at_work.add(threading.get_ident())
        if len(at_work) > 1:
            both.set()
        both.wait(0 if asking else 60)
        return run(*arguments)

    monkeypatch.setattr(onnx_embedder, "_cores", lambda: 2)
    monkeypatch.setattr(onnx_embedder, "_ASKED_SECONDS", 3600.0 if asking else 0.0)
    compiled.embed_question("Is anybody there?")
    expected = compiled.embed_passages(TEXTS)
    at_work.clear()
    monkeypatch.setattr(compiled, "_run", watched)
    np.testing.assert_array_equal(compiled.embed_passages(TEXTS), expected)
    assert len(at_work) == (1 if asking else 2)


def test_passages_that_are_interrupted_are_not_embedded_to_the_end(
    compiled: onnx_embedder.OnnxEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = list[int]()

    def interrupted(*_: Any) -> Any:
        ran.append(1)
        raise KeyboardInterrupt

    monkeypatch.setattr(onnx_embedder, "_cores", lambda: 2)
    monkeypatch.setattr(compiled, "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compiled.embed_passages(["word"] * 1000)
    assert len(ran) < 10


def test_vectors_are_unit_vectors(compiled: Embedder) -> None:
    vectors = compiled.embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), compiled.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert compiled.embed_question("One?").shape == (compiled.dimension,)
    assert compiled.embed_passages([]).shape == (0, compiled.dimension)


def test_a_question_asked_again_is_remembered_and_cannot_be_overwritten(compiled: Embedder) -> None:
    vector = compiled.embed_question("Remembered?")
    assert compiled.embed_question("Remembered?") is vector
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0
    long = "very long? " * 400
    assert compiled.embed_question(long) is not compiled.embed_question(long)


@pytest.mark.parametrize(
    ("hinted", "plain"),
    [("ក្រុម\u200bប្រឹក្សា\u200b\u200bជាតិ", "ក្រុមប្រឹក្សាជាតិ"), ("ສະ\u200bພາ", "ສະພາ"), ("co\u00adoperate", "cooperate")],
)
def test_hints_where_a_line_may_end_change_no_vector(compiled: Embedder, hinted: str, plain: str) -> None:
    np.testing.assert_array_equal(compiled.embed_question(hinted), compiled.embed_question(plain))
    np.testing.assert_array_equal(*compiled.embed_passages([hinted, plain]))


def test_a_text_longer_than_the_model_takes_is_cut(compiled: Embedder) -> None:
    longer, shorter = compiled.embed_passages(["word " * 3000, "word " * 2000])
    np.testing.assert_array_equal(longer, shorter)


@pytest.mark.slow
def test_it_agrees_with_the_original(compiled: Embedder, model_cache: Path) -> None:
    model = registry.find(compiled.name, model_cache, print)
    original = from_folder(model.name, model.folder(), model.digest)
    passages = (original.embed_passages(PASSAGES) * compiled.embed_passages(PASSAGES)).sum(axis=1)
    questions = [original.embed_question(each) @ compiled.embed_question(each) for each in QUESTIONS]
    assert min(*passages, *questions) > 0.98
    assert compiled.digest != original.digest


def test_passages_of_equally_many_tokens_run_together_the_longest_first() -> None:
    assert onnx_embedder._runs([3, 5, 3, 4, 3]) == [[1], [3], [0, 2, 4]]
    assert [len(run) for run in onnx_embedder._runs([100] * 5)] == [2, 2, 1]
    assert onnx_embedder._runs([]) == []
