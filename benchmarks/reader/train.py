"""Train the reader: python -m benchmarks.reader.train DATA OUT.pt [--start WEIGHTS.pt] [--examples N]

DATA holds `qa_train`, `squad2`, `iapp_th`, `facqa_id` and `parallel`. The rate falls in a line over N examples. Every
few minutes the state is kept beside OUT, and a run that was stopped goes on from there. WEIGHTS may be an exported
graph. Needs torch; about 17 examples a second on one core that computes in bfloat16.
"""

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from platformdirs import user_cache_path
from torch import Tensor
from torch.nn import functional
from transformers import AutoTokenizer

from benchmarks.reader.examples import Example, Examples
from benchmarks.reader.export import load_weights
from benchmarks.reader.glossary import Glossary
from benchmarks.reader.network import Network
from benchmarks.reader.pool import load_releases, load_rows
from retriever.models import load
from retriever.models.registry import find
from retriever.reader.reader import MAX_CONTEXT, MAX_LINE, MAX_QUESTION, MAX_TOKENS

_TOKENS = 4600  # of a batch, padding included
_SORTED = 1500  # examples that are sorted by length at a time, so that little is padding
_WARMING = 1 / 20  # share of the examples over which the rate rises
_TOLD = 100  # steps between two lines that tell of the loss
_KEPT = 400.0  # seconds between two states that are kept
EMBEDDER = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example in tokens: `types` tells the passage's, `places` the first and last token of each answer."""

    ids: list[int]
    types: list[int]
    places: list[tuple[int, int]]


def encode(tokenizer: Any, example: Example) -> Encoded | None:
    """Encode an example as `Reader.read` does; None where it is too long to show its answer."""

    def tokens(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False)["input_ids"])

    above = [tokens(line)[:MAX_LINE] for line in example.context]
    while sum(map(len, above)) > MAX_CONTEXT:
        del above[0]
    head = [0, *tokens(example.question)[:MAX_QUESTION], 2, 2, *(token for line in above for token in line), 2]
    passage = tokenizer(example.passage, add_special_tokens=False, return_offsets_mapping=True)
    room = MAX_TOKENS - len(head) - 1
    offsets = passage["offset_mapping"][:room]
    places = []
    for start, end in example.spans:
        inside = [place for place, (first, last) in enumerate(offsets) if last > start and first < end]
        if inside:
            places.append((inside[0] + len(head), inside[-1] + len(head)))
    if example.spans and not places:
        return None
    ids = [*head, *passage["input_ids"][:room], 2]
    return Encoded(ids, [0] * len(head) + [1] * (len(ids) - len(head)), places)


def batches(examples: Iterator[Example], tokenizer: Any, seed: int) -> Iterator[list[Encoded]]:
    """Give batches without end, each of texts of like length."""
    shuffler = random.Random(seed)  # noqa: S311
    while True:
        some = [encoded for encoded in (encode(tokenizer, next(examples)) for _ in range(_SORTED)) if encoded]
        some.sort(key=lambda each: len(each.ids))
        ready: list[list[Encoded]] = [[]]
        for each in some:
            if ready[-1] and (len(ready[-1]) + 1) * len(each.ids) > _TOKENS:
                ready.append([])
            ready[-1].append(each)
        shuffler.shuffle(ready)
        yield from ready


def loss_of(network: Network, batch: list[Encoded]) -> tuple[Tensor, float]:
    """Give the loss of a batch, and the share of it that was told right."""
    size = (max(len(each.ids) for each in batch) + 7) // 8 * 8
    ids = torch.full((len(batch), size), 1)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    starts, ends = torch.zeros((2, len(batch), size), dtype=torch.bool)
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        types[row, : len(each.ids)] = torch.tensor(each.types)
        mask[row, : len(each.ids)] = 1
        for start, end in each.places or [(0, 0)]:
            starts[row, start] = ends[row, end] = True
    # Where the processor has no instructions for it, bfloat16 takes ten times as long as float32.
    with torch.autocast("cpu", torch.bfloat16, enabled=bool(torch.cpu.get_capabilities().get("avx512_bf16"))):
        start_logits, end_logits, answers = network(ids, mask, types)
    readable = (types == 1) & (mask == 1)
    readable[:, 0] = True
    spans = _of_places(start_logits, starts, readable) + _of_places(end_logits, ends, readable)
    right = torch.tensor([float(bool(each.places)) for each in batch])
    told = functional.binary_cross_entropy_with_logits(answers, right)
    return spans / 2 + told, float(((answers > 0) == right.bool()).float().mean())


def _of_places(logits: Tensor, right: Tensor, readable: Tensor) -> Tensor:
    """Cross-entropy of being at one of the right tokens, of those that can be read."""
    logits = logits.masked_fill(~readable, -1e4)
    return (torch.logsumexp(logits, 1) - torch.logsumexp(logits.masked_fill(~right, -1e4), 1)).mean()


def main() -> None:
    """Train."""
    given = _arguments()
    torch.set_num_threads(given.threads)
    cache = user_cache_path("rujuk")
    folder = find(EMBEDDER, cache, print).folder()
    network = Network(folder).train()
    if given.start:
        network.load_state_dict(load_weights(given.start), strict=False)
    trained = [each for each in network.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=given.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    state, seen = given.out.with_suffix(".state"), 0
    if state.exists():
        kept = torch.load(state)
        network.load_state_dict(kept["model"], strict=False)
        optimizer.load_state_dict(kept["optimizer"])
        seen = kept["seen"]
    rows, releases = load_rows(given.data), load_releases(given.data, load(EMBEDDER))
    examples = Examples(rows, releases, Glossary(given.data / "parallel"), share=given.share, seed=seen)
    began, begun_at, saved = time.monotonic(), seen, time.monotonic()
    recent: list[tuple[float, float]] = []
    for step, batch in enumerate(batches(iter(examples), AutoTokenizer.from_pretrained(folder), seen), start=1):
        for group in optimizer.param_groups:
            group["lr"] = (
                given.rate * max(1 - seen / given.examples, 0.02) * min(1.0, (seen + 1) / (_WARMING * given.examples))
            )
        loss, right = loss_of(network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += len(batch)
        recent = [*recent[-99:], (float(loss.detach()), right)]
        if step % _TOLD == 0:
            loss_now, right_now = (sum(column) / len(recent) for column in zip(*recent, strict=True))
            rate = (seen - begun_at) / (time.monotonic() - began)
            print(f"{seen} examples, loss {loss_now:.3f}, told right {right_now:.3f}, {rate:.1f}/s", flush=True)
        if time.monotonic() - saved > _KEPT or seen >= given.examples:
            _keep(network, optimizer, seen, state, given.out)
            saved = time.monotonic()
        if seen >= given.examples:
            return


def _keep(network: Network, optimizer: torch.optim.Optimizer, seen: int, state: Path, out: Path) -> None:
    part = state.with_suffix(".part")
    torch.save({"model": network.trained(), "optimizer": optimizer.state_dict(), "seen": seen}, part)
    part.replace(state)
    half = {name: each.half() if each.is_floating_point() else each for name, each in network.trained().items()}
    torch.save(half, part)
    part.replace(out)


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--examples", type=int, default=300_000)
    ask.add_argument("--share", type=float, default=0.15, help="how many examples are of whole documents")
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--start", type=Path, help="weights to begin from")
    ask.add_argument("--rate", type=float, default=1.2e-4)
    return ask.parse_args()


if __name__ == "__main__":
    main()
