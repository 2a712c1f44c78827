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
        ("Điều 4 quy định gì?", "Thông tư này quy định về đầu tư công.", False),
        ("Điều 4 quy định gì?", "Đầu tư mười tỷ đồng.", False),
        ("Điều 5 quy định gì?", "Kế hoạch năm 2024.", False),
        ("What does section 9 say?", "The Siam Commercial Bank opens daily.", False),
        ("What is rule 2?", "Runs on DOS.", False),
        ("What does rule 2 say?", "၂၀၂၀ ခုနှစ်", False),
        ("What does rule 7 say?", "၂၀၂၀ ခုနှစ်", False),
        ("Ano ang tuntunin 1?", "Ito ay isang barko sa daan.", False),
    ],
)
def test_all_must_be_said(question: str, text: str, said: bool) -> None:
    assert are_said(find_particulars(question), ["Notice", text]) is said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Two hundred and five ships", 205),
        ("one thousand nine hundred and five", 1905),
        ("two hundred thousand million", 200_000_000_000),
        ("seratus dua belas kapal", 112),
        ("tiga juta lima ratus ribu", 3_500_000),
        ("hai mươi mốt người", 21),
        ("hai mươi tư người", 24),
        ("mười lăm người", 15),
        ("một trăm linh năm người", 105),
        ("ba trăm bốn mươi lăm nghìn", 345_000),
        ("ยี่สิบเอ็ดคน", 21),
        ("สองร้อยห้าสิบบาท", 250),
        ("สองแสนห้าหมื่นล้านบาท", 250_000_000_000),
        ("ສອງຮ້ອຍຊາວເອັດຄົນ", 221),
        ("ສິບຫ້າຄົນ", 15),
        ("ម្ភៃប្រាំពីរនាក់", 27),
        ("ប្រាំបីរយនាក់", 800),
        ("နှစ်ဆယ့်တစ်ယောက်", 21),
        ("သုံးရာငါးဆယ်", 350),
        ("dalawampu't isang barko", 21),
        ("labing-isa", 11),
        ("siyam na raan", 900),
        ("三百五十", 350),
        ("两万五千", 25_000),
        ("treinta y dos barcos", 32),
        ("dos mil quinientos", 2500),
        ("mil quinientos", 1500),
        ("ciento quince", 115),
        ("vinte mil", 20_000),
        ("năm mươi người", 50),
        ("limang daan", 500),
        ("genep belas", 16),
        ("nem puluh loro", 62),
        ("tres mil millones", 3_000_000_000),
        ("cento e vinte e cinco", 125),
        ("salapan puluh lima", 95),
        ("telung puluh lima", 35),
    ],
)
def test_numbers_are_read_in_the_words_of_each_language(text: str, number: int) -> None:
    assert are_said(frozenset({Decimal(number)}), [text])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Two ships and five boats", 7),
        ("dua kapal dan lima perahu", 25),
        ("Once upon a time", 11),
        ("ห้างสามัคคี", 5),
        ("ten tallo", 13),
        ("dua and lima", 7),
    ],
)
def test_words_that_make_no_number_together_are_none(text: str, number: int) -> None:
    assert not are_said(frozenset({Decimal(number)}), [text])


@given(st.text())
def test_a_text_says_what_it_asks(text: str) -> None:
    assert are_said(find_particulars(text), [text])
