"""The embedder that serves: a compiled model, run by onnxruntime and `tokenizers` alone.

One question a run, on one thread: it never waits for others, and as many questions run at once as there are cores.
Passages of equally many tokens run together, which takes less time: a vector depends on its text only, bit for
bit, as nothing is padded. They are shared out among as many threads as there are cores, but by one while questions are
being asked.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corpus.scripts import remove_hints
from retriever.models import onnx_graph
from retriever.models.cache import Notes
from retriever.models.embedder import Prompts, Vectors
from retriever.models.unigram_tokenizer import Unigram

Encode = Callable[[str], list[int]]

TOKENIZER = "tokenizer.json"

_ASKED_SECONDS = 1.0
"""How long after a question others are expected: on two cores a question beside two threads takes twice as long."""
_TOGETHER = 256  # tokens of passages that run together: of more each takes as long
_REMEMBERED = 2048  # questions whose vectors are kept: 4 MB of usual ones
_REMEMBERED_LENGTH = 2000  # characters; longer ones are not kept, so that they cannot fill the memory


class OnnxEmbedder:
    """A compiled model's embedder. Safe for many threads, without a lock."""

    def __init__(self, name: str, digest: str, dimension: int, prompts: Prompts, encode: Encode, session: Any) -> None:
        self.name = name
        self.digest = digest
        self.dimension = dimension
        self._prompts = prompts
        self._encode = encode
        self._run = session.run
        self._remembered = lru_cache(_REMEMBERED)(self._question)
        self._asked = float("-inf")

    def embed_question(self, question: str) -> Vectors:
        """Embed a question with the model's own query prompt: float32 (dimension,).

        One asked lately is remembered: do not write into it.
        """
        self._asked = time.monotonic()
        return (self._question if len(question) > _REMEMBERED_LENGTH else self._remembered)(question)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed n passages with the model's own passage prompt: float32 (n, dimension).

        The longest come first, on all cores or one (above).
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        ids = [self._encode(self._prompts.passage + remove_hints(text)) for text in texts]
        waiting = deque(_runs([len(each) for each in ids]))

        def work(*, extra: bool) -> None:
            while not (extra and time.monotonic() - self._asked < _ASKED_SECONDS):
                try:
                    together = waiting.popleft()  # atomic, so no thread takes what another has
                except IndexError:
                    return
                vectors[together] = self._vectors([ids[place] for place in together])

        threads = min(_cores(), len(waiting))
        if threads < 2:
            work(extra=False)
            return vectors
        with ThreadPoolExecutor(threads) as pool:
            try:
                for each in [pool.submit(work, extra=bool(number)) for number in range(threads)]:
                    each.result()
            except BaseException:
                waiting.clear()  # or Ctrl-C would wait for all that is left
                raise
        return vectors

    def _question(self, question: str) -> Vectors:
        vector: Vectors = self._vectors([self._encode(self._prompts.question + remove_hints(question))])[0]
        vector.setflags(write=False)
        return vector

    def _vectors(self, ids: Sequence[list[int]]) -> Vectors:
        """Run texts of equally many tokens."""
        vectors: Vectors = self._run(None, {onnx_graph.INPUT: np.array(ids, dtype=np.int64)})[0]
        return vectors


def _runs(lengths: Sequence[int]) -> list[list[int]]:
    """Share out texts of so many tokens each: places of those that run together, the longest first."""
    runs: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        length = lengths[place]
        if runs and lengths[runs[-1][0]] == length and (len(runs[-1]) + 1) * length <= _TOGETHER:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def import_libraries() -> None:
    """Import what serving needs, which takes 0.2 s, while something else is waited for."""
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401


def from_compiled(name: str, digest: str, folder: Path, notes: Notes) -> OnnxEmbedder:
    """Load a compiled model from its folder, with the notes that were made of it. Takes a few tenths of a second."""
    with ThreadPoolExecutor(1) as pool:
        encode = pool.submit(_tokenizer, folder, notes["tokenizer"], notes["max_tokens"])
        network = session(folder / onnx_graph.MODEL)
        prompts = Prompts(notes["question_prompt"], notes["passage_prompt"])
        return OnnxEmbedder(name, digest, notes["dimension"], prompts, encode.result(), network)


def _tokenizer(folder: Path, kind: str, max_tokens: int) -> Encode:
    if kind == "unigram":
        return Unigram(folder).encode
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return lambda text: list(tokenizer.encode(text).ids)


def session(model: Path) -> Any:
    """Open a graph in onnxruntime: one thread a run."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is written as it is to run: looking for more to fuse finds nothing, or something slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
