"""Train the adapter: python -m benchmarks.adapter.train DATA OUT.safetensors [--minutes N] [--threads N]

DATA holds `parallel`, `qa_train` and the sets of `benchmarks.reader.train`. The adapter is of low rank (LoRA, Hu et al.
2021) on the six products of each layer of multilingual-e5-small, whose own weights stay as they are. Every few minutes
it tells hit@1 of held-back sentences among their English twins, and keeps the adapter.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from platformdirs import user_cache_path
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AutoModel, AutoTokenizer
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS, eager_mask

from benchmarks.adapter.pairs import Example, Side, embed_targets, judged, make_epoch
from benchmarks.reader.network import attend
from benchmarks.reader.train import EMBEDDER
from retriever.models import load
from retriever.models.registry import find

RANK = 16
PRODUCTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_PROMPTS: dict[Side, str] = {"question": "query: ", "passage": "passage: "}
_TOKENS = 2400  # of a batch, padding included
_LONGEST = 160
_TEMPERATURE = 0.03
_WARMING = 60  # steps
_JUDGED = 600.0  # seconds between two judgements
_LANGUAGES = ("km", "lo", "my", "th", "vi")


class LowRank(nn.Module):
    """A linear layer and a learned product of rank RANK beside it, which begins as nothing."""

    def __init__(self, frozen: nn.Linear) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = nn.Parameter(torch.randn(RANK, frozen.in_features) / frozen.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(frozen.out_features, RANK))

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        added: Tensor = self.frozen(hidden) + functional.linear(functional.linear(hidden, self.down), self.up)
        return added


def adapted(folder: Path) -> tuple[nn.Module, dict[str, nn.Parameter]]:
    """Load the embedder with an adapter on its layers; give it and the adapter's parameters by their names."""
    AttentionInterface.register("batched", attend)
    ALL_MASK_ATTENTION_FUNCTIONS.register("batched", eager_mask)
    model = AutoModel.from_pretrained(folder, attn_implementation="batched", dtype=torch.float32)
    # Nothing is dropped: the vectors wanted are those of the embedder as it is used.
    model.eval()
    model.pooler = None
    for each in model.parameters():
        each.requires_grad_(False)
    trained = {}
    for place, layer in enumerate(model.encoder.layer):
        for name in PRODUCTS:
            above, _, last = name.rpartition(".")
            parent = layer.get_submodule(above)
            beside = LowRank(getattr(parent, last))
            setattr(parent, last, beside)
            trained[f"encoder.layer.{place}.{name}.down"] = beside.down
            trained[f"encoder.layer.{place}.{name}.up"] = beside.up
    return model, trained


