"""Why there is no answer, in words."""

from collections.abc import Sequence
from typing import Final

from corpus.languages import primary
from retriever.answers import Refusal
from retriever.idf import WeighedWord
from retriever.kinds import Kind, asked, holds
from retriever.reranking import Ranked, missing
from retriever.unsaid import negation

_TELLING = 4.0
"""The weight from which a word's absence is worth telling."""

_EVERYDAY = 0.045
"""Chance to stand in an everyday paragraph of the question's language from which it is not: in a large library "who"
may be rare. "Why" has 0.050, "how" 0.100; "president" has 0.019."""

_ABSENT: Final[dict[Kind, str]] = {"date": "gives no date", "number": "gives no number"}
"""Kinds of thing that can be told not to stand in a passage; any capital may be the name of somebody."""

_TOLD = frozenset({"en", "ms", "id", "vi", "tl", "fil"})  # languages whose months and numerals `kinds` knows


def refusal(question: str, words: Sequence[WeighedWord], nearest: Ranked) -> Refusal:
    """Explain why the nearest passage is no answer: which of the question's telling words it lacks, and what else."""
    absent = tuple(
        word.surface for word in missing(words, nearest) if word.weight >= _TELLING and word.everyday < _EVERYDAY
    )
    found = [f"does not mention {', '.join(f'“{word}”' for word in absent)}"] if absent else []
    found += _lacking(question, nearest)
    if not found:
        return Refusal("The nearest passage is on the question's words but does not seem to answer it.", ())
    return Refusal(f"The nearest passage {_joined(found)}.", absent)


def _lacking(question: str, nearest: Ranked) -> list[str]:
    text = nearest.stored.text
    told = primary(nearest.document.language) in _TOLD
    kinds = [said for kind, said in _ABSENT.items() if kind in asked(question) and not holds(kind, text, question)]
    return [
        *(kinds if told else ()),
        *(["does not say “not”, as the question does"] if told and negation(question, text) else ()),
    ]


def _joined(found: Sequence[str]) -> str:
    return ", and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
