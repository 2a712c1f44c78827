"""The reader that serves: question, context and passage in, the words that answer and how likely they do out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError
from corpus.scripts import places_without_hints, remove_hints
from retriever.models import onnx_graph
from retriever.models.cache import sha256
from retriever.models.compiling import compiled
from retriever.models.onnx_embedder import session
from retriever.models.registry import Say, find
from retriever.models.unigram_tokenizer import Laid, Unigram
from retriever.reader.graph import ANSWERS, SPAN, TYPES, WORDS

WORDS_OF: Final = ("multilingual-e5-small", "multilingual-e5-small+asean")
"""The models with the table of words that the reader was trained on: an adapter leaves the table as it is."""
SHA256: Final = "d07dacc25e1a3c403d7ca33579695e0a3ca824cedf4abf8a912007e6ecad1211"
"""Of the packaged graph, reader.onnx."""

MAX_QUESTION: Final = 48
MAX_LINE: Final = 28
MAX_CONTEXT: Final = 72
MAX_TOKENS: Final = 224
"""Tokens of a question, of a line of context, of all context, and of all together: what training gave."""

_BEGIN, _END = 0, 2
"""The ids of <s> and </s> in XLM-R's vocabulary, which multilingual-e5-small has."""
_ROWS = 250_037
"""Rows of multilingual-e5-small's table of words, some of which no token has. Its weights are pinned: so is this."""
_LONGEST_SPAN = 60
_REMEMBERED = 4096
_REMEMBERED_READINGS = 8192
"""What was read lately, at most 1.2 KB each: questions are asked again, of a library that grew meanwhile too."""
_ALIGNMENT = 4096

Levels = npt.NDArray[np.int8]
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in a passage.

    `answers`: the logit that the passage answers, (-inf, inf). `start`, `end`: the words that answer best, code points
    of the passage, end exclusive; both 0 where it holds no token.
    """

    answers: float
    start: int
    end: int


class Reader:
    """A network that reads a question and a passage together. Safe for many threads."""

    def __init__(self, network: Any, tokenizer: Unigram, levels: Levels, scales: onnx_graph.Array) -> None:
        """Take the graph's session and the embedder's words: `levels` int8 (words, d) times `scales` (words, 1)."""
        self._run = network.run
        self._levels, self._scales = levels, scales
        self._tokenize = lru_cache(_REMEMBERED)(tokenizer.encode_with_offsets)
        self._remembered = lru_cache(_REMEMBERED_READINGS)(self._read)

    def read(self, question: str, context: Sequence[str], passage: str) -> Reading:
        """Read one passage; what was read lately is remembered.

        `context`: what introduces it, outermost first; the innermost is kept where it is long.
        """
        above = [self._tokenize(remove_hints(line), MAX_LINE)[0] for line in context]
        while sum(map(len, above)) > MAX_CONTEXT:
            del above[0]
        asked, _ = self._tokenize(remove_hints(question), MAX_QUESTION)
        head = [_BEGIN, *asked, _END, _END, *(token for line in above for token in line), _END]
        ids, places = self._lay(passage, MAX_TOKENS - len(head) - 1)
        answers, start, end = self._remembered(np.array([*head, *ids, _END], np.int32).tobytes(), len(head))
        return Reading(answers, places[start][0], places[end][1]) if ids else Reading(answers, 0, 0)

    def _read(self, laid: bytes, head: int) -> tuple[float, int, int]:
        """Run the network over tokens, int32, of which so many come before the passage.

        Gives the logit that it answers, and the first and last token of the words that do, counted within the passage.
        """
        tokens = np.frombuffer(laid, np.int32)
        types = np.zeros(len(tokens), dtype=np.int64)
        types[head:] = 1
        words = self._levels[tokens].astype(np.float32) * self._scales[tokens]
        span, answers = self._run([SPAN, ANSWERS], {WORDS: words, TYPES: types})
        passage = span[head:-1]
        return float(answers[0, 0]), *(_best_span(passage) if len(passage) else (0, 0))

    def _lay(self, passage: str, most: int) -> Laid:
        """Tokenise a passage without hints where lines may end; the places are those in the passage."""
        shown = remove_hints(passage)
        ids, places = self._tokenize(shown, most)
        if len(shown) == len(passage):
            return ids, places
        at = places_without_hints(passage)
        return ids, [(at[start], at[end - 1] + 1 if end > start else at[start]) for start, end in places]


def _best_span(logits: npt.NDArray[np.float32]) -> tuple[int, int]:
    """Give the first and last token of the likeliest words; `logits` (tokens, 2): of being the first, and the last."""
    pairs = logits[:, 0, None] + logits[None, :, 1]
    length = np.arange(len(logits)) - np.arange(len(logits))[:, None]  # less one
    pairs[(length < 0) | (length > _LONGEST_SPAN)] = -np.inf
    start, end = divmod(int(pairs.argmax()), len(logits))
    return start, end


def load_reader(cache: Path, say: Say, embedder: str = WORDS_OF[0]) -> Reader:
    """Load the packaged reader. It takes its words from `embedder`, or the first of WORDS_OF where that is another.

    That model is compiled where it is not yet. Raises ModelError where the reader's file is not the published one, or
    that model cannot be had in int8.
    """
    graph = Path(str(files("retriever.reader") / "reader.onnx"))
    if sha256(graph) != SHA256:
        raise ModelError(f"{graph} is not the published reader; install rujuk again, or set RUJUK_READER=off")
    words_of = embedder if embedder in WORDS_OF else WORDS_OF[0]
    ready = compiled(find(words_of, cache, say), cache, say)
    if ready is None or ready.notes["precision"] != "int8":
        raise ModelError(f"the reader needs {words_of} in int8, and it cannot be had here; set RUJUK_READER=off")
    return _open(graph, ready.folder, int(ready.notes["dimension"]))


def _open(graph: Path, words: Path, dimension: int) -> Reader:
    tokenizer = Unigram(words)
    table = words / onnx_graph.WEIGHTS
    after = -(-_ROWS * dimension // _ALIGNMENT) * _ALIGNMENT  # the scales follow the levels, aligned as written
    try:
        levels = np.memmap(table, np.int8, "r", 0, (_ROWS, dimension))
        scales = np.memmap(table, np.float32, "r", after, (_ROWS, 1))
    except (OSError, ValueError) as error:
        raise ModelError(f"{table} holds no int8 table of words: {error}; set RUJUK_READER=off") from error
    return Reader(session(graph), tokenizer, levels, scales)
