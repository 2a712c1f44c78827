"""`turn.js`: what is said of documents that differ."""

import pytest

from tests.api.web.javascript import ELEMENTS, WORDS, Modules

IMPORTED = """
const dateOf = ({ published }) => published ?? "undated";
const mark = ({ number }) => `[${number}]`;
"""


@pytest.mark.parametrize(
    ("published", "said", "order"),
    [
        (["2024", "2025-03-01", "2025"], "differ_dated", [2, 3, 1]),
        (["2024", None, "2025"], "differ", [1, 2, 3]),
        ([None, None], "differ", [1, 2]),
        (["2025-01-01", "2025-01-01"], "differ_dated", [1, 2]),
    ],
)
def test_the_newest_is_first_where_all_are_dated(published: list[str | None], said: str, order: list[int]) -> None:
    turn = Modules("dom", "link", "turn", before=ELEMENTS + WORDS + IMPORTED)
    numbers = range(1, len(published) + 1)
    answers = [
        {"text": f"Fee {number}.", "span": None, "citation": number, "differs_from": [*numbers][1:]}
        for number in numbers
    ]
    passages = [
        {
            "citation": {
                "number": number,
                "document": {"id": "a", "title": "Fees", "sha256": "", "language": "en", "published": date},
                "quote": {"start": 0, "end": 1, "text": "", "prefix": "", "suffix": ""},
            }
        }
        for number, date in zip(numbers, published, strict=True)
    ]
    heading, values = turn.call("disagreement", answers, passages)["children"]
    assert heading["children"] == [said]
    assert [each["children"][-1] for each in values["children"]] == [f"[{number}]" for number in order]
    assert values["children"][0]["children"][0]["children"] == [f"Fee {order[0]}."]
