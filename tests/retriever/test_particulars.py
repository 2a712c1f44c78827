"""Numbers and letters that a question names, and texts that say them or do not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.particulars import are_said, find_particulars


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does berth 3 cost?", {Decimal(3)}),
        ("Is vitamin D given to 1,200 sailors in 2020?", {"D", Decimal(1200), Decimal(2020)}),
        ("ชั้น C ค่าจอดเท่าไร", {"C"}),
        ("ปี ๒๕๖๐ ขายบัตรได้กี่ใบ", {Decimal(2560)}),
        ("May I pay RM50 on 2025-03-14, the 3rd day, or at 9:30, as A. B. Tan said?", set()),
    ],
)
def test_what_stands_by_itself_is_found(question: str, found: set[object]) -> None:
    assert find_particulars(question) == found


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("What does berth 3 cost?", "Berth 1 costs 80 dollars, berth 2 costs 120.", False),
        ("What does berth 3 cost?", "Berth 3 costs 80 dollars.", True),
        ("What do 3 nights cost?", "Three nights cost 80 dollars.", True),
        ("How many were sold for 2500 dong?", "At 2.500 dong 15 were sold.", True),
        ("How many were sold in 2020?", "In 2019 15 were sold, in 2563 20.", True),
        ("How many were sold in 2020?", "In 2019 20 were sold.", False),
        ("Is vitamin D given?", "Vitamin C is given daily.", False),
        ("Is vitamin D given?", "Vitamin D is given.", True),
        ("Where did the 15 teams race?", "Fifteen teams raced.", True),
        ("Where did the 21 members meet?", "Twenty-one members met.", True),
        ("Where did the 22 members meet?", "Twenty-one members met.", False),
        ("Di mana 21 anggota bertemu?", "Dua puluh satu anggota bertemu.", True),
        ("Di mana 15 anggota bertemu?", "Lima belas anggota bertemu.", True),
        ("When did World War 2 end?", "World War II ended.", True),
        ("What is Chapter V about?", "Chapter 5 is about fish.", True),
        ("Who paid 70 million?", "They paid 70,000,000.", True),
        ("Who paid 70,000,000?", "They paid 70 million.", True),
        ("Who paid 70 million?", "They paid 70 thousand, or 1,900 in all.", False),
        ("Who came in 1905?", "One thousand nine hundred and five came.", True),
        ("Who is the director?", "", True),
    ],
)
def test_all_must_be_said(question: str, text: str, said: bool) -> None:
    assert are_said(find_particulars(question), ["Notice", text]) is said


@given(st.text())
def test_a_text_says_what_it_asks(text: str) -> None:
    assert are_said(find_particulars(text), [text])
