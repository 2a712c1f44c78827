"""Why there is no answer, in words."""

from collections.abc import Sequence

from retriever.answers import Refusal
from retriever.lexical import Word
from retriever.passages import Ranked, missing

_TELLING = 4.0
"""The weight from which a word's absence is worth telling; below it stand the words of every question (how, does)."""


def refusal(question: Sequence[Word], nearest: Ranked) -> Refusal:
    """Explain why the nearest passage is no answer: which of the question's telling words it does not have."""
    absent = tuple(word.surface for word in missing(question, nearest) if word.weight >= _TELLING)
    if not absent:
        return Refusal("The nearest passage is on the question's words but does not seem to answer it.", ())
    listed = ", ".join(f"“{word}”" for word in absent)
    return Refusal(f"The nearest passage does not mention {listed}.", absent)
