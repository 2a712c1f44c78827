"""The compiler: a sentence-transformers folder -> an ONNX graph of the same vectors, checked, or the reason why not.

    python -m retriever.models.compiler NAME CACHE OUT

finds the model of that name, writes its graph and tokenizer into OUT and prints its notes as JSON; run by compiling.py.
"""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from corpus.errors import ModelError
from retriever.models import onnx_embedder, onnx_graph, unigram_tokenizer
from retriever.models.cache import Notes
from retriever.models.compiling import REFUSED, STEP
from retriever.models.embedder import Embedder, SentenceTransformerEmbedder, from_folder
from retriever.models.registry import Say, find

FLOORS: dict[onnx_graph.Precision, tuple[float, float]] = {"int8": (0.98, 0.99), "float32": (0.9999, 0.9999)}
"""What the least and the mean cosine of the sample's texts, between a compiled model and the original, must reach.

Measured in int8: 0.9898 and 0.9956 for all-MiniLM-L6-v2 (the least where it knows no word), 0.9987 and 0.9993 for
multilingual-e5-small; a fault in a graph, or one scale a tensor, stays far below.
"""

_ARCHITECTURES = ("BertModel", "RobertaModel", "XLMRobertaModel")
_MODULES = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


_SENTENCES: Final = (
    "The library opens at nine in the morning and closes at six.",
    "Perpustakaan buka pukul sembilan pagi dan tutup pukul enam sore.",
    "Perpustakaan dibuka pada pukul sembilan pagi dan ditutup pada pukul enam petang.",
    "Thư viện mở cửa lúc chín giờ sáng và đóng cửa lúc sáu giờ chiều.",
    "ห้องสมุดเปิดเวลาเก้าโมงเช้าและปิดเวลาหกโมงเย็น",
    "Nagbubukas ang aklatan nang alas-nuwebe ng umaga at nagsasara nang alas-sais ng hapon.",
    "បណ្ណាល័យបើកនៅម៉ោងប្រាំបួនព្រឹក ហើយបិទនៅម៉ោងប្រាំមួយល្ងាច។",
    "ຫໍສະໝຸດເປີດເວລາເກົ້າໂມງເຊົ້າ ແລະປິດເວລາຫົກໂມງແລງ",
    "စာကြည့်တိုက်ကို မနက် ကိုးနာရီမှာ ဖွင့်ပြီး ညနေ ခြောက်နာရီမှာ ပိတ်ပါတယ်။",
    "图书馆早上九点开门，下午六点关门。",
    "நூலகம் காலை ஒன்பது மணிக்குத் திறக்கப்படும்.",
    "تفتح المكتبة في التاسعة صباحا وتغلق في السادسة مساء.",
)

QUESTIONS: Final = (
    "When does the library open?",
    "How many members does ASEAN have, and since when?",
    "Jam berapa perpustakaan buka?",
    "Thư viện mở cửa lúc mấy giờ?",
    "ห้องสมุดเปิดกี่โมง",
    "បណ្ណាល័យបើកម៉ោងប៉ុន្មាន?",
    "¿Qué?",
    "rice",
)

PASSAGES: Final = (
    *_SENTENCES,
    "42",
    "GDP grew by 5.1% (US$3.9 trillion) in 2024; see https://example.org/report?id=7 … “quoted” — and 🙂",
    "A café in Đà Nẵng, e\u0301te\u0301 and ﬁne ½ ㎏, ＦＵＬＬ ｗｉｄｔｈ.",
    " ".join(_SENTENCES[:4]),
    " ".join(_SENTENCES[4:]),
    " ".join(_SENTENCES[:1] * 12),
    "\n".join(_SENTENCES * 8),  # longer than models take
)
"""The texts on which a compiled model must agree with its original: several languages, scripts and lengths."""


class Unsuitable(Exception):
    """The model is none that the graph can say; the message tells why."""


def compile_model(name: str, folder: Path, out: Path, say: Say) -> Notes:
    """Compile a model into `out`, at the best precision that passes the check. Raises ModelError where it cannot load.

    The notes: `precision` ("int8", "float32" or None for "as it was"), how it is `served` and the `reason` where that
    is not int8, the `cosine`s (least and mean) of the check, and what serving has to know.
    """
    say("reading it with sentence-transformers")
    original = from_folder(name, folder, digest="")
    reasons: list[str] = []
    try:
        encoder = encoder_of(original.model)
        notes = _write_tokenizer(original, encoder, out)
        for precision, floors in FLOORS.items():
            say(f"writing it in {precision}, and comparing its vectors with the original's")
            onnx_graph.write(encoder, out, precision)
            found = _cosines(original, onnx_embedder.from_compiled(name, "", out, notes))
            if found[0] >= floors[0] and found[1] >= floors[1]:
                served = {"precision": precision, "cosine": found, "served": f"in {precision}"}
                return notes | served | {"reason": "; ".join(reasons)}
            reasons.append(
                f"in {precision} the cosine of its vectors to the original's is {found[0]:.4f} at the least and "
                f"{found[1]:.4f} in the mean, where {floors[0]} and {floors[1]} are asked for"
            )
    except Unsuitable as unsuitable:
        reasons.append(str(unsuitable))
    for file in out.iterdir():
        file.unlink()
    return {"precision": None, "served": "by sentence-transformers, slowly", "reason": "; ".join(reasons)}


