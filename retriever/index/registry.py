"""The legs of the ranking. Another leg is a file of this folder and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from retriever.idf import EverydayWords
from retriever.index.bm25 import BM25Leg
from retriever.index.dense import DenseLeg
from retriever.index.legs import Leg


@dataclass(frozen=True, slots=True)
class Registered:
    """A kind of leg: how an empty one is made, for vectors of a dimension, and how it compares across languages.

    `abroad`: the weight of its scores in languages that the question does not speak, where they are compared among
    their like; None compares all paragraphs alike.
    """

    make: Callable[[int, EverydayWords], Leg]
    abroad: float | None = None


LEGS: Final = {
    # Words are looked up while the question is being embedded: the dense leg comes after.
    "lexical": Registered(lambda _, everyday: BM25Leg(everyday), abroad=0.25),
    "dense": Registered(lambda dimension, _: DenseLeg(dimension)),
}
"""The legs by name, in the order in which they search.

0.25 for words: from 0 to this, hit@1 on XQuAD goes from 0.768 to 0.784 (English questions, Thai paragraphs), 0.809 to
0.825 (English, Vietnamese), 0.681 to 0.699 (Vietnamese, Thai); elsewhere it stays.
"""
