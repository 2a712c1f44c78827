"""Why there is no answer, in words."""

from collections.abc import Sequence
from typing import Final

from retriever.analysis import document_terms
from retriever.answers import Refusal
from retriever.idf import EverydayWords, WeighedWord
from retriever.query import Query
from retriever.reranking import Ranked

_TELLING: Final = 4.0
"""The weight from which a word's absence is worth telling."""

_EVERYDAY: Final = 0.045
"""Chance to stand in an everyday paragraph of the question's language from which it is not: in a large library "who"
may be rare. "Why" has 0.050, "how" 0.100; "president" has 0.019."""


def explain_refusal(
    query: Query, words: Sequence[WeighedWord], nearest: Ranked, everyday: EverydayWords, *, foreign: bool
) -> Refusal:
    """Explain why the nearest passage is no answer: which of the question's telling words it does not have.

    A word that stands in the passage, in a heading above it, or in its document's title is never told, in whatever
    form. Of a passage in another language (`foreign`) only words that cross languages are told.
    """
    said = _said(nearest)
    absent = tuple(
        word.surface
        for word in words
        if (word.crosses or not foreign)
        and word.weight >= _TELLING
        and not word.stands_in(said.terms)
        and word.surface.casefold() not in said.text
        and _tells(word, query.language, everyday)
    )
    if not absent:
        return Refusal("The nearest passage is on the question's words but does not seem to answer it.", ())
    return Refusal(f"The nearest passage does not mention {', '.join(f'“{word}”' for word in absent)}.", absent)


class _Said:
    """What a passage says with all that it stands under: its terms, and its text case-folded."""

    def __init__(self, text: str, terms: frozenset[str]) -> None:
        self.text = text
        self.terms = terms


def _said(nearest: Ranked) -> _Said:
    unit = nearest.unit
    above = " ".join((unit.document.title, *unit.paragraph.headings, *(each.text for each in unit.introduced)))
    terms = frozenset(document_terms(above, unit.document.language)).union(*unit.paragraph.terms)
    return _Said(f"{above} {unit.paragraph.text}".casefold(), terms)


def _tells(word: WeighedWord, language: str | None, everyday: EverydayWords) -> bool:
    terms = document_terms(word.surface, language)
    return all(everyday.chance(term, [language]) < _EVERYDAY for term in terms)
