"""From a paragraph to the sentence that answers: how well each sentence answers, in meaning, words and kind."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retriever.kinds import asked, holds
from retriever.lexical import Word

Floats = npt.NDArray[np.float64]

MEANING = 0.6
"""For each standard deviation of the candidates' cosines."""
WORDS = 5.0
"""For holding all of the question's words, by weight."""
KIND = 0.7
"""For holding, and as much against not holding, the kind of thing that is asked for."""
# The three are log-odds of being the sentence that answers, fitted by benchmarks/fit_quotes.py; they agree within their
# noise for the two embedders measured.


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as sentences are judged against it: `text`, its weighed words, and the scale of its cosines.

    `mean` and `deviation` are of the cosines with all sentences of the candidates.
    """

    text: str
    words: Sequence[Word]
    mean: float
    deviation: float

    @classmethod
    def of(cls, text: str, words: Sequence[Word], cosines: Sequence[npt.NDArray[np.float32]]) -> "Asked":
        """Prepare a question; `cosines`: for each candidate, one for each of its sentences."""
        everything = np.concatenate(cosines)
        return cls(text, words, float(everything.mean()), float(everything.std()))


def judge(
    question: Asked, cosines: npt.NDArray[np.float32], sentences: Sequence[str], terms: Sequence[Container[str]]
) -> Floats:
    """Judge the sentences of a paragraph: (n,), higher is better.

    `cosines`: (n,), of the question and each sentence; `sentences`: their words as they stand; `terms`: analysed.
    """
    meaning = (np.round(np.asarray(cosines, dtype=np.float64), 6) - question.mean) / max(question.deviation, 1e-6)
    shares = np.array([share(question.words, held) for held in terms])
    return np.asarray(MEANING * meaning + WORDS * shares + KIND * _kinds(question.text, sentences))


def share(question: Sequence[Word], terms: Container[str]) -> float:
    """Tell what share of a question's weight stands among the terms, [0, 1]; 0 for a question without words."""
    total = sum(word.weight for word in question)
    return sum(word.weight for word in question if word.stands_in(terms)) / total if total else 0.0


def _kinds(question: str, sentences: Sequence[str]) -> Floats:
    """For each sentence: kinds asked for and held, less those asked for and not held."""
    kinds = asked(question)
    return np.array([sum(1.0 if holds(kind, sentence, question) else -1.0 for kind in kinds) for sentence in sentences])
