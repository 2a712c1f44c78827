import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import retriever
from corpus.documents import Document
from corpus.languages import primary
from corpus.library import Library
from ingest import read_bytes
from retriever.analysis import QuestionWord
from retriever.answers import Turn
from retriever.idf import EverydayWords
from retriever.models import Embedder
from retriever.query import EMPHASIS, Query, QueryAnalyzer, Shifts, blend, earlier, join, stands_alone
from retriever.reader.reader import Reader
from retriever.retriever import Retriever

VECTOR = np.eye(4, dtype=np.float32)[0]


@pytest.fixture(scope="module")
def analyzer(embedder: Embedder) -> QueryAnalyzer:
    return QueryAnalyzer(EverydayWords(), Shifts(embedder))


def _crossing(query: Query) -> list[str]:
    return [word.surface for word in query.words if word.crosses]


@pytest.mark.parametrize(
    ("question", "languages", "expected"),
    [
        ("How many small businesses are there in the region?", ("en", "th", "vi"), {"th", "vi"}),
        ("Có bao nhiêu doanh nghiệp nhỏ trong khu vực?", ("en", "vi"), {"en"}),
        ("อาเซียนมีวิสาหกิจขนาดย่อมกี่ราย", ("en", "th"), {"en"}),
        ("Berapa banyak perusahaan kecil di kawasan ini?", ("en", "ms", "id"), {"en"}),
        ("Ilan ang maliliit na negosyo sa rehiyon?", ("en", "th"), {"en", "th"}),
        ("ASEAN AHEAD full title", ("en",), set()),
        ("MSMEs 2025?", ("en", "th"), set()),
        ("How many?", (None,), set()),
    ],
)
def test_a_question_is_foreign_to_the_languages_it_does_not_speak(
    analyzer: QueryAnalyzer, question: str, languages: tuple[str | None, ...], expected: set[str]
) -> None:
    assert set(analyzer.analyze(question, (), languages, lambda: VECTOR).foreign) == expected


def test_names_and_numbers_cross_and_everyday_words_do_not(analyzer: QueryAnalyzer) -> None:
    question = "Có bao nhiêu MSMEs ở ASEAN năm 2025?"
    crossed = set(_crossing(analyzer.analyze(question, (), ["en"], lambda: VECTOR)))
    assert {"MSMEs", "2025"} <= crossed
    thai = "อาเซียนมี MSME กี่รายในปี 2025"
    assert _crossing(analyzer.analyze(thai, (), ["en"], lambda: VECTOR)) == ["MSME", "2025"]
    assert not crossed & {"Có", "bao", "nhiêu", "năm"}


def test_words_tell_how_common_they_are_in_the_questions_language(analyzer: QueryAnalyzer) -> None:
    words = {
        word.surface: word.everyday for word in analyzer.analyze("Who owns Zyxwv?", (), ["th"], lambda: VECTOR).words
    }
    assert words["Who"] > words["owns"] > words["Zyxwv"] == 0


def test_each_foreign_language_has_a_vector_of_its_own(analyzer: QueryAnalyzer, embedder: Embedder) -> None:
    text = "When does the ferry leave?"
    asked = embedder.embed_question(text)
    query = analyzer.analyze(text, (), ["en", "th", "vi"], lambda: asked)
    assert query.foreign == ("th", "vi")
    assert not query.is_foreign_everywhere
    assert query.vectors().shape == (3, embedder.dimension)
    np.testing.assert_array_equal(query.vectors()[0], asked)
    assert analyzer.analyze(text, (), ["th"], lambda: asked).is_foreign_everywhere


def test_words_of_earlier_questions_are_softer(analyzer: QueryAnalyzer) -> None:
    query = analyzer.analyze("And the museum?", ("When does the ferry leave?",), ["en"], lambda: VECTOR)
    emphasis = {word.surface: word.emphasis for word in query.words}
    assert emphasis["museum"] == 1
    assert emphasis["ferry"] == EMPHASIS
    assert query.history == ("When does the ferry leave?",)


