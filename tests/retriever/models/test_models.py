"""The door: a name in, an embedder out, that finds what answers."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from retriever.models import Embedder, load


@pytest.mark.parametrize("model", ["minilm", "e5"])
def test_a_question_is_nearer_to_what_answers_it(model: str, request: pytest.FixtureRequest) -> None:
    embedder: Embedder = request.getfixturevalue(model)
    right, wrong = embedder.embed_passages(["The harvest is in October.", "A ticket costs 23 ringgit."])
    question = embedder.embed_question("When is rice harvested?")
    assert question @ right > question @ wrong


def test_across_languages_too(e5: Embedder) -> None:
    right, wrong = e5.embed_passages(["The ferry leaves at nine o'clock.", "Rice is harvested in October."])
    for question in ("เรือข้ามฟากออกกี่โมง", "Pukul berapa feri bertolak?", "Mấy giờ phà khởi hành?"):
        vector = e5.embed_question(question)
        assert vector @ right > vector @ wrong


def test_loading_again_gives_the_same_embedder(minilm: Embedder, model_cache: Path) -> None:
    again = load("all-MiniLM-L6-v2", cache=model_cache, say=pytest.fail)
    assert (again.name, again.digest, again.dimension) == (minilm.name, minilm.digest, minilm.dimension)
    np.testing.assert_array_equal(again.embed_question("Same?"), minilm.embed_question("Same?"))


def test_a_model_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no-such-model.*multilingual-e5-small.*all-MiniLM-L6-v2"):
        load("no-such-model", cache=tmp_path)
