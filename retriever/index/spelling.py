"""The library's terms that a misspelt or unaccented word may stand for."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from corpus.scripts import is_unspaced, strip_accents

SHORTEST: Final = 4
"""Letters below which a word is taken as it is typed: too many others are one letter away."""
_LONG: Final = 8
"""Letters from which on two letters may differ."""


class Spellings:
    """Finds terms by a spelling near theirs, in the order of the alphabet: when they came does not count."""

    def __init__(self) -> None:
        self._count = 0
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        self._unaccented: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        """Count the terms that were added."""
        return self._count

    def add(self, terms: Iterable[str]) -> None:
        """Add terms, each once."""
        for term in terms:
            self._count += 1
            if _is_word(term):
                self._by_letter[term[0]].append(term)
                if not term.isascii():
                    self._unaccented[strip_accents(term)].append(term)

    def accented(self, term: str) -> list[str]:
        """Give the terms that one without accents may stand for: "ngày" for "ngay"."""
        return sorted(self._unaccented.get(term, ()))

    def nearest(self, term: str) -> list[tuple[int, str]]:
        """Give the terms of which one letter differs, or two in a long term, the nearest first, with that number.

        Letters that changed places differ as one (OSA distance). The first letter must be the same. Nothing is near a
        short word, or one with a digit: another number is another fact.
        """
        farthest = how_far(term)
        if not farthest:
            return []
        others = [each for each in self._by_letter.get(term[0], ()) if len(each) >= SHORTEST]
        found = extract(term, others, scorer=OSA.distance, processor=None, score_cutoff=farthest, limit=None)
        return sorted((int(distance), other) for other, distance, _ in found)


def how_far(term: str) -> int:
    """Tell in how many letters another term may differ from one to be near it; 0 where nothing is near."""
    if len(term) < SHORTEST or not _is_word(term):
        return 0
    return 2 if len(term) >= _LONG else 1


def _is_word(term: str) -> bool:
    return term[:1].isalpha() and not is_unspaced(term) and not any(map(str.isdigit, term))
