"""What each part between question and answer is worth: all of them, then each taken out in turn.

    python -m benchmarks.ablation [--embedder NAME] [--work FOLDER] [--articles odd] [--most N] SET...

Columns as in `benchmarks.answering`; `right` and `refused` are those of the best single threshold, as another reader's
logits want another one. Then the windows that are read for a question, and below the table what each one costs. No
window is read twice and no question embedded twice, so that most rows take seconds: near misses and 200 questions of
SQuAD 2 together take minutes of one core.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any
from unittest.mock import patch

from platformdirs import user_cache_path

from benchmarks.answering import ask_all
from benchmarks.datasets import retriever_over
from benchmarks.judged_answers import figures, read_tasks
from benchmarks.options import parser
from retriever import query, reranking
from retriever.duplicates import Place
from retriever.index.bm25 import BM25Leg
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.reader.reader import Reader, Reading, load_reader

_COLUMNS = ("right_at_best", "refused_at_best", "auroc", "hit@1", "holds", "f1")
_HEADS = ("right", "refused", "AUROC", "hit@1", "holds", "F1")


class RememberingReader(Reader):
    """A reader that reads no window twice; it counts what is asked of it, and the seconds of what it reads."""

    def __init__(self, reader: Reader) -> None:
        self.__dict__.update(vars(reader))
        self._readings: dict[tuple[str, tuple[str, ...], str], Reading] = {}
        self.windows, self._read_anew, self._seconds = 0, 0, 0.0

    def read(self, question: str, context: Sequence[str], passage: str) -> Reading:
        """Read as the reader does."""
        self.windows += 1
        asked = (question, tuple(context), passage)
        if asked not in self._readings:
            started = time.thread_time()
            self._readings[asked] = super().read(question, context, passage)
            self._read_anew += 1
            self._seconds += time.thread_time() - started
        return self._readings[asked]

    @property
    def milliseconds(self) -> float:
        """What a window has cost on the average, of all that were read: nan before the first."""
        return 1000 * self._seconds / self._read_anew if self._read_anew else float("nan")


class RememberingEmbedder:
    """An embedder that embeds no question twice."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.digest, self.dimension = embedder.name, embedder.digest, embedder.dimension
        self.embed_question = cache(embedder.embed_question)
        self.embed_passages = embedder.embed_passages


def _constant(module: Any, **values: Any) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch.multiple(module, **values)


@contextmanager
def _apart() -> Iterator[None]:
    """Give every candidate a place of its own."""

    def choose(snapshot: Any, candidates: Any, order: Any, count: int) -> list[Place]:
        keys = [int(key) for key in candidates.keys[order[:count]]]
        stored = snapshot.paragraphs(keys)
        return [Place(int(place), stored[key], ()) for place, key in zip(order, keys, strict=False)]

    with patch.object(reranking, "choose_places", choose):
        yield


PARTS: Mapping[str, Callable[[], AbstractContextManager[Any]]] = {
    "as served": nullcontext,
    "one passage read": _constant(reranking, READ=1),
    "read without headings and lead-ins": _constant(reranking, _context=lambda _unit, _window: []),
    "the reader alone ranks": _constant(reranking, _PROMISE=0.0),
    "every window read": _constant(reranking, _SURE=1e9, _REACHED=1e9),
    "no more read where nothing answers": _constant(reranking, _DOUBTFUL=-1e9),
    "a number that is lacking costs nothing": _constant(reranking, _UNSAID=0.0),
    "words as they are typed": _constant(BM25Leg, _respell=lambda _leg, word, **_how: word),
    "languages not shifted": _constant(query, SHIFT=0.0),
    "copies each in a place": _apart,
}
"""What is taken out, by its name. The reader itself is one more: see `main`."""


def main() -> None:
    """Print a table for each set."""
    options = parser(__doc__, sets="+")
    options.add_argument("--articles", choices=("all", "odd", "even"), default="all", help="every second title")
    options.add_argument("--most", type=int, metavar="N", help="at most so many questions of a set, evenly spread")
    chosen = options.parse_args()
    embedder = RememberingEmbedder(load_embedder(chosen.embedder))
    reader = RememberingReader(load_reader(user_cache_path("rujuk"), print))
    for folder in chosen.sets:
        tasks = read_tasks(folder, articles=chosen.articles, most=chosen.most)
        print(f"\n{folder.name:40} " + " ".join(f"{head:>8}" for head in (*_HEADS, "windows")), flush=True)
        for name, taken_out in (*PARTS.items(), ("no reader", PARTS["as served"])):
            reader.windows = 0
            used = None if name == "no reader" else reader
            with taken_out():
                retriever = retriever_over(folder / "corpus.jsonl", chosen.work, embedder, reader=used)
                found = figures(ask_all(retriever, tasks))
                retriever.close()
            cells = [*(found[column] for column in _COLUMNS), reader.windows / len(tasks)]
            print(f"{name:40} " + " ".join(f"{'-':>8}" if x is None else f"{x:8.3f}" for x in cells), flush=True)
    print(f"\na window takes {reader.milliseconds:.1f} ms of a core")


if __name__ == "__main__":
    main()