def test_a_blend_is_a_unit_vector_nearest_to_the_question_asked() -> None:
    question, before = np.eye(4, dtype=np.float32)[:2]
    blended = blend(question, [before])
    assert np.linalg.norm(blended) == pytest.approx(1, abs=1e-6)
    assert blended @ question > blended @ before > 0
    assert blend(question, []) is question


def test_words_of_the_question_itself_keep_their_emphasis() -> None:
    asked, old = QuestionWord("many", ("mani",)), QuestionWord("ASEAN", ("asean",))
    joined = join([asked], [[QuestionWord("many", ("mani",)), old]])
    assert joined == [asked, QuestionWord("ASEAN", ("asean",), EMPHASIS)]


EVERYDAY = json.loads((Path(retriever.__file__).parent / "everyday_questions.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shifts(embedder: Embedder) -> Shifts:
    return Shifts(embedder)


def test_every_language_has_the_same_everyday_questions() -> None:
    assert {len(questions) for questions in EVERYDAY.values()} == {len(EVERYDAY["en"])}
    assert all(primary(language) == language for language in EVERYDAY)
    for questions in EVERYDAY.values():
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("language", sorted(set(EVERYDAY) - {"en"}))
def test_shifted_a_question_comes_nearer_to_the_same_one_in_another_language(
    language: str, shifts: Shifts, embedder: Embedder
) -> None:
    """By questions that none of the means is made of: all but one, held against that one's vector, would say little."""
    asked = embedder.embed_question(OTHER[language])
    there = embedder.embed_question(OTHER["en"])
    shifted = shifts.toward(["en"], asked, language)[0]
    assert np.linalg.norm(shifted) == pytest.approx(1.0, abs=1e-5)
    assert shifted @ there > asked @ there


def test_a_question_stays_as_it_is_where_no_shift_is_known(shifts: Shifts, embedder: Embedder) -> None:
    asked = embedder.embed_question("When does the ferry leave?")
    found = shifts.toward([None, "xx", "en", "en-GB"], asked, "en")
    assert all(vector is asked for vector in found)
    assert shifts.toward(["th"], asked, None)[0] is asked


def test_filipino_goes_by_both_of_its_codes(shifts: Shifts, embedder: Embedder) -> None:
    asked = embedder.embed_question("When does the ferry leave?")
    found = shifts.toward(["fil", "tl"], asked, "en")
    np.testing.assert_array_equal(found[0], found[1])
    assert found[0] is not asked


OTHER = {
    "en": "When does the ferry leave?",
    "id": "Kapan feri berangkat?",
    "km": "តើសាឡាងចេញដំណើរនៅម៉ោងប៉ុន្មាន?",
    "lo": "ເຮືອບັກຈະອອກເດີນທາງເວລາໃດ?",
    "ms": "Bilakah feri bertolak?",
    "my": "ကူးတို့သင်္ဘော ဘယ်အချိန် ထွက်မလဲ။",
    "th": "เรือข้ามฟากออกเมื่อไร",
    "tl": "Kailan aalis ang barko?",
    "vi": "Khi nào phà khởi hành?",
    "zh": "渡轮什么时候出发？",
}


EVERYDAY_WORDS = EverydayWords()
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
    assert earlier(FOLLOW_UP, turns, EVERYDAY_WORDS) == ("one?", "three?")


def test_a_question_counts_once_and_an_empty_one_not_at_all() -> None:
    assert earlier(FOLLOW_UP, _turns("one?", "1."), EVERYDAY_WORDS) == ("one?",)
    assert earlier(FOLLOW_UP, _turns("one?", "1.", "one?", "1."), EVERYDAY_WORDS) == ("one?",)
    assert earlier(FOLLOW_UP, _turns("  ", "1."), EVERYDAY_WORDS) == earlier(FOLLOW_UP, [], EVERYDAY_WORDS) == ()


def test_no_question_counts_for_one_that_stands_alone() -> None:
    assert earlier("When does the ferry to Langkawi leave?", _turns("one?", "1."), EVERYDAY_WORDS) == ()


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
    assert not stands_alone(question, [BEFORE[language]], EVERYDAY_WORDS)


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
    assert stands_alone(question, [BEFORE[language]], EVERYDAY_WORDS)


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
