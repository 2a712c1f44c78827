import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.documents import Span
from ingest.sentences import MAX_SENTENCE, cut_points, sentences
from ingest.text import BLANK, canonical
from tests.ingest.laws import assert_tiled


def split(text: str, language: str | None = "en") -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Growth was 9.5% in 2024.", "Dr. Lim of the U.S. office agreed!", "Why?"]),
        ("en", ["He left for good.", "(See p. 5.)"]),
        ("id", ["Kantornya di Jl. Sudirman No. 5.", "Ir. Soekarno lahir di Surabaya.", "Biayanya Rp. 5.000 saja."]),
        ("ms", ["En. Ahmad hadir di Kuala Lumpur.", "Syarikat Maju Sdn. Bhd. ditubuhkan pada 1990."]),
        ("vi", ["Ông sống ở TP. Hồ Chí Minh.", "PGS. Lan cũng vậy."]),
        ("fil", ["Dumating si Gng. Reyes kahapon.", "Umalis siya."]),
        ("zh", ["人人生而自由。", "他们赋有理性!"]),
        ("my", ["လူတိုင်းသည် တူညီ၊ လွတ်လပ်သည်။", "နေကောင်းလား။"]),
        ("km", ["មនុស្សទាំងអស់ កើតមកមានសេរីភាព។", "គ្រប់គ្នាមានសិទ្ធិ ផ្ទះ ដី។ល។ និងការងារ៕"]),
        ("hi", ["सभी मनुष्य स्वतंत्र हैं।", "वे समान हैं।"]),
    ],
)
def test_sentences_of_a_language(language: str, expected: list[str]) -> None:
    assert split(" ".join(expected), language) == expected


def test_an_unknown_language_is_split_all_the_same() -> None:
    assert split("One here. Two here.", None) == split("One here. Two here.", "tlh") == ["One here.", "Two here."]


def test_a_language_tag_counts_by_its_language() -> None:
    assert split("Di Jl. Sudirman ada toko.", "id-ID") == ["Di Jl. Sudirman ada toko."]


def test_thai_full_stops_of_abbreviations_end_nothing() -> None:
    text = "เกิดเมื่อ พ.ศ. 2476 ที่กรุงเทพฯ และ น.ส. สมศรีพบ ดร. สมชายในปีพ.ศ. 2540"
    assert split(text, "th") == [text]


def test_long_thai_is_divided_at_spaces_between_clauses() -> None:
    clause = "องค์กรนี้ก่อตั้งขึ้นเพื่อส่งเสริมการค้าระหว่างประเทศสมาชิก"
    parts = split(f"{clause} {clause} {clause} {clause}", "th")
    assert parts == [f"{clause} {clause}"] * 2


def test_thai_names_in_two_words_and_brackets_stay_whole() -> None:
    clause = "องค์กรนี้ก่อตั้งขึ้นเพื่อส่งเสริมการค้าระหว่างประเทศสมาชิกที่อยู่ในภูมิภาคนี้มาอย่างยาวนานหลายสิบปีแล้ว"
    assert len(split(f"{clause} สมชาย {clause}", "th")) == 1
    assert len(split(f"({clause} {clause}) {clause}", "th")) == 2


def test_a_number_or_a_letter_of_a_list_is_no_sentence() -> None:
    assert split("1. First of all. (b) Second thing.") == ["1. First of all.", "(b) Second thing."]


def test_marks_alone_go_with_the_words_beside_them() -> None:
    assert split("... Well. !! Really? - -") == ["... Well.", "!! Really? - -"]


@pytest.mark.parametrize("text", ["python ../../run.py now", "The H2A.Z variant", "see a.B(c) there"])
def test_a_full_stop_inside_a_name_or_a_path_ends_nothing(text: str) -> None:
    assert split(text) == [text]


def test_a_missing_space_between_sentences_is_seen() -> None:
    assert split("It was safe and clean.Why do I need it?") == ["It was safe and clean.", "Why do I need it?"]


def test_offsets_count_code_points() -> None:
    text = "👨\u200d👩\u200d👧 came. 𝐀 e\u0301 ก็ำ here. Last 😀!"
    assert split(text) == ["👨\u200d👩\u200d👧 came.", "𝐀 e\u0301 ก็ำ here.", "Last 😀!"]


def test_offsets_are_those_of_the_text_not_of_the_paragraph() -> None:
    text = "Title\n\nOne. Two.\n\nEnd."
    assert sentences(text, Span(7, 16), "en") == (Span(7, 11), Span(12, 16))


def test_an_endless_sentence_is_cut_at_white_space() -> None:
    parts = split("word " * 400 + "end")
    assert len(parts) == 4
    assert all(len(part) <= MAX_SENTENCE and part.startswith("word") for part in parts)


def test_a_text_of_many_marks_takes_time_that_grows_with_its_length_only() -> None:
    text = "![" * 200_000 + "a"  # sentencex alone takes minutes
    assert_tiled(text, Span(0, len(text)), sentences(text, Span(0, len(text)), "en"))


