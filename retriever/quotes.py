"""From a paragraph to the sentence that answers."""

from collections.abc import Container, Sequence

import numpy as np
import numpy.typing as npt

from retriever.lexical import Word

OVERLAP = 1.0
"""What holding all the question's words adds, in cosine: fitted on XQuAD's English questions, flat from 0.7 to 1.5."""


def best_sentence(
    cosines: npt.NDArray[np.float32], question: Sequence[Word], sentences: Sequence[Container[str]]
) -> int:
    """Choose the sentence that answers: the index of the one most alike, in meaning and in words.

    `cosines`: (n,), of the question and each sentence; `sentences`: each one's terms. The first of equals is chosen.
    """
    return int(
        np.argmax([cosine + OVERLAP * share(question, terms) for cosine, terms in zip(cosines, sentences, strict=True)])
    )


def share(question: Sequence[Word], terms: Container[str]) -> float:
    """Tell what share of a question's weight stands among the terms, [0, 1]; 0 for a question without words."""
    total = sum(word.weight for word in question)
    return sum(word.weight for word in question if word.stands_in(terms)) / total if total else 0.0
