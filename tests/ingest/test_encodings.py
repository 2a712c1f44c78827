import contextlib
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import read_bytes
from ingest.encodings import decoded
from ingest.legacy_letters import restored
from ingest.sandbox_worker import parse

THAI = "ศูนย์ความเป็นเลิศแห่งนี้ช่วยให้ผู้ประกอบการรายย่อยเปลี่ยนผ่านสู่เศรษฐกิจสีเขียว และเปิดให้สมัครเข้าร่วมได้ตั้งแต่วันที่ 24 ตุลาคม 2568 เป็นต้นไป"
VIETNAMESE = "Trung tâm giúp các doanh nghiệp nhỏ chuyển sang nền kinh tế xanh, bắt đầu từ ngày 24 tháng 10 năm 2025."
FRENCH = "Le centre aide les petites entreprises à réussir leur transition écologique, dès l’année prochaine."
CHINESE = "该中心帮助小企业向绿色经济转型，从二零二五年十月二十四日起接受申请。"


def _windows_1258(text: str) -> bytes:
    """Vietnamese as Windows writes it: the tone after its vowel, as a character of its own."""
    written = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        written.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones)
    return "".join(written).encode("cp1258")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (THAI.encode("cp874"), THAI),
        (THAI.encode("tis-620"), THAI),
        (_windows_1258(VIETNAMESE), VIETNAMESE),
        (FRENCH.encode("cp1252"), FRENCH),
        (CHINESE.encode("gb18030"), CHINESE),
        (b"caf\xe9 au lait", "café au lait"),
        (THAI.encode("utf-8-sig"), THAI),
        (THAI.encode("utf-16"), THAI),
        (THAI.encode("utf-16-be", "strict"), THAI),
        (FRENCH.encode("utf-16-le"), FRENCH),
        (CHINESE.encode("utf-32"), CHINESE),
    ],
    ids=[
        "thai",
        "tis-620",
        "vietnamese",
        "french",
        "chinese",
        "short",
        "marked",
        "utf-16",
        "utf-16-be",
        "utf-16-le",
        "utf-32",
    ],
)
def test_text_in_any_usual_encoding_is_read(data: bytes, text: str) -> None:
    (document,) = read_bytes(data, "a.txt", origin="a")
    assert isinstance(document, Document)
    assert document.text == text
    assert next(sentence.of(document.text) for p in document.paragraphs for sentence in p.sentences) in text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
@example("\u00c2\x800\u00c2\x80")
def test_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    assume(restored(text) == text)  # else it is UTF-8 that was made UTF-8 twice
    assert decoded(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("text", [THAI, VIETNAMESE, CHINESE])
def test_damaged_utf8_is_refused_rather_than_misread(text: str) -> None:
    data = text.encode()
    with pytest.raises(DocumentRefused, match=r"not UTF-8.*offset \d+.*save it as UTF-8"):
        decoded(data + "ế".encode()[:2])
    with pytest.raises(DocumentRefused, match="not UTF-8"):
        decoded(data.replace(b" ", b"\xff", 1) if b" " in data else data + b"\xff")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfea\0\x00\xd8", "not UTF-16"),
        (b"a\0b", "binary data"),
        (bytes(range(1, 256)) * 4, "encoding cannot be told"),
        ("สวัสดี".encode("cp874"), "too short"),
    ],
)
def test_other_bytes_are_refused_and_it_is_said_why(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        decoded(data)


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(DocumentRefused):
        decoded(data)


OLD = [
    ("cp1250", "Přílivová vlna přijde ráno, člun odpluje ve čtvrtek a žádný převozník nečeká."),
    ("iso8859_2", "W Łodzi rzeka płynie pod ziemią, a łodzie śpią na wyspie źródeł."),
    ("iso8859_2", "Árvíztűrő tükörfúrógép"),
    ("cp1254", "Kapı akşam onda kapanır, İzmir'de çay içilir ve dağ görünür."),
    ("mac_roman", "Das Café „Am Fluss“ schließt um 21 Uhr – täglich."),
    ("mac_roman", "Le marché est fermé à l’été – côté rue."),
    ("koi8_r", "причал закрывается в десять вечера"),
    ("cp1251", "Причал закрывается в десять вечера каждый день."),
    ("cp866", "Причал закрывается в десять вечера каждый день."),
    ("cp1253", "Η προβλήτα κλείνει στις δέκα το βράδυ κάθε μέρα."),
    ("cp1256", "يغلق الرصيف في الساعة العاشرة مساء كل يوم ما عدا الجمعة"),
    ("cp1255", "הרציף נסגר בעשר בערב בכל יום בשבוע"),
    ("iso8859_8", "שערי הנמל נסגרים בעשר בערב, והשומרים פותחים מוקדם"),
    ("euc_jp", "門は平日22時30分に閉まります。港長は埠頭の近くに住んでいます。"),
    ("iso2022_jp", "門は平日22時30分に閉まります。"),
    ("euc_kr", "부두는 매일 밤 열 시에 문을 닫는다 그리고 배는 떠난다"),
    ("big5", "碼頭每天晚上十點關閉，船隻在早上離開港口。"),
    ("cp1252", "Le quai ferme à l’été : « 5 m², n° 4, ½ litre, 20 °C » – 5 £."),
    ("cp1252", "Names such as São Tomé and Malmö stand in a naïve text of many other words that are plain."),
    ("cp1252", "“Closed” – no other letters"),
]


@pytest.mark.parametrize(("encoding", "text"), OLD)
def test_an_old_encoding_is_told_by_the_letters_of_languages(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("mac_greek", "Η προβλήτα κλείνει στις δέκα το βράδυ κάθε μέρα."), ("cp437", "Höhe ≥ 5 café ½")],
)
def test_an_encoding_that_is_not_known_is_refused(encoding: str, text: str) -> None:
    with pytest.raises(DocumentRefused, match="save it as UTF-8"):
        decoded(text.encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "taken_for", "text"),
    [
        ("cp1251", "latin_1", "Ворота порта закрываются вечером каждый день."),
        ("koi8_r", "cp1251", "Ворота порта закрываются вечером. Каждый день"),
        ("cp874", "latin_1", "ประตูท่าเรือปิดเวลา 22:30 น. ในวันธรรมดา ยามเปิดโกดังแต่เช้า"),
        ("cp1253", "cp1252", "οι πύλες του λιμανιού κλείνουν κάθε βράδυ"),
    ],
)
def test_a_text_that_was_saved_in_letters_it_was_misread_in_is_read_anew(
    encoding: str, taken_for: str, text: str
) -> None:
    assert decoded(text.encode(encoding).decode(taken_for).encode()) == text


def test_a_text_that_was_misread_and_cannot_be_told_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="wrong encoding"):
        decoded("ÞßÐÝþý ÐÞþÝß ýÝÞþÐ ÐþýßÞ ÞÝþß".encode())


def test_what_was_lost_before_a_file_was_written_is_said() -> None:
    content = parse("plain", "The caf\ufffd closes at ten.".encode())
    assert content.remarks == ("characters that fit no encoding: 1",)


def test_words_in_capitals_with_one_of_mixed_case_are_no_koi8() -> None:
    text = "РЕШЕНИЕ О ВЫПОЛНЕНИИ ПЛАНА ПО ЭНЕРГИИ гВТЧ ЗА ДЕКАДУ"
    assert decoded(text.encode()) == text