def embed(model: nn.Module, tokenizer: Any, texts: Sequence[str]) -> Tensor:
    """Embed texts with their prompts: (texts, dimension), each of length 1."""
    rows = tokenizer(list(texts), padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
    states = model(input_ids=rows["input_ids"], attention_mask=rows["attention_mask"]).last_hidden_state
    mask = rows["attention_mask"].unsqueeze(-1).float()
    return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def loss_of(vectors: Tensor, targets: Tensor) -> Tensor:
    """Draw each vector to its target, and have it lie to the batch's other targets as its own does."""
    wanted = torch.log_softmax(targets @ targets.T / _TEMPERATURE, 1)
    found = torch.log_softmax(vectors @ targets.T / _TEMPERATURE, 1)
    likeness = functional.kl_div(found, wanted, reduction="batchmean", log_target=True)
    return likeness + 30 * (1 - (vectors * targets).sum(1)).mean()


def batches(examples: Sequence[Example], tokenizer: Any, chance: random.Random) -> Iterator[list[Example]]:
    """Give batches of texts of like length and one side."""
    ready: list[list[Example]] = []
    for start in range(0, len(examples), 3000):
        some = examples[start : start + 3000]
        lengths = [min(len(ids), _LONGEST) + 3 for ids in tokenizer([each.text for each in some])["input_ids"]]
        ordered = sorted(zip(lengths, some, strict=True), key=lambda each: each[0])
        for side in ("question", "passage"):
            batch: list[Example] = []
            for length, each in ordered:
                if each.side != side:
                    continue
                if batch and (len(batch) + 1) * length > _TOKENS:
                    ready.append(batch)
                    batch = []
                batch.append(each)
            if len(batch) > 8:
                ready.append(batch)
        chance.shuffle(ready)
        yield from ready
        ready = []


def judge(model: nn.Module, tokenizer: Any, sentences: Sequence[dict[str, str]]) -> dict[str, float]:
    """Hit@1 of each language's sentences, as questions, among the English ones."""
    found = {}
    with torch.no_grad():
        english = _embed_all(model, tokenizer, [f"passage: {each['en']}" for each in sentences])
        for language in _LANGUAGES:
            vectors = _embed_all(model, tokenizer, [f"query: {each.get(language) or ''}" for each in sentences])
            best = (vectors @ english.T).argmax(1)
            found[language] = float((best == torch.arange(len(sentences))).float().mean())
    return found


def _embed_all(model: nn.Module, tokenizer: Any, texts: Sequence[str]) -> Tensor:
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts = [order[start : start + 32] for start in range(0, len(order), 32)]
    vectors = torch.cat([embed(model, tokenizer, [texts[place] for place in part]) for part in parts])
    return vectors[torch.argsort(torch.tensor([place for part in parts for place in part]))]


def main() -> None:
    """Train."""
    given = _arguments()
    torch.set_num_threads(given.threads)
    folder = find(EMBEDDER, user_cache_path("rujuk"), print).folder()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model, trained = adapted(folder)
    if given.start:
        for name, value in load_file(given.start).items():
            trained[name].data.copy_(value.float())
    optimizer = torch.optim.AdamW(trained.values(), lr=given.rate, weight_decay=0.01, betas=(0.9, 0.98))
    sentences = judged(given.data)[::3]
    _tell(judge(model, tokenizer, sentences), 0, 0.0)
    known: dict[tuple[str, Side], npt.NDArray[np.float32]] = {}
    embedder = load(EMBEDDER)
    began = judged_at = time.monotonic()
    step, seen, recent = 0, 0, list[float]()
    for epoch in range(1000):
        chance = random.Random(given.seed + epoch)  # noqa: S311
        examples = make_epoch(given.data, chance)
        print(f"epoch {epoch}: {len(examples)} examples", flush=True)
        for batch in batches(examples, tokenizer, chance):
            embed_targets(batch, embedder, known)
            passed = (time.monotonic() - began) / 60 / given.minutes
            for group in optimizer.param_groups:
                group["lr"] = given.rate * max(1 - passed, 0.02) * min(1.0, (step + 1) / _WARMING)
            targets = torch.from_numpy(np.stack([known[each.target, each.side] for each in batch]))
            vectors = embed(model, tokenizer, [_PROMPTS[each.side] + each.text for each in batch])
            loss = loss_of(vectors, targets)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step, seen = step + 1, seen + len(batch)
            recent = [*recent[-99:], float(loss.detach())]
            if step % 20 == 0:
                print(
                    f"{seen} examples, loss {np.mean(recent):.3f}, {seen / (time.monotonic() - began):.1f}/s",
                    flush=True,
                )
            if passed >= 1 or time.monotonic() - judged_at > _JUDGED:
                judged_at = time.monotonic()
                _tell(judge(model, tokenizer, sentences), seen, float(np.mean(recent)))
                save_file({name: value.detach().half().contiguous() for name, value in trained.items()}, given.out)
            if passed >= 1:
                return


def _tell(found: dict[str, float], seen: int, loss: float) -> None:
    mean = sum(found.values()) / len(found)
    told = " ".join(f"{language} {share:.3f}" for language, share in found.items())
    print(f"judged at {seen} (loss {loss:.3f}): {told}, mean {mean:.4f}", flush=True)


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--minutes", type=float, default=60.0)
    ask.add_argument("--start", type=Path, help="an adapter to begin from")
    ask.add_argument("--rate", type=float, default=4e-4)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--threads", type=int, default=2)
    return ask.parse_args()


if __name__ == "__main__":
    main()
