"""BM25 as others have it, to compare with: nothing of it is Rujuk's.

Lucene's English analysis (words, without its 33 stop words, stemmed by Porter) and its formula, with the constants of
BEIR's published numbers (Anserini: k1 = 0.9, b = 0.4), over title and text as one field.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from Stemmer import Stemmer

_K1, _B = 0.9, 0.4
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_STOP = re.compile(
    r"an?|and|are|as|at|be|but|by|for|if|in|into|is|it|not?|of|on|or|such|that|the|their|then|there|these|they|this|to|was"
    r"|will|with"
)


class BM25:
    """An index over texts that are given once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stem = Stemmer("porter")
        counted = [Counter(self._terms(text)) for text in texts]
        lengths = np.array([counts.total() for counts in counted], dtype=np.float64)
        self._damping = _K1 * (1 - _B + _B * lengths / lengths.mean())
        self._postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, counts in enumerate(counted):
            for term, count in counts.items():
                self._postings[term].append((row, count))

    def scores(self, question: str) -> npt.NDArray[np.float64]:
        """The score of every text, (texts,)."""
        total = np.zeros(len(self._damping))
        for term, times in Counter(self._terms(question)).items():
            found = self._postings.get(term, [])
            if not found:
                continue
            rows, counts = np.array(found, dtype=np.int64).T
            rarity = math.log(1 + (len(total) - len(found) + 0.5) / (len(found) + 0.5))
            total[rows] += times * rarity * counts / (counts + self._damping[rows])
        return total

    def _terms(self, text: str) -> list[str]:
        words = [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.lower())]
        return [str(stem) for stem in self._stem.stemWords([word for word in words if not _STOP.fullmatch(word)])]
