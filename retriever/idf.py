"""How much a word tells: inverse document frequency, with the language at large as the prior.

In a library of one press release, "does" may stand in one paragraph of fourteen and would seem as telling as a name. So
the library's counts are joined with those of `PRIOR` imagined paragraphs of everyday language (frequencies: wordfreq);
in a library of many thousand paragraphs its own counts decide.
"""

import functools
import math
from collections.abc import Iterable

from corpus.languages import primary
from retriever.analysis import stems, words

PRIOR = 1000
"""Imagined paragraphs of everyday language that count beside the library's own."""

_PARAGRAPH = 60  # their length in words, about that of a news paragraph


_ALIASES = {"tl": "fil"}  # wordfreq's names for languages


def weight(frequency: float, paragraphs: int, background: float) -> float:
    """Weigh a term: BM25's idf, ln(1 + (N - n + 1/2) / (n + 1/2)), over the library and the imagined paragraphs.

    `frequency`: in how many of the library's `paragraphs` it stands; `background`: the chance that it stands in an
    imagined one, [0, 1]. Greater than 0.
    """
    containing, total = frequency + PRIOR * background, paragraphs + PRIOR
    return math.log(1 + (total - containing + 0.5) / (containing + 0.5))


def background(term: str, languages: Iterable[str | None]) -> float:
    """Tell the chance, [0, 1], that an everyday paragraph in one of the languages (the likeliest) holds the term."""
    return max((_chances(language).get(term, 0.0) for language in languages if language), default=0.0)


def is_listed(language: str) -> bool:
    """Whether the everyday frequencies of a language's words are known."""
    return bool(_chances(language))


@functools.cache
def _chances(language: str) -> dict[str, float]:
    """For each stem of a language's common words: the chance to stand in an imagined paragraph. Empty if unknown."""
    return _counted(language)


def _counted(language: str) -> dict[str, float]:
    import wordfreq

    language = _ALIASES.get(primary(language) or "", primary(language) or "")
    if language not in wordfreq.available_languages("small"):
        return {}
    listed = wordfreq.get_frequency_dict(language, wordlist="small").items()
    found = [(word, frequency) for entry, frequency in listed for _, word in words(entry)]
    frequencies: dict[str, float] = {}
    for stem, (_, frequency) in zip(stems((word for word, _ in found), language), found, strict=True):
        frequencies[stem] = frequencies.get(stem, 0.0) + frequency
    return {stem: 1 - (1 - min(frequency, 1.0)) ** _PARAGRAPH for stem, frequency in frequencies.items()}
