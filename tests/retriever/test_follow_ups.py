from contextlib import closing
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.library import Library
from ingest import read_bytes
from retriever.answers import Turn
from retriever.follow_ups import earlier, stands_alone
from retriever.idf import EverydayWords
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever

EVERYDAY = EverydayWords()
FOLLOW_UP = "And at the weekend?"
BEFORE = {
    "en": "How much is a family ticket to the maritime museum on a weekday?",
    "id": "Berapa tarif baru rumah tangga untuk sepuluh meter kubik pertama?",
    "ms": "Bilakah rumah di Taman Meranti dijangka siap?",
    "vi": "Phí bảo tồn ở đảo Hòn Sếu là bao nhiêu?",
    "tl": "Kailan magsisimula ang rehistro ng botante sa Santa Lucina?",
    "th": "ตะกร้อชิงแชมป์ภาคเหนือครั้งที่ 14 จัดที่ไหน",
    "km": "តើសាឡាងចេញដំណើរនៅម៉ោងប៉ុន្មាន?",
    "lo": "ເຮືອບັກຈະອອກເດີນທາງເວລາໃດ?",
    "my": "ကူးတို့သင်္ဘော ဘယ်အချိန် ထွက်မလဲ။",
    "zh": "渡轮什么时候出发？",
}


def _turns(*contents: str) -> list[Turn]:
    return [Turn("assistant" if number % 2 else "user", content) for number, content in enumerate(contents)]


def test_the_first_and_the_last_question_count() -> None:
    turns = _turns("one?", "1.", "two?", "2.", "three?", "3.")
    assert earlier(FOLLOW_UP, turns, EVERYDAY) == ("one?", "three?")


def test_a_question_counts_once_and_an_empty_one_not_at_all() -> None:
    assert earlier(FOLLOW_UP, _turns("one?", "1."), EVERYDAY) == ("one?",)
    assert earlier(FOLLOW_UP, _turns("one?", "1.", "one?", "1."), EVERYDAY) == ("one?",)
    assert earlier(FOLLOW_UP, _turns("  ", "1."), EVERYDAY) == earlier(FOLLOW_UP, [], EVERYDAY) == ()


def test_no_question_counts_for_one_that_stands_alone() -> None:
    assert earlier("When does the ferry to Langkawi leave?", _turns("one?", "1."), EVERYDAY) == ()


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "and at the weekend?"),
        ("en", "What about the Hopper 10?"),
        ("en", "Why not?"),
        ("en", "Can they ask for more time?"),
        ("en", "Who founded it?"),
        ("en", "How long does it take?"),
        ("en", "How was this building used?"),
        ("en", "Which is more important?"),
        ("en", "How many in all?"),
        ("en", "Is that free?"),
        ("en", "Does the concession card work there too?"),
        ("id", "Bagaimana dengan pelanggan lama?"),
        ("id", "selisihnya berapa rupiah?"),
        ("id", "Siapa mereka?"),
        ("id", "Kapan jembatan itu dibuka?"),
        ("ms", "Teluk Jati pula?"),
        ("ms", "Berapa buah semuanya?"),
        ("ms", "Macam mana nak minta kebenaran bertulis tu?"),
        ("vi", "Còn tổng giám đốc là ai?"),
        ("vi", "Thế còn trẻ em thì sao?"),
        ("vi", "Nó mở cửa khi nào?"),
        ("tl", "at ang mismong halalan, anong petsa?"),
        ("tl", "Sino sila?"),
        ("th", "แล้วเด็กล่ะ"),
        ("th", "แล้วครั้งที่ 15 จะจัดที่ไหน"),
        ("km", "ចុះថ្ងៃអាទិត្យ?"),
        ("lo", "ແລ້ວວັນອາທິດເດ?"),
        ("my", "တနင်္ဂနွေနေ့ရော?"),
        ("zh", "那星期天呢？"),
    ],
)
def test_a_follow_up_does_not_stand_alone(language: str, question: str) -> None:
    assert not stands_alone(question, [BEFORE[language]], EVERYDAY)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What is this document about?"),
        ("en", "When was this press release published?"),
        ("en", "How long does it take to renew a passport?"),
        ("en", "Is it true that the museum charges school groups?"),
        ("en", "How is it decided who gets the irrigation money?"),
        ("en", "When did ASEAN publish its first report?"),
        ("en", "Is there a discount for those who pay late?"),
        ("en", "Who is the director of the quarry?"),
        ("en", "How many MSMEs are there in Viet Nam?"),
        ("id", "Apa itu fotosintesis?"),
        ("id", "Dimana terjadinya letusan gunung Krakatau?"),
        ("id", "Berapa iuran sampah di Ranupane sekarang?"),
        ("ms", "Siapakah pengarah projek rumah mampu milik?"),
        ("vi", "Chúng ta có thể tìm thấy bao nhiêu loài cây trong rừng Amazon?"),
        ("vi", "Ai là trưởng phòng kỹ thuật điện lực Bình Lâm?"),
        ("tl", "Magkano ang bayad sa rehistro ng sasakyan?"),
        ("th", "บัตรเข้าชมตะกร้อชิงแชมป์ภาคเหนือราคาเท่าไร"),
        ("km", BEFORE["km"]),
        ("lo", BEFORE["lo"]),
        ("my", BEFORE["my"]),
        ("zh", BEFORE["zh"]),
    ],
)
def test_a_question_that_names_what_it_asks_of_stands_alone(language: str, question: str) -> None:
    assert stands_alone(question, [BEFORE[language]], EVERYDAY)


@pytest.mark.parametrize(
    ("text", "before", "question", "words"),
    [
        (
            "Merdeka Bridge was opened in 1964. It is 310 metres long. Its engineer was Low Chee Meng.",
            "When was Merdeka Bridge opened?",
            "And how long is it?",
            "310 metres",
        ),
        (
            "Taman Anggrek Wisata dibuka pada 2012. Luasnya 14 hektare. Tiket masuk Rp25.000.",
            "Kapan Taman Anggrek Wisata dibuka?",
            "Berapa luasnya?",
            "14 hektare",
        ),
        (
            "Chợ Bến Xuân xây năm 1931. Chợ có 620 sạp. Trưởng ban quản lý là ông Đỗ Văn Lâm.",
            "Chợ Bến Xuân xây năm nào?",
            "Nó có bao nhiêu sạp?",
            "620",
        ),
    ],
)
def test_the_short_answer_is_to_the_follow_up_and_not_to_what_was_asked_before(
    tmp_path: Path, embedder: Embedder, reader: Reader, text: str, before: str, question: str, words: str
) -> None:
    with closing(Retriever(Library.create(tmp_path), embedder, reader=reader)) as retriever:
        (document,) = read_bytes(text.encode(), "notice.txt", origin="notice.txt")
        assert isinstance(document, Document)
        retriever.add(document)
        found = retriever.ask(question, history=[Turn("user", before)]).passages[0].quote.words
    assert found is not None
    assert found.text.startswith(words)
