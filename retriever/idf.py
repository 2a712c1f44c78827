"""Weigh words by inverse document frequency, with everyday language as the prior.

In a library of one press release, "does" may stand in one paragraph of fourteen and would seem as telling as a name. So
the library's counts are joined with those of `PRIOR` imagined paragraphs of everyday language (frequencies: wordfreq,
and for Thai, Khmer, Lao and Burmese the lists in `everyday`); in a library of many thousand paragraphs its own counts
decide.
"""

import json
import math
from collections.abc import Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from corpus.durable import cache_text
from corpus.languages import primary
from retriever.analysis import VERSION, document_terms, stems, words

PRIOR = 1000
"""Imagined paragraphs of everyday language that count beside the library's own."""

_LISTS = 1  # version of the lists in `everyday` (benchmarks/count_words.py)
_PARAGRAPH = 60  # their length in words, about that of a news paragraph
_REMEMBERED = 4096  # words whose chances are remembered: most questions are made of the same ones

_ALIASES = {"tl": "fil"}  # wordfreq's names for languages


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term and its weight, greater than 0 (see `weight`)."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class WeighedWord:
    """A word of a question with its alternative terms, of which the best counts.

    `surface`: the word as it was typed. `crosses`: it may stand in other languages as it is. `everyday`: the chance,
    [0, 1], that an everyday paragraph in the question's language holds it.
    """

    surface: str
    terms: tuple[WeighedTerm, ...]
    crosses: bool = True
    everyday: float = 0.0
    weight: float = field(init=False)
    """How much the word tells: as much as its most common term, so that a stem unknown here does not exceed it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", min(term.weight for term in self.terms))

    def stands_in(self, terms: Container[str]) -> bool:
        """Tell whether any of its terms is among the given ones."""
        for each in self.terms:  # noqa: SIM110  # asked hundreds of times a question: any() takes three times as long
            if each.term in terms:
                return True
        return False


def weight(frequency: float, paragraphs: int, everyday: float) -> float:
    """Weigh a term: BM25's idf, ln(1 + (N - n + 1/2) / (n + 1/2)), over the library and the imagined paragraphs.

    `frequency`: how many of the library's `paragraphs` hold it; `everyday`: the chance that an imagined one holds it,
    [0, 1]. Greater than 0.
    """
    containing, total = frequency + PRIOR * everyday, paragraphs + PRIOR
    return math.log(1 + (total - containing + 0.5) / (containing + 0.5))


class EverydayWords:
    """Knows how common words are in everyday language. Safe for many threads.

    `folder` keeps the counted word lists from one start to the next; None counts them anew.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._chances: dict[str, dict[str, float]] = {}
        self._remembered = lru_cache(_REMEMBERED)(self._chance_of_word)

    def chance(self, term: str, languages: Iterable[str | None]) -> float:
        """Tell the chance, [0, 1], that an everyday paragraph in one of the languages (the likeliest) holds a term."""
        return max((self._of(language).get(term, 0.0) for language in languages if language), default=0.0)

    def chance_of_word(self, surface: str, language: str) -> float:
        """Tell the chance, [0, 1], that an everyday paragraph in a language holds a word, given as it was typed."""
        return self._remembered(surface, language)

    def is_listed(self, language: str) -> bool:
        """Tell whether the everyday frequencies of a language's words are known; counts them at the first call."""
        return bool(self._of(language))

    def _chance_of_word(self, surface: str, language: str) -> float:
        return max((self.chance(term, [language]) for term in document_terms(surface, language)), default=0.0)

    def _of(self, language: str) -> dict[str, float]:
        """Give the chance of each stem of a language's common words; none for a language that is not listed."""
        found = self._chances.get(language)
        if found is None:
            # Reading the word lists and stemming them is a good part of a start.
            name = f"words-{language}-{version('wordfreq')}-{_LISTS}-{VERSION}-{_PARAGRAPH}.json"
            file = self._folder / name if self._folder and language.isalnum() else None
            found = self._chances[language] = json.loads(cache_text(file, lambda: _serialize(_count(language))) or "{}")
        return found


def _serialize(chances: dict[str, float]) -> str:
    return json.dumps(chances, ensure_ascii=False) if chances else ""  # no file for each language that is unknown


def _count(language: str) -> dict[str, float]:
    import wordfreq

    language = _ALIASES.get(primary(language) or "", primary(language) or "")
    own = Path(__file__).parent / "everyday" / f"{language}.json"
    if language.isalnum() and own.is_file():
        listed = {word: count / 1e6 for word, count in json.loads(own.read_text(encoding="utf-8")).items()}.items()
    elif language in wordfreq.available_languages("small"):
        listed = wordfreq.get_frequency_dict(language, wordlist="small").items()
    else:
        return {}
    found = [(word, frequency) for entry, frequency in listed for _, word in words(entry)]
    frequencies: dict[str, float] = {}
    for stem, (_, frequency) in zip(stems((word for word, _ in found), language), found, strict=True):
        frequencies[stem] = frequencies.get(stem, 0.0) + frequency
    return {stem: 1 - (1 - min(frequency, 1.0)) ** _PARAGRAPH for stem, frequency in frequencies.items()}


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
