"""The Unigram tokenizer gives what `tokenizers` gives."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from retriever.models import Embedder, unigram_tokenizer
from retriever.models.compiler import PASSAGES, QUESTIONS
from retriever.models.compiling import compiled
from retriever.models.registry import find

PIECES = ["▁", "▁a", "▁ab", "a", "b", "ab", "aba", "bb", "▁สวัสดี", "ส", "สวัส", "ดี", "é", "x", "xx", "xxx"]
SCORES = [-1.0, -3.5, -2.0, -2.0, -1.5]


def _tokenizer() -> Tokenizer:
    vocabulary = [("<unk>", 0.0), *((piece, SCORES[at % len(SCORES)]) for at, piece in enumerate(PIECES))]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unigram")
    assert unigram_tokenizer.write(json.loads(_tokenizer().to_str()), 16, [], [], folder)
    return folder


@given(text=st.text(alphabet="ab xสวัดีe\u0301ézぁ\u200b▁ﬁ\t", max_size=40) | st.text(max_size=20))
def test_any_text_is_cut_as_tokenizers_cuts_it(written: Path, text: str) -> None:
    reference = _tokenizer()
    reference.enable_truncation(16)
    assert unigram_tokenizer.Unigram(written).encode(text) == reference.encode(text).ids


def test_special_tokens_stand_around_and_count(tmp_path: Path) -> None:
    unigram_tokenizer.write(json.loads(_tokenizer().to_str()), 6, [90], [91, 92], tmp_path)
    assert unigram_tokenizer.Unigram(tmp_path).encode("b b b b") == [90, 1, 5, 1, 91, 92]


def test_other_kinds_of_tokenizer_are_left_to_tokenizers(tmp_path: Path) -> None:
    for model in (models.WordPiece({"[UNK]": 0}), models.BPE({}, [])):
        other = Tokenizer(model)
        other.pre_tokenizer = pre_tokenizers.Whitespace()
        assert not unigram_tokenizer.write(json.loads(other.to_str()), 16, [], [], tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_with_a_real_vocabulary_too(e5: Embedder, model_cache: Path) -> None:
    model = find(e5.name, model_cache, pytest.fail)
    ready = compiled(model, model_cache, pytest.fail)
    assert ready is not None
    reference = Tokenizer.from_file(str(model.folder() / "tokenizer.json"))
    mine = unigram_tokenizer.Unigram(ready.folder)
    reference.enable_truncation(512)
    for text in (*PASSAGES, *QUESTIONS, "".join(PASSAGES).replace(" ", "") * 20, "\u3164\ufffd\x00 \u200d" * 30):
        assert mine.encode(text) == reference.encode(text).ids
