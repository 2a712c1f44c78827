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
        self._places: dict[str, list[int]] = {}  # a term -> the words that it is of
        for place, word in enumerate(question):
            if word.crosses or not foreign:
                for each in word.terms:
                    self._places.setdefault(each.term, []).append(place)

    def of(self, terms: AbstractSet[str]) -> float:
        """Give the share, [0, 1]; 0 for a question without words."""
        found = self._places.keys() & terms
        if not found:
            return 0.0
        places = {place for term in found for place in self._places[term]}
        return sum(self._weights[place] for place in sorted(places)) / self._total
