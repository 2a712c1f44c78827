"""Fixtures: the packaged models, compiled once into the user's cache, and tiny models of every kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_path

from retriever.models import Embedder, load

WORDS = ["the", "a", "rice", "is", "harvested", "in", "october", "may", "when", "and", "planted", "ferry", "leaves"]
WORDS += ["at", "nine", "##s", "##ing", "café", ".", "?", ","]

TinyModel = Callable[..., Path]


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The cache that the other tests' models are compiled into as well. Not to be damaged: copy what a test breaks."""
    return user_cache_path("rujuk")


@pytest.fixture(scope="session")
def minilm(model_cache: Path) -> Embedder:
    """all-MiniLM-L6-v2, compiled."""
    return load("all-MiniLM-L6-v2", cache=model_cache)


@pytest.fixture(scope="session")
def e5(model_cache: Path) -> Embedder:
    """multilingual-e5-small, unpacked and compiled."""
    return load("multilingual-e5-small", cache=model_cache)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyModel:
    """`tiny(...)`: the folder of a sentence-transformers model with random weights, small enough to make in a blink."""

    def make(
        architecture: str = "bert", pooling: str = "mean", prompts: dict[str, str] | None = None, **config: Any
    ) -> Path:
        folder = tmp_path / f"tiny-{architecture}-{pooling}"
        _write_network(folder, architecture, config)
        _write_tokenizer(folder)
        _write_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 64, "pooling_mode": pooling})
        kinds = [("Transformer", ""), ("Pooling", "1_Pooling")]
        modules = [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (kind, path) in enumerate(kinds)
        ]
        _write_json(folder / "modules.json", modules)
        _write_json(folder / "sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False})
        _write_json(folder / "config_sentence_transformers.json", {"prompts": prompts or {}})
        return folder

    return make


def _write_network(folder: Path, architecture: str, config: dict[str, Any]) -> None:
    import torch
    from transformers import AutoConfig, AutoModel

    sizes = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
    limits = {"vocab_size": len(WORDS) + 5, "max_position_embeddings": 32, "pad_token_id": 1, "initializer_range": 0.5}
    torch.manual_seed(0)
    network = AutoModel.from_config(  # type: ignore[no-untyped-call]
        AutoConfig.for_model(architecture, **{**sizes, **limits, **config})
    )
    network.save_pretrained(folder)


def _write_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: at for at, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=special[0]))
    tokenizer.normalizer = normalizers.BertNormalizer(strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    names = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)  # type: ignore[no-untyped-call]


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