PIECES = st.sampled_from(
    [
        *'aBéกสា។။国。😀1.!?…()”"\n\t\r \xa0\x85\u2028\u200b\ufeff\u0301\u200d',
        "Dr.",
        "B\xa0.",
        "\r\n",
        "  ",
        "พ.ศ.",
        "a" * 300,
    ]
)
TEXTS = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.lists(PIECES, max_size=60).map("".join))
LANGUAGES = st.sampled_from([None, "en", "th", "lo", "km", "my", "id", "ms", "vi", "tl", "zh", "ta", "xx", "", "-"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, LANGUAGES)
@example("B\xa0.\u2028", "en")  # sentencex panics on it
@example("a" + " " * 1500 + "b", "en")
def test_sentences_tile_any_paragraph(text: str, language: str | None) -> None:
    text = canonical(text).strip(BLANK)
    if text:
        paragraph = Span(0, len(text))
        assert_tiled(text, paragraph, sentences(text, paragraph, language))


def pieces(text: str, limit: int) -> list[str]:
    cuts = list(cut_points(text, 0, len(text), limit))
    return [text[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


def test_a_short_text_is_not_cut() -> None:
    assert pieces("short", 5) == ["short"]


def test_cuts_stand_after_white_space_and_leave_nearly_equal_pieces() -> None:
    assert pieces("one two three four", 10) == ["one two ", "three four"]


def test_thai_without_spaces_is_cut_between_words() -> None:
    assert pieces("ภาษาไทยเป็นภาษาที่สวยงาม", 13) == ["ภาษาไทยเป็น", "ภาษาที่สวยงาม"]


def test_a_family_of_emoji_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    assert all(piece.replace(family, "") == "" for piece in pieces(family * 9, 12))


def test_characters_beyond_the_basic_plane_count_as_one() -> None:
    assert pieces("𝐀𝐁 " * 4, 6) == ["𝐀𝐁 𝐀𝐁 ", "𝐀𝐁 𝐀𝐁 "]


def test_one_endless_grapheme_is_cut_hard() -> None:
    assert [len(piece) for piece in pieces("e" + "\u0301" * 24, 10)] == [10, 10, 5]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(1, 40))
def test_the_pieces_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    assert "".join(pieces(text, limit)) == text
    assert all(len(piece) <= limit for piece in pieces(text, limit))


@pytest.mark.parametrize("limit", [3, 7, 50])
def test_a_range_within_a_text_is_cut_within(limit: int) -> None:
    cuts = list(cut_points("x" * 100, 20, 90, limit))
    assert cuts[-1] == 90
    assert all(before < after for before, after in zip([20, *cuts], cuts, strict=False))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Write to Ms. Kong of Brgy. Uno, Jl. Jend. Sudirman, Kg. Baru, vol. 2, approx. 40 pages, Tel. 02-555.",
        ),
        ("id", "Biaya per bln. dibayar s.d. tgl. 5 Mei, dst. dan dll. hadir di RT. 03 RW. 05, hlm. 12 jo. Pasal 5."),
        (
            "ms",
            "Pn. Siti bt. Omar dari Kg. Baru, Tmn. Melati, No. Ruj. KP/12, Tel. 03-555, hadir pada 5 hb. Mei.",
        ),
        ("tl", "Si Gng. Reyes ng Sta. Cruz, Pnt. 3, at si Dir. Lim ng Bgy. Uno ay dumalo."),
        ("ar", "قال د. أحمد علي و أ.د. محمد إن م. سالم حضر ص. ب. 123 مفتوح."),
        ("fr", "M. Dupont et Mme. Durand, av. de la Gare, no. 5, avec le Dr. Petit."),
        ("hi", "डॉ. शर्मा आए।"),
        ("tl", "Ang kapal ay umalis noong Ene. 5 at bumalik noong Dis. 12."),
        ("en", "The load follows Eq. 3 and was measured on Sept. 5."),
        ("vi", "Ông Nguyễn V. An đến dự."),
        ("lo", "ທ່ານ ດຣ. ສົມ ຢູ່ ບ. ໂພນ ມ. ໄຊ ຂ. ອຸດົມ ປີ ຄ.ສ. 2025"),
    ],
)
def test_abbreviations_of_the_region_end_no_sentence(language: str, text: str) -> None:
    assert split(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "The answer is no. Then he left.", "The answer is no."),
        ("en", "It took him. The rest is sand.", "It took him."),
        ("ar", "كان ذلك عام 1445 هـ. وانتهى.", "كان ذلك عام 1445 هـ."),
        ("id", "Ia membawa buku. Mereka pergi.", "Ia membawa buku."),
    ],
)
def test_other_short_words_end_one(language: str, text: str, first: str) -> None:
    assert split(text, language)[0] == first
