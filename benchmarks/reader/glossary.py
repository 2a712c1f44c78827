"""Words in other languages, found in sentences that say the same: for questions in another language than their passage.

A question whose words are put into another language one by one, in their old order, is no good sentence, and teaches to
read across languages all the same (Qin et al. 2020, "CoSDA-ML").
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from corpus.scripts import is_unspaced
from retriever.analysis import words

LANGUAGES = ("en", "id", "ms", "vi", "th", "fil", "km", "lo", "my")
_FILES = ("ntrex", "tico19", "talpco", "massive", "alt_test_vi_km_lo")
_LEAST, _LIKELY = 3, 0.3
"""Sentences that hold a word at the least, and the Dice coefficient of a word and its twin."""
_LONGER = 0.95
"""How much of a word's coefficient is enough for two or three words."""
_MOST = 3
"""Words of a twin at the most: a Vietnamese word is often two syllables."""

Table = dict[str, str]


class Glossary:
    """Puts questions into other languages, word by word."""

    def __init__(self, data: Path, languages: Sequence[str] = LANGUAGES) -> None:
        """Learn from the sentences of `data`, a folder `parallel`."""
        texts = [(data / f"{name}.jsonl").read_text(encoding="utf-8") for name in _FILES]
        lines = [json.loads(line) for text in texts for line in text.split("\n") if line]
        said = [
            {language: [normal for _, normal in words(line[language])] for language in languages if language in line}
            for line in lines
        ]
        self._tables: dict[tuple[str, str], Table] = {}
        for at, one in enumerate(languages):
            for other in languages[at + 1 :]:
                pairs = [(line[one], line[other]) for line in said if one in line and other in line]
                if len(pairs) > _LEAST:
                    self._tables |= {(one, other): _twins(pairs), (other, one): _twins([pair[::-1] for pair in pairs])}

    def others(self, language: str) -> list[str]:
        """Name the languages that a language's words are known in."""
        return [other for one, other in self._tables if one == language]

    def translate(self, text: str, source: str, target: str, share: float, chance: random.Random) -> str:
        """Put words of a text into another language, each with the chance `share`, [0, 1]; others stay."""
        table, said, end = self._tables[source, target], [], 0
        for surface, normal in words(text):
            start = text.find(surface, end)
            if start < 0:
                continue
            twin = table.get(normal) if chance.random() < share else None
            said += [text[end:start], surface if twin is None else twin]
            end = start + len(surface)
        joined = "".join([*said, text[end:]])
        return joined.replace(" ", "") if is_unspaced(joined) and share == 1 else joined


def _twins(pairs: Sequence[tuple[list[str], list[str]]]) -> Table:
    """Find for each word on the left the one to three words on the right that stand in the same sentences."""
    left, right = _holding([one for one, _ in pairs], 1), _holding([other for _, other in pairs], _MOST)
    both = (left[1].T @ right[1]).tocsr()
    table = {}
    counts = [np.asarray(matrix.sum(axis=0)).ravel() for _, matrix in (left, right)]
    for row, word in enumerate(left[0]):
        columns = both.indices[both.indptr[row] : both.indptr[row + 1]]
        together = both.data[both.indptr[row] : both.indptr[row + 1]]
        dice = 2 * together / (counts[0][row] + counts[1][columns])
        if not len(dice) or dice.max() < _LIKELY or any(map(str.isdigit, word)):
            continue
        fitting = columns[dice >= _LONGER * dice.max()]
        table[word] = max((right[0][column] for column in fitting), key=lambda twin: (twin.count(" "), len(twin)))
    return {word: twin.replace(" ", "") if is_unspaced(twin) else twin for word, twin in table.items() if word != twin}


def _holding(sentences: Iterable[list[str]], longest: int) -> tuple[list[str], csr_matrix]:
    """Give the runs of one to `longest` words that stand in enough sentences, and which sentences hold them."""
    runs = [
        {" ".join(each[at : at + size]) for size in range(1, longest + 1) for at in range(len(each) - size + 1)}
        for each in sentences
    ]
    counts = Counter(run for each in runs for run in each)
    kept = {run: place for place, run in enumerate(run for run, count in counts.items() if count >= _LEAST)}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for row, each in enumerate(runs):
        for run in each & kept.keys():
            places["rows"].append(row)
            places["columns"].append(kept[run])
    ones = np.ones(len(places["rows"]), dtype=np.float32)
    return list(kept), csr_matrix((ones, (places["rows"], places["columns"])), shape=(len(runs), len(kept)))
