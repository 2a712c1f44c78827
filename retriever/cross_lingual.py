"""Across languages: which of a library's languages a question does not speak, and which of its words cross them.

Where a question and a document are in different languages, shared letters mislead: Malay "air" (water) is no English
"air". What does cross is what everyday language does not hold: names, numbers, loan words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.languages import detect, primary
from retriever.analysis import QuestionWord, document_terms
from retriever.idf import background, is_listed

_SPOKEN = 0.6
"""Share of its words that a question in a language has in common with that language's list, at the least. Of XQuAD's
English questions none falls below in English, of its Vietnamese ones 99.8 % do."""

_EVERYDAY = 0.003
"""Chance to stand in an everyday paragraph of the question's language from which a word is no name or loan word."""

_NEAR = {"ms": "id", "id": "ms"}  # one language in two standards: most words are the same


@lru_cache(maxsize=64)
def spoken(question: str) -> str | None:
    """Tell which language a question is in, None where that cannot be told."""
    return primary(detect(question))


def foreign(question: str, words: Sequence[QuestionWord], languages: Iterable[str | None]) -> frozenset[str | None]:
    """Tell which of a library's languages the question is not in; none where that cannot be told.

    How a short question is spelt can mislead; so where a language's common words are known, they decide.
    """
    own = spoken(question)
    if own is None:
        return frozenset()
    needed = _listed(words, own) if is_listed(own) else _SPOKEN
    others = (language for language in languages if language and primary(language) not in (own, _NEAR.get(own)))
    return frozenset(language for language in others if not is_listed(language) or _listed(words, language) < needed)


def crossing(question: str, words: Sequence[QuestionWord]) -> list[QuestionWord]:
    """Mark the words that cross into other languages: those that the question's own does not use every day.

    Of a language whose everyday words are not known (Thai, Khmer, Lao, Burmese) those in Latin letters or digits cross.
    """
    own = spoken(question)
    return [replace(word, crosses=_crosses(word, own)) for word in words]


@lru_cache(maxsize=4096)
def _terms(surface: str, language: str) -> tuple[str, ...]:
    """A word's terms as a language has them; most questions are made of the same words."""
    return document_terms(surface, language)


def _crosses(word: QuestionWord, own: str | None) -> bool:
    if own is None or not is_listed(own):
        return own is None or word.terms[0].isascii()
    return all(background(term, [own]) < _EVERYDAY for term in _terms(word.surface, own))


def _listed(words: Sequence[QuestionWord], language: str) -> float:
    """The share of words that are among a language's common ones."""
    known = sum(background(_terms(word.surface, language)[0], [language]) > 0 for word in words)
    return known / max(len(words), 1)
