"""A question, analysed once: its words, its language, and which of a library's languages it does not speak.

Where a question and a document are in different languages, shared letters mislead: Malay "air" (water) is no English
"air". Words that everyday language does not hold (names, numbers, loan words) cross languages.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.languages import Detect, detect, primary
from corpus.lexicon import lexicon, lexicons
from retriever.analysis import QuestionWord, question_words
from retriever.idf import EverydayWords
from retriever.language_shift import Shifts

Floats = npt.NDArray[np.float32]

EMPHASIS = 0.3
"""How much an earlier question counts beside the one asked, in meaning and in words (benchmarks/conversation.py)."""

_SPOKEN = 0.6
"""Share of its words that a question in a language has in common with that language's list, at the least. Of XQuAD's
English questions none falls below in English, of its Vietnamese ones 99.8 % do."""

_EVERYDAY = 0.003
"""Chance to stand in an everyday paragraph of the question's language from which a word is no name or loan word."""

_NEAR = {"ms": "id", "id": "ms"}  # one language in two standards: most words are the same


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the legs search for it.

    `history`: the earlier questions that count, in the order in which they were asked; their words are among `words`.
    `language`: the question's, None where that cannot be told. `languages`: those of the library, for which the words
    were analysed; `foreign`: those among them that the question does not speak. `vectors` waits for the embedder and
    gives float32 (1 + len(foreign), d), unit length: the question's own, and one to search for in each foreign
    language.
    """

    text: str
    words: tuple[QuestionWord, ...]
    vectors: Callable[[], Floats]
    language: str | None = None
    languages: tuple[str | None, ...] = ()
    foreign: tuple[str | None, ...] = ()
    history: tuple[str, ...] = ()

    @classmethod
    def plain(cls, text: str, languages: Sequence[str | None], vector: Floats) -> Self:
        """Make the query of a question that speaks all of the languages, from its vector, float32 (d,), unit length."""
        return cls(
            text, tuple(question_words(text, languages)), lambda: vector.reshape(1, -1), languages=tuple(languages)
        )

    @property
    def is_foreign_everywhere(self) -> bool:
        """Whether the question speaks none of the library's languages."""
        return set(self.languages) <= set(self.foreign)


@dataclass(frozen=True, slots=True)
class LanguageTools:
    """What is known of languages: how common their words are, and which one a text is in."""

    everyday: EverydayWords = field(default_factory=EverydayWords)
    detect: Detect = detect


@dataclass(frozen=True, slots=True)
class QueryAnalyzer:
    """Analyses questions for a library, with what is known of everyday words and of the embedder's languages."""

    everyday: EverydayWords
    shifts: Shifts
    detect: Detect = detect

    def analyze(
        self, text: str, history: Sequence[str], languages: Sequence[str | None], vector: Callable[[], Floats]
    ) -> Query:
        """Analyse a question and the earlier ones that count for a library of documents in those languages.

        `vector` gives the question's vector, float32 (d,), unit length, and is called when a leg wants the vectors.
        """
        language = primary(self.detect(text))
        words = self._words(text, language, languages)
        before = [self._words(each, primary(self.detect(each)), languages) for each in history]
        foreign = self._foreign(words, language, languages)

        def vectors() -> Floats:
            asked = vector()
            return np.stack([asked, *self.shifts.toward(foreign, asked, language)])

        return Query(text, tuple(join(words, before)), vectors, language, tuple(languages), foreign, tuple(history))

    def _words(self, text: str, language: str | None, languages: Iterable[str | None]) -> list[QuestionWord]:
        return [self._placed(word, language) for word in question_words(text, languages)]

    def _placed(self, word: QuestionWord, language: str | None) -> QuestionWord:
        """Tell how common a word is in the question's language, and whether it crosses into others.

        Of a language with a script of its own (Thai, Khmer, Lao, Burmese), or whose everyday words are not known, those
        in Latin letters or digits cross.
        """
        if language is None:
            return word
        chance = self.everyday.chance_of_word(word.surface, language)
        crosses = chance < _EVERYDAY if self._shares_letters(language) else word.terms[0].isascii()
        return replace(word, crosses=crosses, everyday=chance)

    def _shares_letters(self, language: str) -> bool:
        return self.everyday.is_listed(language) and not _has_own_script(language)

    def _foreign(
        self, words: Sequence[QuestionWord], own: str | None, languages: Iterable[str | None]
    ) -> tuple[str | None, ...]:
        """Tell which languages the question is not in, in their order; none where its own cannot be told.

        How a short question is spelt can mislead; so where a language's common words are known, they decide.
        """
        if own is None:
            return ()
        needed = self._share(words, own) if self.everyday.is_listed(own) else _SPOKEN
        others = (language for language in languages if language and primary(language) not in (own, _NEAR.get(own)))
        return tuple(
            language
            for language in others
            if not self.everyday.is_listed(language) or self._share(words, language) < needed
        )

    def _share(self, words: Sequence[QuestionWord], language: str) -> float:
        """Give the share of words, [0, 1], that are among a language's common ones."""
        known = sum(self.everyday.chance_of_word(word.surface, language) > 0 for word in words)
        return known / max(len(words), 1)


@cache
def _has_own_script(language: str) -> bool:
    """Tell whether no other language that is known is written in a language's scripts."""
    known = lexicon(language)
    return known is not None and not any(
        set(known.scripts).intersection(other.scripts) for other in lexicons() if other != known
    )


def blend(question: Floats, before: Sequence[Floats]) -> Floats:
    """Blend a question's vector, float32 (d,), with those of earlier ones; unit length."""
    if not before:
        return question
    blended = question + EMPHASIS * np.sum(before, axis=0)
    return np.asarray(blended / np.linalg.norm(blended), dtype=np.float32)


def join(question: Sequence[QuestionWord], before: Iterable[Sequence[QuestionWord]]) -> list[QuestionWord]:
    """Join a question's words with those that earlier ones have besides, these with less emphasis."""
    joined = {word.terms: word for word in question}
    for words in before:
        for word in words:
            joined.setdefault(word.terms, replace(word, emphasis=EMPHASIS))
    return list(joined.values())
