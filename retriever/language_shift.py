"""A question's vector, as if it were asked in the documents' language.

An embedder's vectors tell a text's language besides its meaning. What a language adds is about the same for every
question: the difference of the means of the same everyday questions in both. Most of it is taken off.
"""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.languages import primary
from retriever.models import Embedder
from retriever.models.embedder import Vectors as Floats

WEIGHT = 0.75
"""How much of the difference is taken off. hit@1 as served with none, 0.5, 0.75 and all of it: XQuAD's six pairs of
languages 0.794, 0.808, 0.807, 0.805; UDHR, fourteen languages 0.814, 0.829, 0.838, 0.848
(`python -m benchmarks.crossing --weights`)."""

_SAME = {"fil": "tl"}


class Shifts:
    """The shifts between languages of one embedder. Those of a language are measured when it is first met, in 0.1 s."""

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
        shifted = question - WEIGHT * (origin - target)
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
