from dataclasses import replace

import pytest

from ingest.datelines import dated, find_date
from ingest.formats.plain import read

BODY = "The council agreed on the plan, and the work will begin before the rainy season of the following year."


@pytest.mark.parametrize(
    "line",
    [
        f"KUALA LUMPUR, 24 October 2025 — {BODY}",
        f"SINGAPORE (24 October 2025) - {BODY}",
        f"October 24, 2025 – MANILA – {BODY}",
        f"Jakarta, 24 Oktober 2025 – {BODY}",
        f"JAKARTA, Jumat (24/10/2025) - {BODY}",
        f"Hà Nội, ngày 24 tháng 10 năm 2025 - {BODY}",
        f"กรุงเทพฯ 24 ต.ค. 2568 – {BODY}",
        f"กรุงเทพฯ (๒๔ ตุลาคม ๒๕๖๘) – {BODY}",
        f"ວຽງຈັນ, 24 ຕຸລາ 2025 - {BODY}",
        f"ភ្នំពេញ ថ្ងៃទី២៤ ខែតុលា ឆ្នាំ២០២៥៖ - {BODY}",
        f"MANILA, Oktubre 24, 2025 -- {BODY}",
        f"(Hà Nội, ngày 24 tháng 10 năm 2025) – {BODY}",
        f"ရန်ကုန်၊ ၂၀၂၅ ခုနှစ် အောက်တိုဘာလ ၂၄ ရက် - {BODY}",
        f"كوالالمبور، 24 أكتوبر 2025 — {BODY}",
        f"الدار البيضاء (24 أكتوبر 2025) - {BODY}",
        f"Díli, 24 de outubro de 2025 – {BODY}",
        "10:30 - 24/10/2025",
        "16:20, Thứ Sáu, 24/10/2025 (GMT+7)",
        "Published: 10:30 am, Friday, 24 October 2025",
        "24 October 2025",
        "Friday, 24 October 2025, 10:30 am",
        "Kuala Lumpur, 24 Oktober 2025",
        "วันที่ 24 ตุลาคม พ.ศ. 2568",
        "24 ต.ค. 68",
        "ရန်ကုန်၊ ၂၀၂၅ ခုနှစ်၊ အောက်တိုဘာလ ၂၄",
        "2025年10月24日",
        "Thứ sáu, 24/10/2025",
        "Date: 24th of October 2025",
        "By Mary Kong - Published on 24 Oct. 2025",
        "Tanggal: 24/10/2025",
        "เผยแพร่เมื่อ 24 ตุลาคม 2568 เวลา 10.30 น.",
    ],
)
def test_the_date_of_a_dateline_a_line_or_a_label_is_found(line: str) -> None:
    content = read(f"A new hall for the harbour\n\n{line}\n\n{BODY} {BODY}\n\n{BODY}\n")
    assert find_date(content) == "2025-10-24"
    assert dated(content).published == "2025-10-24"


def test_where_and_when_a_text_was_signed_is_its_date() -> None:
    text = "\n\n".join([f"Pasal {n}\n\n{BODY}" for n in range(1, 6)])
    assert (
        find_date(read(f"{text}\n\nDitetapkan di Jakarta\n\nJakarta, 24 Oktober 2025\n\nKepala Kantor")) == "2025-10-24"
    )


@pytest.mark.parametrize(
    "line",
    [
        f"The minister said on 24 October 2025 - a Friday - that {BODY}",
        "The next meeting is on 24 October 2025.",
        "10/11/2025",
        "Deadline: 24 October 2025",
        "31 February 2025",
        "Open from 24 October 2025 to 3 May 2026",
        "24 October",
        "Order 24-10-3025",
    ],
)
def test_dates_that_the_text_speaks_of_are_not_its_own(line: str) -> None:
    assert find_date(read(f"A new hall for the harbour\n\n{line}\n\n{BODY} {BODY}\n")) is None


def test_what_the_file_says_of_itself_comes_first() -> None:
    content = replace(read(f"KUALA LUMPUR, 24 October 2025 — {BODY}"), published="2025-10-25")
    assert dated(content) is content
