from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.values import Amount, Day, find_value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5 March 2025", Day(2025, 3, 5)),
        ("March 5, 2025", Day(2025, 3, 5)),
        ("the 5th of March", Day(None, 3, 5)),
        ("March 2025", Day(2025, 3, None)),
        ("2025-03-05", Day(2025, 3, 5)),
        ("5 Maret 2025", Day(2025, 3, 5)),
        ("5 มีนาคม 2568", Day(2025, 3, 5)),
        ("ngày 5 tháng 3 năm 2025", Day(2025, 3, 5)),
    ],
)
def test_a_date_in_words(text: str, day: Day) -> None:
    assert find_value(text) == day


@pytest.mark.parametrize(
    "text",
    ["5/3/2025", "in May", "may", "from 5 March to 8 April 2025", "6 or 7 boats", "6 or seven boats", "boats", ""],
)
def test_what_is_no_one_value(text: str) -> None:
    assert find_value(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("RM 50", "50", {"rm"}),
        ("RM50.00", "50.00", {"rm"}),
        ("1.234,5 kg", "1234.5", {"kg"}),
        ("2,500 boats", "2500", {"boats"}),
        ("97,2 %", "97.2", {"%"}),
        ("8:30 am", "8.30", {"am"}),
        ("70 million", "70000000", set()),
        ("70 juta", "70000000", set()),
        ("๕๐ บาท", "50", {"บาท"}),
        ("၅ နှစ်", "5", {"နှစ်"}),
        ("အသက် ၁၈ နှစ်", "18", {"အသက်", "နှစ်"}),
        ("5 năm", "5", {"năm"}),
        ("đầu tư 5 tỷ đồng", "5000000000", {"đầu", "tư", "đồng"}),
        ("vốn đầu tư tư nhân đạt 30 %", "30", {"vốn", "đầu", "tư", "nhân", "đạt", "%"}),
        ("20 Siam Square", "20", {"siam", "square"}),
        ("5 quince trees", "5", {"quince", "trees"}),
        ("3.5 million for DOS", "3500000", {"for", "dos"}),
        ("300 nem rán", "300", {"nem", "rán"}),
        ("30 mil", "30", {"mil"}),
        ("5 one-way tickets", "5", {"one", "way", "tickets"}),
    ],
)
def test_an_amount(text: str, number: str, unit: set[str]) -> None:
    found = find_value(text)
    assert isinstance(found, Amount)
    assert (found.number, found.unit) == (Decimal(number), frozenset(unit))


def differ(one: str, other: str, *, roughly: bool = False) -> bool:
    mine, theirs = find_value(one), find_value(other)
    assert isinstance(mine, Amount)
    assert isinstance(theirs, Amount)
    return mine.differs(theirs, roughly=roughly)


def test_amounts_differ_where_they_count_the_same() -> None:
    assert differ("RM 50", "RM 54")
    assert not differ("RM 50", "RM 50.00")
    assert not differ("RM 50", "USD 12")


def test_what_is_rounded_agrees_with_what_it_is_rounded_from() -> None:
    assert not differ("70 million", "71.3 million")
    assert differ("70 million", "94 million")
    assert not differ("50 boats", "54 boats", roughly=True)


days = st.builds(
    Day,
    st.none() | st.integers(2020, 2022),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
)


@given(days, days)
def test_days_differ_alike_and_never_from_a_part_of_themselves(one: Day, other: Day) -> None:
    assert one.differs(other) == other.differs(one)
    assert not one.differs(Day(one.year, one.month, None))
