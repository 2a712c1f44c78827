"""Which cell of a table's row answers: the one in the column that the question names."""

import re
from itertools import pairwise
from typing import Final

from corpus.documents import Span
from retriever.analysis import document_terms

_APART: Final = re.compile(r"\s*\|\s*|\t+| {2,}")
"""What stands between the cells of a row, as a reader wrote it."""


def asked_cell(question: str, language: str | None, head: str, row: str, found: int) -> Span | None:
    """Give the cell of `row` in the column whose head shares the most words with the question, as a span of the row.

    `found`: where in the row the words begin that were read as the answer. None where they stand in the first cell,
    which names the row, where no column or several are named best, and where row and head are not cut alike. A column
    whose cell stands in the question was told and is not asked for. `language`: the document's.
    """
    titles, cells = _cells(head), _cells(row)
    if len(titles) != len(cells) or found <= cells[0][1]:
        return None
    asked = set(document_terms(question, language))
    shared = [0]
    for (begin, end), (start, stop) in zip(titles[1:], cells[1:], strict=True):
        told = set(document_terms(row[start:stop], language)) <= asked  # as an empty cell is
        shared.append(0 if told else len(asked.intersection(document_terms(head[begin:end], language))))
    most = max(shared)
    return Span(*cells[shared.index(most)]) if most and shared.count(most) == 1 else None


def _cells(row: str) -> list[tuple[int, int]]:
    """Tell where each cell starts and ends, empty ones too, without the marks at a row's own ends."""
    ends = [(0, 0), *(match.span() for match in _APART.finditer(row)), (len(row), len(row))]
    cells = [(before[1], after[0]) for before, after in pairwise(ends)]
    return [(start, end) for start, end in cells if start < end or 0 < start < len(row)] or [(0, len(row))]