def encoder_of(model: Any) -> onnx_graph.Encoder:
    """Take a SentenceTransformer apart. Raises Unsuitable where it is more, or other, than the graph says."""
    modules = [type(module).__name__ for module in model]
    if modules not in _MODULES:
        raise Unsuitable(f"it is made of {', '.join(modules)}")
    transformer, pooling = model[0], model[1]
    network, config = transformer.auto_model, transformer.auto_model.config
    architecture = type(network).__name__
    if architecture not in _ARCHITECTURES:
        raise Unsuitable(f"its architecture is {architecture}, none of {', '.join(_ARCHITECTURES)}")
    for unsuitable, reason in (
        (config.hidden_act != "gelu", f"its activation is {config.hidden_act}"),
        (getattr(config, "is_decoder", False), "it is a decoder"),
        (pooling.pooling_mode not in {"mean", "cls"}, f"its pooling is {pooling.pooling_mode}"),
        (not pooling.include_prompt, "its pooling leaves the prompt out"),
        (model.truncate_dim is not None, "it cuts its vectors short"),
        (not getattr(model.tokenizer, "is_fast", False), "its tokenizer is none of the library `tokenizers`"),
    ):
        if unsuitable:
            raise Unsuitable(reason)
    return onnx_graph.Encoder(
        weights={name: weight.float().numpy() for name, weight in network.state_dict().items()},
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        first_position=0 if architecture == "BertModel" else config.pad_token_id + 1,
        pooling=pooling.pooling_mode,
    )


def _write_tokenizer(original: SentenceTransformerEmbedder, encoder: onnx_graph.Encoder, out: Path) -> Notes:
    tokenizer = original.model.tokenizer
    max_tokens = min(original.model.max_seq_length or encoder.max_tokens, encoder.max_tokens)
    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.enable_truncation(max_tokens)
    notes: Notes = {
        "dimension": encoder.dimension,
        "max_tokens": max_tokens,
        "question_prompt": original.prompts.question,
        "passage_prompt": original.prompts.passage,
        "tokenizer": "unigram",
    }
    around, alone = backend.encode("a").ids, backend.encode("a", add_special_tokens=False).ids
    start = next((at for at in range(len(around)) if around[at : at + len(alone)] == alone), 0)
    prefix, suffix = around[:start], around[start + len(alone) :]
    if unigram_tokenizer.write(json.loads(backend.to_str()), max_tokens, prefix, suffix, out):
        mine = unigram_tokenizer.Unigram(out)
        if all(mine.encode(text) == backend.encode(text).ids for text in (*QUESTIONS, *PASSAGES)):
            return notes
        unigram_tokenizer.remove(out)
    backend.save(str(out / onnx_embedder.TOKENIZER), pretty=False)
    return notes | {"tokenizer": "tokenizers"}


def _cosines(original: Embedder, candidate: Embedder) -> tuple[float, float]:
    """Give the least and the mean cosine over the sample."""
    cosines = [float(original.embed_question(each) @ candidate.embed_question(each)) for each in QUESTIONS]
    passages = zip(original.embed_passages(PASSAGES), candidate.embed_passages(PASSAGES), strict=True)
    cosines += [float(one @ other) for one, other in passages]
    # A vector that is no number has no cosine: that is a failure, not a pass.
    cosines = np.nan_to_num(cosines, nan=-1.0).tolist()
    return min(cosines), sum(cosines) / len(cosines)


def _step(message: str) -> None:
    sys.stderr.write(f"{STEP}{message}\n")
    sys.stderr.flush()


def main(arguments: list[str]) -> int:
    """Compile; give the exit status."""
    name, cache, out = arguments
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what libraries print must not mix with the notes
            model = find(name, Path(cache), _step)
            notes = compile_model(model.name, model.folder(), Path(out), _step)
    except ModelError as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return REFUSED
    sys.stdout.write(json.dumps(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
