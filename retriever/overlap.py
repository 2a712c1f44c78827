"""What share of a question's words stands in a text, by weight."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from retriever.idf import WeighedWord


class Overlap:
    """Tells what share of a question's weight stands among terms.

    `foreign`: the terms are of another language, in which only words that cross can stand.
    """

    def __init__(self, question: Sequence[WeighedWord], *, foreign: bool = False) -> None:
        self._weights = [word.weight for word in question]
        self._total = sum(self._weights)
        self._places: dict[str, int] = {}  # a term -> the words that it is of, a bit each
        self._shares: dict[int, float] = {0: 0.0}  # of some words
        for place, word in enumerate(question):
            if word.crosses or not foreign:
                for each in word.terms:
                    self._places[each.term] = self._places.get(each.term, 0) | 1 << place

    def of(self, terms: AbstractSet[str]) -> float:
        """Give the share, [0, 1]; 0 for a question without words."""
        places = 0
        for term in self._places.keys() & terms:
            places |= self._places[term]
        share = self._shares.get(places)
        if share is None:
            held = [weight for place, weight in enumerate(self._weights) if places >> place & 1]
            share = self._shares[places] = sum(held) / self._total
        return share
