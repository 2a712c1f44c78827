"""How earlier questions join in: a follow-up ("and how many of them?") is read with what it follows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retriever.analysis import QuestionWord
from retriever.answers import Turn
from retriever.index.dense import Floats

EMPHASIS = 0.3
"""How much an earlier question counts beside the one asked, in meaning and in words (benchmarks/conversation.py)."""


def earlier(history: Sequence[Turn]) -> tuple[str, ...]:
    """Choose the earlier questions that count: the first, which set the topic, and the last; none twice.

    What was answered does not count: passages already shown pull towards themselves, and away from what is asked next.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    return tuple(dict.fromkeys(asked[:1] + asked[-1:]))


def blend(question: Floats, before: Sequence[Floats]) -> Floats:
    """Blend a question's vector (d,) with those of earlier ones; unit length."""
    if not before:
        return question
    blended = question + EMPHASIS * np.sum(before, axis=0)
    return np.asarray(blended / np.linalg.norm(blended), dtype=np.float32)


def join(question: Sequence[QuestionWord], before: Sequence[Sequence[QuestionWord]]) -> list[QuestionWord]:
    """Join a question's words with those that earlier ones have besides, these with less emphasis."""
    joined = {word.terms: word for word in question}
    for words in before:
        for word in words:
            joined.setdefault(word.terms, replace(word, emphasis=EMPHASIS))
    return list(joined.values())
