"""Analyse a question once: words, language, vectors, foreign languages of the library, and earlier questions it needs.

Where a question and a document are in different languages, shared letters mislead: Malay "air" (water) is no English
"air". Words that everyday language does not hold (names, numbers, loan words) cross languages.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.languages import Detect, detect, primary
from corpus.lexicon import FollowUps, lexicon, lexicons
from retriever.analysis import QuestionWord, question_words, words
from retriever.answers import Turn
from retriever.idf import EverydayWords
from retriever.models import Embedder

Floats = npt.NDArray[np.float32]
SHIFT = 0.75
"""How much of the difference between two languages is taken off. hit@1 as served with none, 0.5, 0.75 and all of it:
XQuAD's six pairs of languages 0.794, 0.808, 0.807, 0.805; UDHR, fourteen languages 0.814, 0.829, 0.838, 0.848
(`python -m benchmarks.crossing --weights`)."""
_SAME = {"fil": "tl"}
EMPHASIS = 0.3
"""How much an earlier question counts beside the one asked, in meaning and in words (benchmarks/conversation.py)."""
_SPOKEN = 0.6
"""Share of its words that a question in a language has in common with that language's list, at the least. Of XQuAD's
English questions none falls below in English, of its Vietnamese ones 99.8 % do."""
_EVERYDAY = 0.003
"""Chance to stand in an everyday paragraph of the question's language from which a word is no name or loan word."""
_NEAR = {"ms": "id", "id": "ms"}  # one language in two standards: most words are the same


class Shifts:
    """Shifts the vector of a question as if it were asked in the documents' language.

    An embedder's vectors tell a text's language besides its meaning. What a language adds is about the same for every
    question: the difference of the means of the same everyday questions in both. Most of it is taken off. The mean of a
    language is measured when it is first met, in 0.1 s.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._means: dict[str, Floats] = {}

    def toward(self, languages: Iterable[str | None], question: Floats, own: str | None) -> list[Floats]:
        """Shift a question's vector towards each of other languages; `own` is the language in which it was asked.

        `question` and each result: float32 (d,), of unit length. Where a shift is not known the question is the result.
        """
        return [self._shifted(question, self._mean(own), self._mean(language)) for language in languages]

    @staticmethod
    def _shifted(question: Floats, origin: Floats | None, target: Floats | None) -> Floats:
        if origin is None or target is None or origin is target:
            return question
        shifted = question - SHIFT * (origin - target)
        return np.asarray(shifted / np.linalg.norm(shifted), dtype=np.float32)

    def _mean(self, language: str | None) -> Floats | None:
        code = primary(language) or ""
        code = _SAME.get(code, code)
        if code not in self._means and code in self._questions:
            vectors = [self._embedder.embed_question(question) for question in self._questions[code]]
            self._means[code] = np.mean(vectors, axis=0, dtype=np.float32)
        return self._means.get(code)

    @cached_property
    def _questions(self) -> dict[str, list[str]]:
        """Everyday questions, the same in each language."""
        file = Path(__file__).parent / "everyday_questions.json"
        return dict(json.loads(file.read_text(encoding="utf-8")))


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
    for asked in before:
        for word in asked:
            joined.setdefault(word.terms, replace(word, emphasis=EMPHASIS))
    return list(joined.values())


def earlier(
    question: str, history: Sequence[Turn], everyday: EverydayWords, detect: Detect = detect
) -> tuple[str, ...]:
    """Choose the earlier questions with which a question is read, in the order in which they were asked.

    Those are the first, which set the topic, and the last; none twice, and none where the question stands alone.
    What was answered does not count: passages already shown pull towards themselves, and away from what is asked next.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    chosen = tuple(dict.fromkeys(asked[:1] + asked[-1:]))
    return () if not chosen or stands_alone(question, chosen, everyday, detect) else chosen


def stands_alone(question: str, before: Sequence[str], everyday: EverydayWords, detect: Detect = detect) -> bool:
    """Tell whether a question can be read without the ones `before` it.

    It cannot where it begins or ends as a follow-up does, where a word stands for what it does not name, and where it
    names nothing. The conversation tells its language where a short question does not.
    """
    languages = {primary(detect(text)) for text in (question, " ".join((*before, question)))}
    return not any(_follows(question, language, everyday) for language in languages if language)


def _follows(question: str, language: str, everyday: EverydayWords) -> bool:
    found, known = lexicon(language), _known(language)
    if found is None or known is None:
        return False
    if found.unspaced:
        text = question.strip(" ?？。!…\n")
        ends = text.startswith(known.openers) or text.endswith(known.closers)
        return ends or any(each in text for each in known.pointers)
    if known.expletive:
        question = re.sub(known.expletive, "the", question, flags=re.IGNORECASE)
    surfaces = [surface for surface, _ in words(question)]
    cut = [surface.casefold() for surface in surfaces]
    if _opens(cut, known) or _closes(cut, known):
        return True
    named = [number > 0 and _is_name(surface) for number, surface in enumerate(surfaces)]
    naming = [
        name or everyday.chance_of_word(surface, language) < known.common
        for name, surface in zip(named, surfaces, strict=True)
    ]
    return not any(naming) or _refers(cut, named, naming, known)


@cache
def _known(language: str) -> FollowUps | None:
    """Tell how a language's follow-ups are told: as those of its relatives where it has no words of its own for that.

    So Malay and Indonesian share theirs, because short questions do not tell which of the two they are in.
    """
    found = lexicon(language)
    family = [found, *map(lexicon, found.relatives)] if found else []
    return next((each.follow_ups for each in family if each and each.follow_ups), None)


def _opens(cut: Sequence[str], known: FollowUps) -> bool:
    return any(" ".join(cut[:length]) in known.openers for length in (1, 2, 3))


def _closes(cut: Sequence[str], known: FollowUps) -> bool:
    beside = len(cut) > 1 and cut[-2] in known.beside
    return not beside and any(" ".join(cut[-length:]) in known.closers for length in (1, 2))


def _is_name(surface: str) -> bool:
    return any(map(str.isdigit, surface)) or (surface[0].isupper() and surface != "I")


def _refers(cut: Sequence[str], named: Sequence[bool], naming: Sequence[bool], known: FollowUps) -> bool:
    """Tell whether a word stands for something that the question does not name before it.

    What stands right before a reference is a verb rather than what it refers to ("who founded it").
    """
    for place, word in enumerate(cut):
        if {*cut[max(place - 1, 0) : place], *cut[place + 1 : place + 2]} & set(known.beside):
            continue
        pair = " ".join(cut[place : place + 2])
        if word in known.pointers and not any(named[:place]):
            return True
        of_another = _is_suffixed(word, known) and not any(naming[place + 1 : place + 2])
        if (of_another or {word, pair} & set(known.references)) and not any(naming[: max(place - 1, 0)]):
            return True
    return False


def _is_suffixed(word: str, known: FollowUps) -> bool:
    return bool(known.suffixes) and word.endswith(known.suffixes) and word not in known.suffixed
