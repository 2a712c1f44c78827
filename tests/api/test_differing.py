"""Values that differ, in a line."""

import pytest

from api.differing import describe_difference
from api.schemas import examples
from api.schemas.ask import AskResponse, Excerpt, RankedAnswer

BEGINNING = "The documents give different values"


def response(*told: tuple[str | None, str | None], others: list[int] | None = None) -> AskResponse:
    """An answer from a passage each, of the short answer and the date given, which differs from all others."""
    made = AskResponse.model_validate(examples.ANSWER)
    numbers = range(1, len(told) + 1)
    answers = [
        RankedAnswer(
            text=f"The  fee\nis {number}.",
            span=Excerpt(text=span, start=0, end=len(span)) if span else None,
            citation=number,
            confidence=0.9,
            differs_from=[each for each in numbers if each != number] if others is None else others,
        )
        for number, (span, _) in zip(numbers, told, strict=True)
    ]
    first, passages = made.passages[0], []
    for number, (_, published) in zip(numbers, told, strict=True):
        document = first.citation.document.model_copy(update={"published": published})
        citation = first.citation.model_copy(update={"number": number, "document": document})
        passages.append(first.model_copy(update={"citation": citation}))
    return made.model_copy(update={"answers": answers, "passages": passages})


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([("5", "2024"), ("6", "2025-01")], ", the newest first: 6 [2] (2025-01), 5 [1] (2024)"),
        ([("5", None), ("6", "2025")], ": 5 [1], 6 [2] (2025)"),
        ([("5", None), ("6", None)], ": 5 [1], 6 [2]"),
        ([("5", "2025"), ("6", "2025")], ", the newest first: 5 [1] (2025), 6 [2] (2025)"),
        ([(None, None), ("6", None)], ": The fee is 1. [1], 6 [2]"),
    ],
)
def test_values_are_said_with_their_dates(told: list[tuple[str | None, str | None]], said: str) -> None:
    assert describe_difference(response(*told)) == BEGINNING + said


def test_only_those_that_differ_from_the_first_are_told() -> None:
    told = response(("5", None), ("5", None), ("6", None), others=[3])
    assert describe_difference(told) == f"{BEGINNING}: 5 [1], 6 [3]"


def test_nothing_is_said_where_none_differs() -> None:
    assert describe_difference(response(("5", None), ("5", None), others=[])) == ""
    assert describe_difference(response()) == ""
